import { z } from 'zod';
import { defineAdapter, type ListOptions, type Page, type Verdict } from '../../src/adapters/adapter.ts';
import { ConnectorConfig } from '../../src/config/connector.ts';
import { createHttpClient } from '../../src/http/client.ts';
import { connector, saveConnector } from '../../src/ledger/connectors.ts';
import { openLedger, type Ledger } from '../../src/ledger/ledger.ts';
import { openRun, run as findRun, type Run } from '../../src/ledger/runs.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { embeddedPlatform, type EmbeddedPlatform } from '../../src/platform/embedded/embedded.ts';
import { harvestPages } from '../../activities/pages.ts';
import type { Ports } from '../../activities/ports.ts';
import { scopeFingerprintOf } from '../../activities/settings-fingerprint.ts';
import { settleRun } from '../../activities/settle.ts';
import type { HarvestResult } from '../../workflows/contract.ts';
import { database } from './servers.ts';

/** A record on the shelf: its id, and whatever else differs from the plainest dataset. */
export type Book = Partial<Dataset> & { id: string };

/** A catalogue whose every answer is decided by the test, harvested by the real activities into a real ledger. */
export class Shelf {
  readonly ledger: Ledger;
  readonly ports: Ports;
  readonly platform: EmbeddedPlatform;
  /** What is listed, in order. */
  books: Book[] = [];
  pageSize = 100;
  identity: string | undefined;
  /** Replaces the honest listing. */
  list: ((cursor: string | undefined) => Page | Promise<Page>) | undefined;
  verdict: Partial<Verdict> = {};
  listed = 0;
  /** Ids of records that were mapped, page by page. */
  mapped: string[] = [];
  /** Marks the code that maps. */
  code = 'test';
  /** Between the answer of a page and the end of the listing call. */
  beforeMapping: (() => Promise<void>) | undefined;
  mode = 'full';
  #runs = 0;

  private constructor(ledger: Ledger) {
    this.ledger = ledger;
    this.platform = embeddedPlatform(ledger.db);
    const shelf = defineAdapter({
      kind: 'shelf',
      title: 'Shelf',
      Settings: z.looseObject({}),
      address: () => 'http://shelf.example.org',
      probe: () => Promise.reject(new Error('not asked')),
      identity: () => Promise.resolve(this.identity),
      list: async (_session, cursor, options) => {
        this.listed += 1;
        return this.list === undefined ? this.#page(cursor, options) : this.list(cursor);
      },
    });
    this.ports = {
      db: ledger.db,
      files: undefined,
      platform: this.platform,
      http: createHttpClient({ egress: { allow: [] }, userAgent: 'Navette-test' }),
      mappingCode: () => this.code,
      breaches: () => Promise.resolve([]),
      adapterOf: () => shelf,
      secret: () => Promise.resolve(''),
      secretFields: () => ['key'],
      nudgeDue: () => undefined,
      own: { begin: () => undefined, stir: () => undefined },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      random: Math.random,
    };
  }

  static async open(): Promise<Shelf> {
    return new Shelf(openLedger(await database(), { connections: 4 }));
  }

  async configure(
    connectorId: string,
    harvest: Record<string, unknown> = {},
    settings: Record<string, unknown> = {},
  ): Promise<void> {
    await saveConnector(
      this.ledger.db,
      ConnectorConfig.parse({
        id: connectorId,
        adapter: 'shelf',
        settings,
        harvest: { grace: '0s', ...harvest },
      }),
    );
  }

  /** One harvest from its first page to its verdict. */
  async harvest(connectorId: string): Promise<HarvestResult & { run: Run }> {
    const runId = await this.begin(connectorId);
    await this.read(connectorId, runId);
    const result = await settleRun(this.ports, { connectorId, runId });
    const run = await findRun(this.ledger.db, runId);
    if (run === undefined) throw new Error(`no run ${runId}`);
    return { ...result, run };
  }

  async begin(connectorId: string, mode = this.mode): Promise<string> {
    this.#runs += 1;
    const id = `run-${this.#runs}`;
    const found = await connector(this.ledger.db, connectorId);
    if (found === undefined) throw new Error(`no connector ${connectorId}`);
    const scopeFingerprint = scopeFingerprintOf(this.ports, found.config);
    await openRun(this.ledger.db, { id, connectorId, workflowId: `harvest/${id}`, mode, scopeFingerprint });
    return id;
  }

  /** Reads to the end, as an attempt of its own. */
  async read(connectorId: string, runId: string, token = 'first'): Promise<void> {
    const attempt = {
      activity: 'test#',
      token: `test#${token}`,
      attempt: 1,
      signal: new AbortController().signal,
      beat: () => undefined,
    };
    while (!(await harvestPages(this.ports, attempt, { connectorId, runId })).done);
  }

  async states(connectorId: string): Promise<Record<string, string>> {
    const { entries } = await this.platform.page(undefined, 1_000, { harvestedBy: connectorId });
    return Object.fromEntries(entries.map(({ id, state }) => [id.slice(connectorId.length + 1), state]));
  }

  close(): Promise<void> {
    return this.ledger.close();
  }

  async #page(cursor: string | undefined, { known, onNext }: ListOptions): Promise<Page> {
    const from = Number(cursor ?? 0);
    const books = this.books.slice(from, from + this.pageSize);
    const { length } = this.books;
    const next = from + this.pageSize < length ? String(from + this.pageSize) : undefined;
    if (next !== undefined) onNext?.(next);
    const held = (await known?.(books.map((book) => ({ remoteId: book.id, raw: book })))) ?? new Set();
    await this.beforeMapping?.();
    const others = books.filter(({ id }) => !held.has(id));
    this.mapped.push(...others.map(({ id }) => id));
    const same = books.filter(({ id }) => held.has(id)).map(({ id }) => ({ remoteId: id }));
    return { ...this.page(others, next, length), same };
  }

  page(books: readonly Book[], next: string | undefined, announced: number): Page {
    const verdict: Verdict = { state: 'complete', announced, received: announced, ...this.verdict };
    return {
      records: books.map((book) => ({ remoteId: book.id, dataset: datasetOf(book), raw: book })),
      setAside: [],
      announced,
      ...(next === undefined ? { verdict } : { next }),
    };
  }
}

export function books(count: number, more: (index: number) => Partial<Dataset> = () => ({})): Book[] {
  return Array.from({ length: count }, (_, index) => ({ id: `b${index}`, ...more(index) }));
}

function datasetOf(book: Book): Dataset {
  return { kind: 'dataset', title: { fr: `Titre ${book.id}` }, ...book };
}
