import { createHash } from 'node:crypto';
import { type JsonObject, isObject } from '../json.ts';
import type { PortalReply, PortalRequest } from '../portal.ts';
import { Refusal, forbidden, invalid, loginNeeded } from './refusal.ts';
import { type Owned, can } from './rights.ts';
import { type Session, cookieSession, keySession } from './session.ts';
import { type Site, type State, nowText } from './state.ts';

const JSON_BYTES_MAX = 1_000 * 1_024;

/** The portal whose domain was called, and who it belongs to. */
export interface SiteHere extends Site {
  owner: { type: string; id: string; department?: string };
}

/** One request on its way through the routes. */
export class Context {
  readonly state: State;
  readonly request: PortalRequest;
  readonly query: Record<string, string>;
  readonly site: SiteHere | undefined;
  session: Session | undefined;

  constructor(state: State, request: PortalRequest) {
    this.state = state;
    this.request = request;
    this.query = Object.fromEntries(new URLSearchParams(request.query));
    this.site = siteOf(state, request.origin);
    this.session = cookieSession(state, request);
  }

  get publicUrl(): string {
    return this.request.origin + this.state.basePath;
  }

  now(): string {
    return nowText(this.state);
  }

  /** Takes the caller's key, which must have one of the scopes, and counts the request. */
  authenticate(...scopes: string[]): void {
    this.session = keySession(this.state, this.request, scopes) ?? this.session;
    const { rate, switches } = this.state;
    const pass = this.request.headers['x-ignore-rate-limiting'];
    if (pass !== undefined && pass === switches.ignoreRateLimiting) return;
    const [caller, perMinute] =
      this.session === undefined
        ? ['anonymous', switches.anonymousPerMinute]
        : [this.session.userId, switches.userPerMinute];
    if (!rate.take(caller, perMinute, Date.now()))
      throw new Refusal(429, 'Trop de requêtes dans un interval restreint.');
  }

  someone(): Session {
    if (this.session === undefined) throw loginNeeded();
    return this.session;
  }

  allow(resource: Owned, operation: string): void {
    if (!can(this.session, resource, operation))
      throw forbidden(`Permission manquante pour l'opération "${operation}".`);
  }

  /** Uploads must say beforehand how long they are. */
  measured(): number {
    this.someone();
    const length = this.request.headers['content-length'];
    if (length === undefined) throw new Refusal(411, 'Content-Length is mandatory');
    return Number(length);
  }

  object(): JsonObject {
    const body = this.json();
    if (!isObject(body)) throw invalid('expecting a JSON object');
    return body;
  }

  json(): unknown {
    if (this.request.body.length === 0) return {};
    return parsed(this.request.body.toString());
  }

  reply(status: number, value: unknown, extra: Partial<PortalReply> = {}): PortalReply {
    const body = JSON.stringify(value, undefined, 2);
    const etag = `W/"${createHash('sha1').update(body).digest('base64').slice(0, 27)}"`;
    const { headers, ...rest } = extra;
    const sent = { 'content-type': 'application/json; charset=utf-8', etag, ...headers };
    const isRead = this.request.method === 'GET' || this.request.method === 'HEAD';
    if (isRead && this.request.headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
    return { status, headers: isRead ? sent : without(sent, 'etag'), body, ...rest };
  }
}

/** What every request must keep to, whatever it asks for. */
export function checkRequest({ query, headers, body, form, path }: PortalRequest): void {
  const names = [...new URLSearchParams(query).keys()];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`query parameter "${twice}" is defined multiple times`);
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  if (body.length > 0 && !TYPES.includes(type))
    throw new Refusal(415, `content type "${type}" is not accepted`);
  const isStream = form !== undefined || path.split('/').at(-1)?.startsWith('_bulk') === true;
  if (isStream || type !== 'application/json') return;
  if (body.length > JSON_BYTES_MAX) throw new Refusal(413, 'request entity too large');
  if (body.length > 0) parsed(body.toString());
}

const TYPES = [
  'application/json',
  'application/x-ndjson',
  'multipart/form-data',
  'text/csv',
  'text/csv+gzip',
];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('the body is not valid JSON');
  }
}

function without(headers: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}

function siteOf(state: State, origin: string): SiteHere | undefined {
  for (const { type, id, department, publicationSites } of state.settings.values()) {
    const site = publicationSites.find(({ url }) => url === origin);
    if (site !== undefined)
      return { ...site, owner: { type, id, ...(department !== undefined && { department }) } };
  }
  return undefined;
}
