import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { DataFairSettings } from '../../src/config/data-fair.ts';
import type { Running } from '../../src/main/dev/processes.ts';
import { startDataFair, type DataFairSandbox } from '../../src/sandbox/data-fair/data-fair.ts';
import { installation, until, type Installation } from '../support/installation.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

/** Real portals answer in tens of milliseconds, and share the machine with everything else that a run starts. */
const PATIENCE_MS = 600_000;
/** As often as may be asked for. */
const POLL_SECONDS = 5;

export interface FairSceneOptions {
  /** Secrets of connectors by the names that `env:…` gives them. */
  secrets: Record<string, string>;
  /** How imported files come into Data Fair. */
  data?: 'file' | 'rows';
}

/** A Data Fair as the platform, and a Navette whose worker is a process of its own that may be killed. */
export class FairScene {
  readonly fair: DataFairSandbox;
  readonly navette: Installation;
  readonly #env: Record<string, string>;
  readonly #dataDir: string;
  #worker: Running | undefined;

  private constructor(
    fair: DataFairSandbox,
    navette: Installation,
    env: Record<string, string>,
    dataDir: string,
  ) {
    this.fair = fair;
    this.navette = navette;
    this.#env = env;
    this.#dataDir = dataDir;
  }

  static async open({ secrets, data = 'file' }: FairSceneOptions): Promise<FairScene> {
    const fair = await startDataFair({ switches: { userPerMinute: 1_000_000 } });
    const dataDir = await mkdtemp(join(tmpdir(), 'navette-fair-'));
    const wanted = {
      url: fair.publicUrl,
      apiKey: 'env:FAIR',
      account: `${fair.owner.type}:${fair.owner.id}`,
      pollSeconds: String(POLL_SECONDS),
      requestsPerMinute: '100000',
      data,
    };
    const known = { ...secrets, FAIR: fair.key };
    const settings = DataFairSettings.parse(wanted);
    const navette = await installation(known, { dataDir, platform: { kind: 'data-fair', settings } });
    const named = Object.entries(wanted).map(([key, value]) => [
      `NAVETTE_DATA_FAIR_${key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
      value,
    ]);
    const env = {
      ...known,
      ...(Object.fromEntries(named) as Record<string, string>),
      DATABASE_URL: navette.databaseUrl,
      TEMPORAL_ADDRESS: navette.temporalAddress,
      NAVETTE_DATA_DIR: dataDir,
      NAVETTE_PLATFORM: 'data-fair',
    };
    return new FairScene(fair, navette, env, dataDir);
  }

  async startWorker(): Promise<void> {
    this.#worker = await startWorkerProcess(this.#env);
  }

  /** As `kill -9` would. */
  async killWorker(): Promise<void> {
    await this.#worker?.kill();
    this.#worker = undefined;
  }

  async connect(connectors: readonly Record<string, unknown>[]): Promise<void> {
    await this.navette.control.apply([...connectors], { retireOthers: false });
  }

  /** Calls Data Fair as an administrator of the installation. */
  async call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const isForm = body instanceof FormData;
    const answer = await fetch(`${this.fair.publicUrl}/api/v1/${path}`, {
      method,
      headers: {
        'x-apikey': this.fair.keys.super,
        ...(isForm || body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text.trimStart().startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  }

  /** The worker has looked at Data Fair since now, and nothing that it found is left to push. */
  async settled(connectorIds: readonly string[]): Promise<void> {
    const since = new Date();
    const { db } = this.navette.wired.ledger;
    await until(
      'a look at Data Fair',
      async () => {
        // The time at which the look began.
        const { rows } = await sql<{ at: Date }>`select at from platform_feeds where at > ${since}`.execute(
          db,
        );
        return rows.length > 0;
      },
      PATIENCE_MS,
    );
    await until('everything pushed', async () => (await this.undone()) === 0, PATIENCE_MS);
    for (const id of connectorIds)
      assert.deepEqual(await this.navette.control.waiting(id, 5), [], `${id} could not push everything`);
  }

  async undone(): Promise<number> {
    const { rows } = await sql<{ count: string }>`select count(*) as count from outbox
      where rev > done_rev and parked is null`.execute(this.navette.wired.ledger.db);
    return Number(rows[0]?.count);
  }

  async close(): Promise<void> {
    await this.killWorker();
    await this.navette.close();
    await this.fair.close();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
