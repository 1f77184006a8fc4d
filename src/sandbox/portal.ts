import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AdminAnswer, type AdminTarget, administer } from './admin.ts';
import { type FaultAction, Faults } from './faults.ts';
import { type Form, formOf } from './multipart.ts';
import { type LogEntry, RequestLog } from './log.ts';

/** A body larger than this is nobody's metadata. */
const BODY_BYTES_MAX = 32 * 1_024 * 1_024;
/** With a file in it. */
const FORM_BYTES_MAX = 256 * 1_024 * 1_024;
const DRIP_EVERY_MS = 50;
const PAGE =
  '<!doctype html><html><head><title>Maintenance</title></head><body><h1>Back soon</h1></body></html>';

/** A request as the imitated portal sees it. */
export interface PortalRequest {
  method: string;
  /** Decoded by nobody yet, without the query. */
  path: string;
  query: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** A form with files, where the body is one. */
  form?: Form;
  /** Scheme, host and port that the caller used: portals build absolute links from it. */
  origin: string;
  entry: LogEntry;
}

export interface PortalReply {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  /** In place of `body`: a file. */
  bytes?: Uint8Array;
  /** The dataset that this request changed. */
  applied?: string;
}

/**
 * What a portal imitates: functions of its state, so that a request is applied at once or not at all. An answer that has
 * to be fetched from elsewhere may be waited for; it changes nothing.
 */
export interface Imitation {
  /** The dataset that a request would write to, before it is done; a create names what it is about to make. */
  writes(request: PortalRequest): string | undefined;
  answer(request: PortalRequest): PortalReply | Promise<PortalReply>;
  /** Records that exist and carry somebody's mark, for the summary. */
  marked(): Record<string, string[]>;
  /** Changes switches by name; throws on an unknown one. */
  configure(switches: Record<string, unknown>): void;
}

export interface PortalOptions {
  imitation: Imitation;
  port?: number;
  latencyMs?: number;
  /** Largest body that is no form. */
  bodyBytesMax?: number;
  /** What becomes of a connection that wants to speak another protocol. */
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface Portal {
  url: string;
  faults: Faults;
  log: RequestLog;
  setLatency(ms: number): void;
  close(): Promise<void>;
}

interface Target extends AdminTarget {
  imitation: Imitation;
  bodyBytesMax: number;
}

export async function startPortal({
  imitation,
  port = 0,
  latencyMs = 0,
  bodyBytesMax = BODY_BYTES_MAX,
  upgrade,
}: PortalOptions): Promise<Portal> {
  const faults = new Faults();
  const log = new RequestLog();
  const target: Target = { faults, log, imitation, latencyMs, bodyBytesMax };
  const server = createServer({ keepAliveTimeout: 30_000 }, (incoming, response) => {
    serve(target, incoming, response).catch((error: unknown) => {
      console.error('sandbox', error);
      if (response.headersSent) response.destroy();
      else send(response, 500, {}, '{"message": "sandbox bug"}');
    });
  });
  if (upgrade !== undefined) server.on('upgrade', upgrade);
  await listen(server, port);
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound}`,
    faults,
    log,
    setLatency: (ms) => {
      target.latencyMs = ms;
    },
    close: () => close(server),
  };
}

async function serve(target: Target, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/' } = incoming;
  const [path, query] = split(url);
  if (path.startsWith('/__sandbox/')) {
    const answer: AdminAnswer = administer(target, method, path, await bodyOf(incoming));
    return send(response, answer.status, JSON_TYPE, JSON.stringify(answer.body));
  }
  const entry = target.log.begin(method, url);
  let ended = false;
  const end = (status: number): void => {
    if (ended) return;
    ended = true;
    target.log.end(entry, status);
  };
  response.once('close', () => end(response.writableFinished ? response.statusCode : 0));
  const isForm = (incoming.headers['content-type'] ?? '').startsWith('multipart/form-data');
  const body = await bodyOf(incoming, isForm ? FORM_BYTES_MAX : target.bodyBytesMax);
  const form = isForm ? await formOf(body, incoming.headers['content-type'] ?? '') : undefined;
  const origin = `http://${incoming.headers.host ?? '127.0.0.1'}`;
  const request: PortalRequest = {
    method,
    path,
    query,
    headers: incoming.headers,
    body,
    origin,
    entry,
    ...(form && { form }),
  };
  const written = target.imitation.writes(request);
  if (written !== undefined) target.log.writing(entry, written);
  if (target.latencyMs > 0) await sleep(target.latencyMs);
  const action = target.faults.take(method, url);
  if (action !== undefined) entry.fault = typeof action === 'string' ? action : JSON.stringify(action);
  if (action !== undefined && misbehaveBefore(action, response)) return;
  const reply = await target.imitation.answer(request);
  if (reply.applied !== undefined) target.log.applied(entry, reply.applied);
  await deliver(action, reply, response);
}

/** Faults that keep the request from being worked on at all. */
function misbehaveBefore(action: FaultAction, response: ServerResponse): boolean {
  if (action === 'reset') return cut(response);
  if (action === 'hang') return true;
  if (action === 'html') {
    send(response, 200, { 'content-type': 'text/html; charset=utf-8' }, PAGE);
    return true;
  }
  if (typeof action === 'string' || !('status' in action)) return false;
  send(response, action.status, { ...JSON_TYPE, ...action.headers }, action.body ?? '');
  return true;
}

async function deliver(
  action: FaultAction | undefined,
  reply: PortalReply,
  response: ServerResponse,
): Promise<void> {
  const { status, headers = {} } = reply;
  const body = Buffer.from(reply.bytes ?? reply.body ?? '');
  if (action === 'reset-after-apply') {
    cut(response);
    return;
  }
  if (action === 'truncate')
    return send(response, status, headers, body.subarray(0, Math.floor(body.length / 2)));
  const bytes = body;
  if (action === 'half-body') {
    response.writeHead(status, { ...headers, 'content-length': bytes.length });
    response.write(bytes.subarray(0, Math.max(1, Math.floor(bytes.length / 2))), () => cut(response));
    return;
  }
  if (typeof action === 'object' && 'drip' in action) {
    response.writeHead(status, { ...headers, 'content-length': bytes.length });
    for (let at = 0; at < bytes.length && !response.destroyed; at += action.drip) {
      response.write(bytes.subarray(at, at + action.drip));
      await sleep(DRIP_EVERY_MS);
    }
    response.end();
    return;
  }
  if (typeof action === 'object' && 'slow' in action) await sleep(action.slow);
  send(response, status, headers, body);
}

const JSON_TYPE = { 'content-type': 'application/json' };

function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string | Buffer,
): void {
  response.writeHead(
    status,
    status === 204 ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
  );
  response.end(status === 204 ? undefined : body);
}

function cut(response: ServerResponse): true {
  response.socket?.resetAndDestroy();
  return true;
}

function split(url: string): [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

async function bodyOf(incoming: IncomingMessage, bytesMax = BODY_BYTES_MAX): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += (chunk as Buffer).length;
    if (size <= bytesMax) chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
