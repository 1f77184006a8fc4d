import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createApi } from '../../../src/api/api.ts';
import { DataFairSettings } from '../../../src/config/data-fair.ts';
import { lookOnce } from '../../../src/control/platform-watch.ts';
import { startDataFair, type DataFairSandbox } from '../../../src/sandbox/data-fair/data-fair.ts';
import { startUdata, type UdataSandbox } from '../../../src/sandbox/udata/udata.ts';
import { installation, until, type Installation } from '../../support/installation.ts';
import { udataDatasets, type UdataView } from '../../support/portal-view.ts';

const TOKEN = 'token-of-the-api';
export const HOOK_KEY = 'secret-of-the-catalogs';
/** The connector to the udata of the town. */
export const TARGET = 'target';

export interface TownOptions {
  /** Beside what every town has. */
  settings?: Record<string, unknown>;
  push?: Record<string, unknown>;
  key?: (fair: DataFairSandbox) => string;
  /** Absent: this process works. */
  workers?: false;
}

/** A Data Fair as the platform, a udata that its datasets go to, and Navette with its hook between them. */
export class Town {
  readonly fair: DataFairSandbox;
  readonly target: UdataSandbox;
  readonly navette: Installation;
  /** What a worker in a process of its own needs to know. */
  readonly env: Record<string, string>;
  readonly #close: () => Promise<void>;

  private constructor(parts: Pick<Town, 'fair' | 'target' | 'navette' | 'env'>, close: () => Promise<void>) {
    this.fair = parts.fair;
    this.target = parts.target;
    this.navette = parts.navette;
    this.env = parts.env;
    this.#close = close;
  }

  static async open({ settings, push, key, workers }: TownOptions = {}): Promise<Town> {
    const fair = await startDataFair({
      switches: { userPerMinute: 1_000_000, catalogsSecret: HOOK_KEY, catalogsEveryMs: 20 },
    });
    const target = await startUdata();
    const dataDir = await mkdtemp(join(tmpdir(), 'navette-town-'));
    const wanted = DataFairSettings.parse({
      url: fair.publicUrl,
      apiKey: 'env:FAIR',
      account: `${fair.owner.type}:${fair.owner.id}`,
      requestsPerMinute: 100_000,
      ...settings,
    });
    const keys = { TARGET: target.key, FAIR: key?.(fair) ?? fair.key };
    const navette = await installation(keys, { dataDir, platform: { kind: 'data-fair', settings: wanted } });
    if (workers !== false) await navette.startWorkers();
    const api = createApi({ control: navette.control, tokens: [TOKEN], hookKey: HOOK_KEY });
    fair.switches.catalogsUrl = await api.listen({ host: '127.0.0.1', port: 0 });
    await navette.control.apply(
      [
        {
          id: TARGET,
          adapter: 'udata',
          settings: { url: target.url, organization: target.organization, apiKey: 'env:TARGET' },
          push: { retryFirst: '1s', ...push },
        },
      ],
      { retireOthers: false },
    );
    const env = {
      ...keys,
      DATABASE_URL: navette.databaseUrl,
      TEMPORAL_ADDRESS: navette.temporalAddress,
      NAVETTE_PLATFORM: 'data-fair',
      NAVETTE_DATA_FAIR_URL: wanted.url,
      NAVETTE_DATA_FAIR_API_KEY: wanted.apiKey,
      NAVETTE_DATA_FAIR_ACCOUNT: wanted.account,
      NAVETTE_DATA_FAIR_REQUESTS_PER_MINUTE: '100000',
    };
    return new Town({ fair, target, navette, env }, async () => {
      // Data Fair keeps its connection for the next hook.
      api.server.closeAllConnections();
      await api.close();
      await navette.close();
      await Promise.all([fair.close(), target.close()]);
      await rm(dataDir, { recursive: true, force: true });
    });
  }

  /** Calls Data Fair as one of its people. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    auth: Record<string, string> = { 'x-apikey': this.fair.keys.super },
  ): Promise<Record<string, unknown>> {
    const isForm = body instanceof FormData;
    const answer = await fetch(`${this.fair.publicUrl}/api/v1/${path}`, {
      method,
      headers: { ...auth, ...(isForm || body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text.trimStart().startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  }

  /** A dataset that somebody makes in Data Fair, for everybody to see. Gives its id. */
  async made(title: string, more: Record<string, unknown> = {}): Promise<string> {
    const kind = 'isRest' in more || 'isVirtual' in more ? {} : { isMetaOnly: true };
    const { owner: given } = more;
    const owner = given ?? this.fair.owner;
    const { id } = await this.call('POST', 'datasets', { ...kind, title, ...more, owner });
    await this.setPublic(String(id), true);
    return String(id);
  }

  /** The same of a file. */
  async uploaded(title: string, csv: string): Promise<string> {
    const id = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    await this.call('PUT', `datasets/${id}`, this.form(csv, { title, owner: this.fair.owner }));
    await this.setPublic(id, true);
    return id;
  }

  form(csv: string, body?: object): FormData {
    const form = new FormData();
    if (body !== undefined) form.append('body', JSON.stringify(body));
    form.append('dataset', new Blob([csv]), 'table.csv');
    return form;
  }

  setPublic(id: string, isPublic: boolean): Promise<unknown> {
    return this.call('PUT', `datasets/${id}/permissions`, isPublic ? [{ classes: ['list', 'read'] }] : []);
  }

  edit(id: string, patch: Record<string, unknown>): Promise<unknown> {
    return this.call('PATCH', `datasets/${id}`, patch);
  }

  shown(): Promise<UdataView[]> {
    return udataDatasets(this.target);
  }

  async titles(): Promise<string[]> {
    return (await this.shown()).map(({ title }) => title).toSorted();
  }

  async shows(title: string): Promise<boolean> {
    return (await this.titles()).includes(title);
  }

  /** Looks at what changed in Data Fair, as the worker does every minute. */
  async poll(): Promise<void> {
    const { feed } = this.navette.wired.ports.platform;
    assert.ok(feed);
    for (let more = true; more;) more = await lookOnce(this.navette.wired.parts, feed);
  }

  /** Nothing is left to push. */
  async quiet(): Promise<void> {
    await until('nothing left to push', async () => (await this.undone()) === 0);
  }

  async undone(): Promise<number> {
    const { rows } = await sql<{ count: string }>`select count(*) as count from outbox
      where connector_id = ${TARGET} and rev > done_rev and parked is null`.execute(
      this.navette.wired.ledger.db,
    );
    return Number(rows[0]?.count);
  }

  /** Requests that changed something on the remote since the log was cleared. */
  writes(): string[] {
    return this.target.log
      .entries()
      .filter(({ write }) => write)
      .map(({ method, path, status }) => `${method} ${path} ${status}`);
  }

  /** Polls, waits until all is pushed, and tells what was written for it. */
  async written(): Promise<string[]> {
    this.target.log.clear();
    await this.poll();
    await this.quiet();
    return this.writes();
  }

  close(): Promise<void> {
    return this.#close();
  }
}
