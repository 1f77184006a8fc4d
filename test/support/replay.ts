import type { Recording } from '../../kit/record-adapter.ts';
import { loopback, type Asked, type Loopback, type Said } from './scripted.ts';

/** What cannot have been recorded as it is asked now: moments, boundaries, and what was hidden. */
const MOVING = /•••|%E2%80%A2/;

/**
 * A remote on loopback that says again what was recorded. It is asked under another name than then, which is replaced in both
 * directions; what nobody asked then is answered with 501.
 */
export async function replay({
  exchanges,
  settings,
}: Recording): Promise<Loopback & { settings: Record<string, unknown> }> {
  const recorded = originOf(settings);
  const known = new Map(
    exchanges.map((exchange) => [keyOf(exchange.method, new URL(exchange.url), exchange.body), exchange]),
  );
  const remote: Loopback = await loopback((asked: Asked): Said => {
    const there = renamed(
      decodeURI(`${asked.origin}${asked.path}?${asked.query.toString()}`),
      asked.origin,
      recorded,
    );
    const body = asked.body === '' ? undefined : renamed(asked.body, asked.origin, recorded);
    const exchange = known.get(keyOf(asked.method, new URL(there), body));
    if (exchange === undefined)
      return { status: 501, body: `not recorded: ${asked.method} ${asked.path}?${asked.query.toString()}` };
    const { status, headers, text } = exchange;
    const back = (value: string): string => renamed(value, recorded, asked.origin);
    return {
      status,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, back(value)])),
      body: back(text),
    };
  });
  const moved = Object.entries(settings).map(([name, value]) => [
    name,
    typeof value === 'string' ? renamed(value, recorded, remote.url) : value,
  ]);
  return { ...remote, settings: Object.fromEntries(moved) };
}

function originOf({ url }: Record<string, unknown>): string {
  if (typeof url !== 'string') throw new TypeError('the settings of a recording have a url');
  return new URL(url).origin;
}

/** In all the spellings in which an address stands in JSON and in addresses. */
function renamed(text: string, from: string, to: string): string {
  return [String, (one: string) => one.replaceAll('/', '\\/'), encodeURIComponent].reduce(
    (said, spelt) => said.replaceAll(spelt(from), spelt(to)),
    text,
  );
}

/** The order of parameters means nothing. */
function keyOf(method: string, url: URL, body: string | undefined): string {
  const query = [...url.searchParams]
    .filter(([, value]) => !MOVING.test(value))
    .map((pair) => pair.join('='));
  return JSON.stringify([method, url.pathname, query.sort(), body ?? '']);
}
