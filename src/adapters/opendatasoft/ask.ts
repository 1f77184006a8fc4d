import type { ZodType, z } from 'zod';
import { RemoteFault } from '../../faults.ts';
import type { HttpAnswer, HttpRequest } from '../../http/http.ts';
import { readJson } from '../../http/json.ts';
import { retryAfterMs } from '../../http/retry-after.ts';
import { excerpt } from '../../http/words.ts';
import type { Session } from '../adapter.ts';
import { unsaying } from '../login.ts';
import type { OpendatasoftSettings } from './settings.ts';
import { WireQuota } from './wire.ts';

export type OpendatasoftSession = Session<OpendatasoftSettings>;

/** A quota of a day is asked after again before it ends. */
const WAIT_MS_MAX = 3_600_000;

/** What the portal answers to a question about its catalogue, in the shape that it should have. */
export async function ask<S extends ZodType>(
  session: OpendatasoftSession,
  schema: S,
  path: string,
  query: NonNullable<HttpRequest['query']> = {},
): Promise<z.output<S>> {
  const { settings, http } = session;
  session.signal.throwIfAborted();
  const answer = await http.send({
    url: `${settings.url}/api/explore/v2.1/catalog/${path}`,
    query: { ...query, timezone: settings.timezone },
    headers: { accept: 'application/json' },
    accept: [429],
    ...(settings.apiKey === undefined
      ? {}
      : { secretHeaders: { authorization: `Apikey ${settings.apiKey}` } }),
  });
  const where = `${new URL(settings.url).host} answered GET catalog/${path.slice(0, 200)}`;
  if (answer.status === 429) throw throttled(session, answer, where);
  const quote = (text: string, chars?: number): string => excerpt(unsaying(text, settings.apiKey, 1), chars);
  return readJson(schema, answer.text, where, quote);
}

/** When the quota is full again stands in the body; a header of the gateway in front goes before it. */
function throttled(session: OpendatasoftSession, { headers, text }: HttpAnswer, where: string): RemoteFault {
  const nowMs = session.now().getTime();
  const wait = retryAfterMs(headers, { nowMs, capMs: WAIT_MS_MAX }) ?? untilReset(text, nowMs);
  return new RemoteFault('throttled', `${where} with 429: its quota is used up`, {
    status: 429,
    retryAfterMs: wait,
  });
}

function untilReset(text: string, nowMs: number): number | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  const wait = Date.parse(WireQuota.safeParse(body).data?.reset_time ?? '') - nowMs;
  return wait > 0 ? Math.min(wait, WAIT_MS_MAX) : undefined;
}
