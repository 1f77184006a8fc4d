import { RemoteFault } from '../faults.ts';
import type { OutgoingBody } from './http.ts';

/** One request as it goes out: to the first address, or to where a redirect pointed. */
export interface Hop {
  method: string;
  url: URL;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Empty once a redirect has left the origin, even if another leads back to it. */
  secretHeaders: Record<string, string>;
  body: string | Uint8Array | OutgoingBody | undefined;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Credentials that a caller may have put among the open headers. */
const CREDENTIAL_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization']);

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/** «GET /api/1/me/»: how messages name a request. The query stays out: it may hold credentials. */
export function nameOf(hop: Hop): string {
  return `${hop.method} ${hop.url.pathname}`;
}

/** Where a redirect leads, and what is asked there. Throws a fault for redirects that must not be followed. */
export function redirected(hop: Hop, status: number, location: string | undefined): Hop {
  const answered = `${hop.url.host} answered ${status} to ${nameOf(hop)}`;
  if (location === undefined)
    throw new RemoteFault('malformed', `${answered} without saying where to go`, { status });
  const url = target(location, hop.url);
  if (url === undefined)
    throw new RemoteFault('malformed', `${answered} with an address that is none`, { status });

  const shown = `${url.protocol}//${url.host}${url.pathname}`;
  if (hop.url.protocol === 'https:' && url.protocol === 'http:') {
    throw new RemoteFault(
      'forbiddenAddress',
      `${answered} and points to ${shown}: leaving https is refused`,
      { status },
    );
  }
  const keepsMethod = status === 307 || status === 308 || hop.method === 'GET' || hop.method === 'HEAD';
  if (!keepsMethod && hop.method !== 'POST' && status !== 303) {
    const message = `${answered} and points to ${shown}: a ${hop.method} is not sent elsewhere on a ${status}`;
    throw new RemoteFault('malformed', message, { status });
  }
  const sameOrigin = url.origin === hop.url.origin;
  return {
    method: keepsMethod ? hop.method : 'GET',
    url,
    headers: without(
      hop.headers,
      (name) =>
        (!sameOrigin && CREDENTIAL_HEADERS.has(name)) || (!keepsMethod && name.startsWith('content-')),
    ),
    secretHeaders: sameOrigin ? hop.secretHeaders : {},
    body: keepsMethod ? hop.body : undefined,
  };
}

/** Header bytes arrive as Latin-1, while addresses with accents are sent as UTF-8. */
function target(location: string, base: URL): URL | undefined {
  const text = Buffer.from(location, 'latin1').toString('utf8');
  const readable = text.includes('\ufffd') ? location : text;
  if (!URL.canParse(readable, base.href)) return undefined;
  const url = new URL(readable, base);
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}

function without(
  headers: Record<string, string>,
  unwanted: (name: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !unwanted(name)));
}
