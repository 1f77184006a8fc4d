import { RemoteFault } from '../../faults.ts';
import type { HttpAnswer, HttpRequest } from '../../http/http.ts';
import type { Session } from '../adapter.ts';
import { unsaying } from '../login.ts';
import { faultOf } from './errors.ts';
import type { DataFairSettings } from './settings.ts';

export type DataFairSession = Session<DataFairSettings>;

/** Statuses whose text says in Data Fair's words what is wrong. The others are the client's to translate. */
const EXPLAINED = [400, 403, 404, 409, 410, 411, 415, 421, 422] as const;
/** Data Fair counts requests by the minute, and tells nobody when it will listen again. */
const RATE_WINDOW_MS = 30_000;

/** A request without a host: it goes under the interface's own address. */
export type Asked = Omit<HttpRequest, 'url' | 'secretHeaders'> & { path: readonly string[] };

/** An answer of the interface at this address that is a success; what is none is a fault in Data Fair’s words. */
export async function sendTo(
  session: DataFairSession,
  base: string,
  { path, ...asked }: Asked,
): Promise<HttpAnswer> {
  session.signal.throwIfAborted();
  const { apiKey } = session.settings;
  const answer = await session.http
    .send({
      ...asked,
      url: `${base}/api/v1/${path.map(encodeURIComponent).join('/')}`,
      accept: EXPLAINED,
      ...(apiKey === undefined ? {} : { secretHeaders: { 'x-apikey': apiKey } }),
    })
    .catch((error: unknown) => {
      throw patiently(error);
    });
  if (answer.status < 300) return answer;
  const text = unsaying(answer.text, apiKey, 1);
  throw faultOf(answer.status, whereOf(session, { path, ...asked }), text, path[0] === 'datasets');
}

function patiently(error: unknown): unknown {
  if (!(error instanceof RemoteFault) || error.status !== 429 || error.retryAfterMs !== undefined)
    return error;
  return new RemoteFault('throttled', error.message, {
    status: 429,
    retryAfterMs: RATE_WINDOW_MS,
    cause: error,
  });
}

export function whereOf({ settings }: DataFairSession, { method = 'GET', path }: Asked): string {
  return `${hostIn(settings)} answered ${method} ${path.join('/').slice(0, 200)}`;
}

export function hostIn({ url }: DataFairSettings): string {
  return new URL(url).host;
}
