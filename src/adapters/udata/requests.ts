import type { HttpRequest } from '../../http/http.ts';
import type { multipart } from '../../http/multipart.ts';
import type { Kind } from '../../model/dataset.ts';
import { readsWithKey } from './settings.ts';
import type { Settings } from './settings.ts';

/** A dataset id as udata makes them; anything else in its place is a slug. */
const OBJECT_ID = /^[0-9a-f]{24}$/;

export function isObjectId(text: string): boolean {
  return OBJECT_ID.test(text);
}

/** Every route ends with a slash: without it udata answers with a redirect. */
export function route(settings: Settings, path: string): string {
  return `${settings.url}/api/1/${path}/`;
}

export function keyed(settings: Settings, withKey: boolean): Pick<HttpRequest, 'secretHeaders'> {
  return withKey && settings.apiKey !== undefined ? { secretHeaders: { 'x-api-key': settings.apiKey } } : {};
}

export function siteRequest(settings: Settings): HttpRequest {
  return { url: route(settings, 'site') };
}

export function meRequest(settings: Settings): HttpRequest {
  return { url: route(settings, 'me'), ...keyed(settings, true) };
}

export function organizationRequest(settings: Settings, organization: string, withKey: boolean): HttpRequest {
  return {
    url: route(settings, `organizations/${encodeURIComponent(organization)}`),
    ...keyed(settings, withKey),
  };
}

export interface Listing {
  kind: Exclude<Kind, 'series'>;
  page: number;
  pageSize: number;
  organization?: string | undefined;
  license?: string | undefined;
  newestFirst: boolean;
}

/**
 * Oldest first is append-only, so that what is created during a walk comes at its end instead of shifting the pages;
 * latest change first is for increments. The filters on state are only allowed with a key, and needed then: a member is
 * also shown what is deleted and archived.
 */
export function listRequest(settings: Settings, listing: Listing): HttpRequest {
  const withKey = readsWithKey(settings);
  const filter = settings.filter ?? {};
  const both = {
    page: listing.page,
    page_size: listing.pageSize,
    organization: listing.organization,
    tag: filter.tag,
    q: filter.query,
  };
  if (listing.kind === 'service') {
    return {
      url: route(settings, 'dataservices'),
      query: { sort: listing.newestFirst ? '-last_modified' : 'created', ...both },
      ...keyed(settings, withKey),
    };
  }
  return {
    url: route(settings, 'datasets'),
    query: {
      sort: listing.newestFirst ? '-last_update' : 'created',
      ...both,
      license: filter.license ?? listing.license,
      format: filter.format,
      schema: filter.schema,
      geozone: filter.geozone,
      granularity: filter.granularity,
      topic: filter.topic,
      badge: filter.badge,
      access_type: filter.accessType,
      ...(withKey ? { deleted: false, archived: false } : {}),
    },
    ...keyed(settings, withKey),
  };
}

/** The organisation's records, latest first and cut down to what carries a mark. */
export function marksRequest(
  settings: Settings,
  organization: string,
  page: number,
  pageSize: number,
): HttpRequest {
  return {
    url: route(settings, 'datasets'),
    query: { organization, sort: '-created', deleted: false, page, page_size: pageSize },
    headers: { 'x-fields': 'data{id,deleted,extras},next_page,total,page,page_size' },
    ...keyed(settings, true),
  };
}

export function datasetRequest(settings: Settings, id: string, withKey: boolean): HttpRequest {
  return { url: route(settings, `datasets/${encodeURIComponent(id)}`), ...keyed(settings, withKey) };
}

export function serviceRequest(settings: Settings, id: string): HttpRequest {
  return {
    url: route(settings, `dataservices/${encodeURIComponent(id)}`),
    ...keyed(settings, readsWithKey(settings)),
  };
}

/** Never sent twice by itself: udata would make two datasets of it. */
export function createRequest(settings: Settings, body: unknown): HttpRequest {
  return {
    method: 'POST',
    url: route(settings, 'datasets'),
    json: body,
    patient: true,
    ...keyed(settings, true),
  };
}

/** The whole list of resources travels with it, so that a second one puts the same list in place again. */
export function updateRequest(settings: Settings, id: string, body: unknown): HttpRequest {
  return { ...datasetRequest(settings, id, true), method: 'PUT', json: body, repeatable: true };
}

export function removeRequest(settings: Settings, id: string): HttpRequest {
  return { ...datasetRequest(settings, id, true), method: 'DELETE', repeatable: true };
}

function resourceUrl(settings: Settings, id: string, resourceId: string): string {
  return route(settings, `datasets/${encodeURIComponent(id)}/resources/${encodeURIComponent(resourceId)}`);
}

export function removeResourceRequest(settings: Settings, id: string, resourceId: string): HttpRequest {
  return {
    method: 'DELETE',
    url: resourceUrl(settings, id, resourceId),
    repeatable: true,
    ...keyed(settings, true),
  };
}

export function updateResourceRequest(
  settings: Settings,
  id: string,
  resourceId: string,
  body: unknown,
): HttpRequest {
  return {
    method: 'PUT',
    url: resourceUrl(settings, id, resourceId),
    json: body,
    repeatable: true,
    ...keyed(settings, true),
  };
}

/** What a form with a piece of a file, or the closing one, goes to: a new resource, or new bytes for a known one. */
export function uploadRequest(
  settings: Settings,
  id: string,
  resourceId: string | undefined,
  form: ReturnType<typeof multipart>,
): HttpRequest {
  const path = `datasets/${encodeURIComponent(id)}`;
  const { contentType, ...body } = form;
  return {
    method: 'POST',
    url: route(
      settings,
      resourceId === undefined
        ? `${path}/upload`
        : `${path}/resources/${encodeURIComponent(resourceId)}/upload`,
    ),
    ...body,
    headers: { 'content-type': contentType },
    patient: true,
    ...keyed(settings, true),
  };
}

/** Endings of files that this site takes. */
export function extensionsRequest(settings: Settings): HttpRequest {
  return { url: route(settings, 'datasets/extensions') };
}

/** Get-or-create on udata's side: the same contact sent twice is one contact. */
export function contactRequest(settings: Settings, body: unknown): HttpRequest {
  return {
    method: 'POST',
    url: route(settings, 'contacts'),
    json: body,
    repeatable: true,
    ...keyed(settings, true),
  };
}

export function licensesRequest(settings: Settings): HttpRequest {
  return { url: route(settings, 'datasets/licenses') };
}

export function frequenciesRequest(settings: Settings): HttpRequest {
  return { url: route(settings, 'datasets/frequencies') };
}

/** Without its body: a zone's outline can take megabytes. */
export function zoneRequest(settings: Settings, zone: string): HttpRequest {
  return { method: 'HEAD', url: route(settings, `spatial/zone/${encodeURIComponent(zone)}`) };
}
