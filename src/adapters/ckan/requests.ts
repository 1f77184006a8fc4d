import type { HttpRequest } from '../../http/http.ts';
import type { multipart } from '../../http/multipart.ts';
import type { CkanSettings } from './settings.ts';
import type { Json } from './wire.ts';

/** Statuses that carry CKAN's own error envelope. */
const ENVELOPED = [400, 403, 404, 409, 500];

export type Query = NonNullable<HttpRequest['query']>;

/** Reads go by GET: imitations of the API and caches in front of it know nothing else. */
export function reading(settings: CkanSettings, action: string, query: Query = {}): HttpRequest {
  return {
    method: 'GET',
    url: actionUrl(settings, action),
    query,
    accept: ENVELOPED,
    ...credentials(settings),
  };
}

/** A write is never repeated by the client: the first one may have been carried out. */
export function writing(settings: CkanSettings, action: string, body: Json): HttpRequest {
  return {
    method: 'POST',
    url: actionUrl(settings, action),
    json: body,
    accept: ENVELOPED,
    ...credentials(settings),
  };
}

/** A write with a file in it. */
export function uploading(
  settings: CkanSettings,
  action: string,
  { contentType, body }: ReturnType<typeof multipart>,
): HttpRequest {
  const { headers, ...secret } = credentials(settings);
  return {
    method: 'POST',
    url: actionUrl(settings, action),
    ...(body === undefined ? {} : { body }),
    accept: ENVELOPED,
    patient: true,
    headers: { ...headers, 'content-type': contentType },
    ...secret,
  };
}

export function packageUrl(settings: CkanSettings, name: string): string {
  return `${settings.url}/dataset/${encodeURIComponent(name)}`;
}

/** A phrase for Solr: inside double quotes only the quote and the backslash mean something. */
export function phrase(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function actionUrl(settings: CkanSettings, action: string): string {
  return `${settings.url}/api/3/action/${action}`;
}

/** CKAN takes the bare token; with «Bearer» in front it takes us for anonymous. */
function credentials({ apiToken }: CkanSettings): Pick<HttpRequest, 'headers' | 'secretHeaders'> {
  const headers = { accept: 'application/json' };
  return apiToken === undefined ? { headers } : { headers, secretHeaders: { authorization: apiToken } };
}
