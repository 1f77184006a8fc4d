import type { ZodType, z } from 'zod';
import { RemoteFault } from '../../faults.ts';
import type { HttpAnswer, HttpRequest } from '../../http/http.ts';
import { cutList } from '../../formats/json/cut-list.ts';
import type { ListPlace } from '../../formats/json/cut-list.ts';
import { retryAfterMs } from '../../http/retry-after.ts';
import { DEPTH_MAX } from '../../model/clean.ts';
import type { Session } from '../adapter.ts';
import { unsaying } from '../login.ts';
import { faultOf, refusalOf } from './errors.ts';
import type { Refusal } from './errors.ts';
import type { CkanSettings } from './settings.ts';
import { isJson } from './wire.ts';
import type { Json } from './wire.ts';

export type CkanSession = Session<CkanSettings>;

/** A site that wants longer has forgotten us; the engine asks again then. */
const WAIT_MS_MAX = 3_600_000;

export type Attempt<T> = { ok: true; result: T } | { ok: false; refusal: Refusal; where: string };

/** The action's result; every refusal is a fault. */
export async function call<S extends ZodType>(
  session: CkanSession,
  schema: S,
  request: HttpRequest,
): Promise<z.output<S>> {
  const attempt = await attemptTo(session, schema, request);
  if (!attempt.ok) throw faultOf(attempt.refusal, attempt.where);
  return attempt.result;
}

/** The action's result or CKAN's refusal, for callers who can do something about it. The entries of `list` come as `CutEntry`, where they can be cut. */
export async function attemptTo<S extends ZodType>(
  session: CkanSession,
  schema: S,
  request: HttpRequest,
  list?: ListPlace,
): Promise<Attempt<z.output<S>>> {
  session.signal.throwIfAborted();
  const sent = await session.http.send(request);
  const { status, headers, url } = sent;
  const { apiToken } = session.settings;
  const answer: HttpAnswer = {
    status,
    headers,
    url,
    get text() {
      return unsaying(sent.text, apiToken);
    },
  };
  const where = placeOf(request.url);
  const wait = retryAfterMs(answer.headers, { nowMs: session.now().getTime(), capMs: WAIT_MS_MAX });
  if (wait !== undefined && answer.status >= 400 && 'retry-after' in answer.headers) {
    const message = `${where} answered ${answer.status} and asks us to wait`;
    throw new RemoteFault('throttled', message, { status: answer.status, retryAfterMs: wait });
  }
  const body = (list && cutBody(unsaid(sent, apiToken), list)) ?? bodyOf(answer, where);
  // Some proxies turn every status into 200: `success` decides, the status only names the kind.
  const refusal = refusalOf(answer.status, body);
  if (refusal !== undefined) return { ok: false, refusal, where };
  if (!isJson(body) || body['success'] !== true || !('result' in body)) throw notCkan(answer, where);
  const parsed = schema.safeParse(body['result']);
  if (parsed.success) return { ok: true, result: parsed.data };
  const path = parsed.error.issues[0]?.path.join('.') ?? '';
  const message = `${where} answered with a result of another shape than CKAN’s${path === '' ? '' : ` at ${path}`}`;
  throw new RemoteFault('malformed', message, { status: answer.status });
}

/** The answer as UTF-8, without the token. */
function unsaid(sent: HttpAnswer, token = ''): Buffer {
  const isSafe = token === '' || sent.utf8?.includes(token) === false;
  return isSafe && sent.utf8 !== undefined ? sent.utf8 : Buffer.from(unsaying(sent.text, token));
}

/** The body with its list cut into entries that are not parsed yet; undefined where it is not as usual. */
function cutBody(bytes: Buffer, list: ListPlace): unknown {
  const cut = cutList(bytes, list);
  if (cut === undefined) return undefined;
  const body = jsonOf(cut.around);
  if (!isJson(body) || !isShallow(body, DEPTH_MAX)) return undefined;
  let holder: Json = body;
  for (const name of list.path.slice(0, -1)) {
    const inner = holder[name];
    if (!isJson(inner)) return undefined;
    holder = inner;
  }
  holder[list.path.at(-1) ?? ''] = cut.entries;
  return body;
}

function bodyOf(answer: HttpAnswer, where: string): unknown {
  const body = jsonOf(answer.text);
  // The parser's own message would quote the body.
  if (body === undefined) throw notCkan(answer, where);
  if (isShallow(body, DEPTH_MAX)) return body;
  throw new RemoteFault('malformed', `${where} answered with JSON nested deeper than ${DEPTH_MAX} levels`, {
    status: answer.status,
  });
}

function jsonOf(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return body;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A firewall's or proxy's page. It says nothing about the record: a 404 of theirs is no proof of absence. */
function notCkan({ status, text }: HttpAnswer, where: string): RemoteFault {
  const page = /^\s*</.test(text);
  const what = page ? 'with a web page' : text.trim() === '' ? 'with nothing' : 'without CKAN’s envelope';
  const said = `${where} answered ${status} ${what}`;
  if (status >= 500) return new RemoteFault('broken', said, { status });
  if (status === 403) {
    return new RemoteFault(
      'unauthorised',
      `${said}: a firewall or proxy refuses us, or this is not a CKAN API`,
      { status },
    );
  }
  const cut = !page && /^\s*\{/.test(text) && !/\}\s*$/.test(text);
  const why = cut
    ? `${where} answered ${status} with JSON that is cut off`
    : `${said}: this is not a CKAN API`;
  return new RemoteFault('malformed', why, { status });
}

function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname;
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1));
}
