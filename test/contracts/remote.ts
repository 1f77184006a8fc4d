import type {
  Adapter,
  ListOptions,
  ListedRecord,
  Page,
  PutRequest,
  PutResult,
  Session,
  WithdrawRequest,
  Withdrawal,
} from '../../src/adapters/adapter.ts';
import { createHttpClient } from '../../src/http/client.ts';
import type { HttpClient, HttpExchange, HttpLimits } from '../../src/http/http.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import type { FaultProxy, ProxiedRequest } from '../support/fault-proxy.ts';

/** A resource as the remote shows it. */
export interface ShownResource {
  id: string;
  title: string;
  url: string;
}

/** A remote of one kind, real or imitated, with a second way in: what the suite does there is done by somebody else. */
export interface RemoteUnderTest {
  url: string;
  /** Raw settings that may push to the remote, or to something that stands in front of it at `url`. */
  settings(url: string, language: string): Record<string, unknown>;
  /** The same with a key that nobody has. */
  wrongKey(url: string): Record<string, unknown>;
  /** The same without a key, where the remote answers strangers. */
  anonymous?(url: string): Record<string, unknown>;
  /** The secret within the settings: it may appear in requests and nowhere else. */
  canary: string;
  isWrite(request: ProxiedRequest): boolean;
  isCreate(request: ProxiedRequest): boolean;
  /** Whether a request asks for a page of the listing. */
  isPage(request: ProxiedRequest): boolean;
  /** A page's body with its first record no record any more. */
  breakFirst(body: string): string;
  /** A page's body with fields of its first record in shapes that they never have. */
  bendFirst(body: string): string;
  /** The body with which this remote refuses, in its own manner, under this status. */
  refusal(status: number): string;
  /** A page's body with its first record missing, and everything else as if it were there. */
  dropFirst(body: string): string;
  /** How many records that live have this title. */
  countTitled(title: string): Promise<number>;
  /** The same as strangers see it, in lists and searches. */
  countPublic(title: string): Promise<number>;
  title(remoteId: string): Promise<string>;
  resources(remoteId: string): Promise<ShownResource[]>;
  extra(remoteId: string, key: string): Promise<unknown>;
  retitle(remoteId: string, title: string): Promise<void>;
  addResource(remoteId: string, resource: { title: string; url: string }): Promise<void>;
  addExtra(remoteId: string, key: string, value: string): Promise<void>;
  removeByHand(remoteId: string): Promise<void>;
  close(): Promise<void>;
}

export const INSTALLATION = 'c0ffee01';

/** What a put told its caller, in order, with the proxy's clock. */
export interface Told {
  what: 'intend' | 'created' | 'guard';
  at: number;
  id?: string;
}

/** One remote behind a proxy, and sessions on it through the real client. */
export class Bench<S> {
  readonly adapter: Adapter<S>;
  readonly remote: RemoteUnderTest;
  readonly proxy: FaultProxy;
  readonly exchanges: HttpExchange[] = [];
  readonly #client: HttpClient;
  #made = 0;
  readonly #run = Math.random().toString(36).slice(2, 10);

  constructor(adapter: Adapter<S>, remote: RemoteUnderTest, proxy: FaultProxy) {
    this.adapter = adapter;
    this.remote = remote;
    this.proxy = proxy;
    this.#client = createHttpClient({
      egress: { allow: ['127.0.0.1'] },
      userAgent: 'navette-tests',
      pauseMs: () => 1,
    });
  }

  async close(): Promise<void> {
    await this.#client.close();
    await this.proxy.close();
    await this.remote.close();
  }

  settings(language = 'fr'): Record<string, unknown> {
    return this.remote.settings(this.proxy.url, language);
  }

  session({
    settings = this.settings(),
    signal = new AbortController().signal,
    limits = {},
  }: SessionOptions = {}): Session<S> {
    const http = this.#client.session({
      signal,
      secrets: [this.remote.canary],
      limits: { totalMs: 60_000, ...limits },
      observe: (exchange) => this.exchanges.push(exchange),
    });
    return {
      settings: this.adapter.Settings.parse(settings),
      http,
      signal,
      installation: INSTALLATION,
      now: () => new Date(),
    };
  }

  /** A title and id that nobody has used before. */
  named(dataset: Dataset): Dataset {
    this.#made += 1;
    const suffix = `${this.#run} ${this.#made}`;
    const title = Object.fromEntries(
      Object.entries(dataset.title).map(([language, text]) => [language, `${text} ${suffix}`]),
    );
    return { ...dataset, id: `${dataset.id}-${this.#run}-${this.#made}`, title };
  }

  /** A request to put a dataset, noting what is told. */
  asking(dataset: Dataset, more: Partial<PutRequest> = {}): { request: PutRequest; told: Told[] } {
    const told: Told[] = [];
    const note = (what: Told['what'], id?: string): Promise<void> => {
      told.push({ what, at: this.proxy.tick(), ...(id !== undefined && { id }) });
      return Promise.resolve();
    };
    const request: PutRequest = {
      dataset,
      mark: `${INSTALLATION}/contract/${dataset.id}`,
      distributionIds: {},
      edits: 'overwrite',
      gone: 'recreate',
      intend: () => note('intend'),
      created: (id) => note('created', id),
      guard: () => note('guard'),
      ...more,
    };
    return { request, told };
  }

  put(
    dataset: Dataset,
    more: Partial<PutRequest> = {},
    session: Session<S> = this.session(),
  ): Promise<PutResult> {
    if (this.adapter.put === undefined) throw new TypeError('this adapter cannot put');
    return this.adapter.put(session, this.asking(dataset, more).request);
  }

  async list(
    cursor: string | undefined,
    options: ListOptions,
    session: Session<S> = this.session(),
  ): Promise<Page> {
    if (this.adapter.list === undefined) throw new TypeError('this adapter cannot list');
    return this.adapter.list(session, cursor, options);
  }

  /** Undefined also where the adapter cannot get. */
  async get(remoteId: string, session: Session<S> = this.session()): Promise<ListedRecord | undefined> {
    return this.adapter.get === undefined ? undefined : this.adapter.get(session, remoteId);
  }

  async remove(remoteId: string, guard = unguarded, session: Session<S> = this.session()): Promise<void> {
    if (this.adapter.remove === undefined) throw new TypeError('this adapter cannot remove');
    await this.adapter.remove(session, remoteId, guard);
  }

  async withdraw(
    remoteId: string,
    how: Withdrawal,
    dataset: Dataset,
    more: Partial<WithdrawRequest> = {},
    session: Session<S> = this.session(),
  ): Promise<'withdrawn' | 'unchanged' | 'gone'> {
    if (this.adapter.withdraw === undefined) throw new TypeError('this adapter cannot withdraw');
    const mark = `${INSTALLATION}/contract/${dataset.id}`;
    const request = {
      remoteId,
      mark,
      how,
      withdrawn: [],
      planned: () => undefined,
      guard: unguarded,
      ...more,
    };
    return this.adapter.withdraw(session, request);
  }

  /** What the adapter can do with records that shall go, besides deleting them. */
  withdrawals(): Withdrawal[] {
    const possible = this.adapter.removals?.(this.session().settings) ?? [];
    return possible.filter((removal) => removal !== 'delete');
  }

  /** The next put of the same dataset, knowing what the last one left. */
  again(dataset: Dataset, before: PutResult, more: Partial<PutRequest> = {}): Promise<PutResult> {
    const { remoteId, base, distributionIds } = before;
    return this.put(dataset, { remoteId, base, distributionIds, ...more });
  }

  writes(): ProxiedRequest[] {
    return this.proxy.requests.filter((request) => this.remote.isWrite(request));
  }
}

export interface SessionOptions {
  settings?: Record<string, unknown>;
  signal?: AbortSignal;
  limits?: Partial<HttpLimits>;
}

function unguarded(): Promise<void> {
  return Promise.resolve();
}

/** What a test needs of its bench: it exists only while the tests run. */
export type OnBench<S> = () => Bench<S>;
