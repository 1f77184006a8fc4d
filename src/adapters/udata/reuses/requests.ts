import type { HttpRequest } from '../../../http/http.ts';
import { keyed, route } from '../requests.ts';
import type { Settings } from '../settings.ts';

/** Without the datasets themselves, which a reuse shows in full. */
const FIELDS =
  'id,title,description,url,type,topic,tags,datasets{id},dataservices{id},organization{id},extras,deleted';

/** Of a dataset or of an organisation; with the key, what is deleted is among them. */
export function reusesRequest(
  settings: Settings,
  filter: { dataset: string } | { organization: string },
  page: number,
  pageSize: number,
): HttpRequest {
  return {
    url: route(settings, 'reuses'),
    query: { ...filter, sort: '-created', page, page_size: pageSize },
    headers: { 'x-fields': `data{${FIELDS}},next_page,total,page,page_size` },
    ...keyed(settings, true),
  };
}

export function reuseRequest(settings: Settings, id: string): HttpRequest {
  return { url: reuseUrl(settings, id), headers: { 'x-fields': FIELDS }, ...keyed(settings, true) };
}

/** Never sent twice by itself: the second would be refused, for the first has the address. */
export function createReuseRequest(settings: Settings, body: unknown): HttpRequest {
  return {
    method: 'POST',
    url: route(settings, 'reuses'),
    json: body,
    patient: true,
    ...keyed(settings, true),
  };
}

export function updateReuseRequest(settings: Settings, id: string, body: unknown): HttpRequest {
  return { ...writing(settings, id), method: 'PUT', json: body };
}

export function removeReuseRequest(settings: Settings, id: string): HttpRequest {
  return { ...writing(settings, id), method: 'DELETE' };
}

/** Adds one dataset and leaves the others; once more changes nothing. */
export function linkRequest(settings: Settings, id: string, datasetId: string): HttpRequest {
  return {
    method: 'POST',
    url: `${reuseUrl(settings, id)}datasets/`,
    json: { id: datasetId, class: 'Dataset' },
    repeatable: true,
    ...keyed(settings, true),
  };
}

/** What is asked for is asked of a refusal too, which would come without the fields that it is about. */
function writing(settings: Settings, id: string): HttpRequest {
  return { url: reuseUrl(settings, id), repeatable: true, ...keyed(settings, true) };
}

function reuseUrl(settings: Settings, id: string): string {
  return route(settings, `reuses/${encodeURIComponent(id)}`);
}
