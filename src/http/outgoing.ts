import { RemoteFault } from '../faults.ts';
import type { HttpRequest } from './http.ts';
import type { Hop } from './redirect.ts';
import { excerpt } from './words.ts';

/** What a header value must not have; keys pasted from elsewhere end in a line break often enough. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;

/** A request as it first goes out: query appended, body serialized, credentials in the URL turned into a secret header. */
export function firstHop(request: HttpRequest, userAgent: string): Hop {
  const url = addressOf(request.url);
  const secretHeaders = { ...basicCredentials(url), ...lowerCase(request.secretHeaders) };
  for (const value of Object.values(secretHeaders)) {
    if (!UNSENDABLE.test(value)) continue;
    const message = `the key for ${url.host} has a line break or another character that a header cannot carry`;
    throw new RemoteFault('unauthorised', message);
  }
  const query = queryText(request.query);
  if (query !== '') url.search = url.search === '' ? query : `${url.search}&${query}`;
  const json = request.json === undefined ? undefined : JSON.stringify(request.json);
  return {
    method: request.method ?? 'GET',
    url,
    headers: {
      accept: '*/*',
      'user-agent': userAgent,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...lowerCase(request.headers),
    },
    secretHeaders,
    body: json ?? request.body,
  };
}

function queryText(query: HttpRequest['query']): string {
  if (query === undefined) return '';
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of typeof value === 'object' ? value : [value]) {
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(one)}`);
    }
  }
  return pairs.join('&');
}

function addressOf(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new RemoteFault('forbiddenAddress', `"${excerpt(text, Infinity)}" is not an address`);
  }
}

/** Takes the credentials out of the URL. Setting a part of a URL parses all of it again, so only what is there is cleared. */
function basicCredentials(url: URL): Record<string, string> {
  if (url.username === '' && url.password === '') return {};
  const pair = `${unescaped(url.username)}:${unescaped(url.password)}`;
  url.username = '';
  url.password = '';
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function lowerCase(headers: Record<string, string> | undefined): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const name in headers) lower[name.toLowerCase()] = headers[name] ?? '';
  return lower;
}
