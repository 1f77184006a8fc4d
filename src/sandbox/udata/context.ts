import { type JsonObject, isObject } from '../json.ts';
import { microsText } from '../clock.ts';
import type { PortalReply, PortalRequest } from '../portal.ts';
import { applyMask, parseMask } from './mask.ts';
import { Refusal, gone, invalidForm, invalidToken, loginNeeded, notFound, wrong } from './refusal.ts';
import { type View, datasetOut } from './render.ts';
import { type Dataset, type State, type User, bySlug, isMember } from './state.ts';

/** One request on its way through the routes, with who asks for it. */
export class Context {
  readonly state: State;
  readonly request: PortalRequest;
  readonly user: User | undefined;
  readonly view: View;

  constructor(state: State, request: PortalRequest) {
    this.state = state;
    this.request = request;
    this.user = userOf(state, request);
    this.view = { state, origin: request.origin, user: this.user };
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.request.query);
  }

  now(): string {
    return `${microsText(this.state.clock.micros())}+00:00`;
  }

  someone(): User {
    if (this.user === undefined) throw loginNeeded();
    return this.user;
  }

  /** The site's anti-spam switch stops creations only. */
  creating(): User {
    const user = this.someone();
    if (this.state.switches.readOnly) throw new Refusal(423, { message: 'Le site est en lecture seule.' });
    return user;
  }

  body(): JsonObject {
    const body = this.json();
    if (!isObject(body)) throw invalidForm({ request: 'expecting a JSON object' });
    return body;
  }

  json(): unknown {
    if (!(this.request.headers['content-type'] ?? '').includes('application/json')) {
      throw invalidForm({ 'Content-Type': 'expecting application/json' });
    }
    try {
      return JSON.parse(this.request.body.toString()) as unknown;
    } catch {
      throw wrong('The browser (or proxy) sent a request that this server could not understand.');
    }
  }

  /** The dataset under an id, a slug (an old one is a move), if this caller may know that it exists. */
  dataset(reference: string): Dataset {
    const { state } = this;
    const direct = state.datasets.get(reference) ?? bySlug(state, reference);
    if (direct === undefined) {
      const moved = state.datasets.get(state.oldSlugs.get(reference) ?? '');
      if (moved === undefined) throw notFound();
      throw redirect(this.request.path.replace(`/${reference}/`, `/${moved.slug}/`), this.request.query);
    }
    if (isMember(state, this.user, direct)) return direct;
    if (direct.deleted !== null) throw gone();
    if (direct.private) throw notFound();
    return direct;
  }

  reply(status: number, value: unknown, extra: Partial<PortalReply> = {}): PortalReply {
    const mask = this.request.headers['x-fields'];
    const shown = typeof mask === 'string' && mask !== '' ? applyMask(parseMask(mask), value) : value;
    return written(status, JSON.stringify(shown), extra);
  }
}

export function written(status: number, body: string, extra: Partial<PortalReply> = {}): PortalReply {
  return { status, headers: { 'content-type': 'application/json' }, body, ...extra };
}

export function redirect(path: string, query: string): Refusal {
  const location = query === '' ? path : `${path}?${query}`;
  return new Refusal(308, {}, { location, 'content-type': 'text/html; charset=utf-8' });
}

/** Objects as text, kept as long as they, the caller's rights and the address called stay the same. */
const texts = new WeakMap<Dataset, Map<string, string>>();

export function datasetText(view: View, dataset: Dataset): string {
  const { state, origin, user } = view;
  const key = `${user?.id ?? ''} ${origin} ${state.organizations.version} ${state.contacts.version}`;
  let known = texts.get(dataset);
  if (known === undefined) texts.set(dataset, (known = new Map()));
  let text = known.get(key);
  if (text === undefined) known.set(key, (text = JSON.stringify(datasetOut(view, dataset))));
  return text;
}

/** A bad key is refused everywhere, even where none is needed. */
function userOf(state: State, request: PortalRequest): User | undefined {
  const key = request.headers['x-api-key'];
  if (key === undefined) return undefined;
  for (const user of state.users.values()) if (user.key === key) return user;
  throw invalidToken();
}
