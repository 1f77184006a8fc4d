import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sql } from 'kysely';
import { readProcessConfig, type Work } from '../src/config/process.ts';
import type { Control } from '../src/control/control.ts';
import { createControl } from '../src/control/create.ts';
import type { Db } from '../src/ledger/ledger.ts';
import { migrate, migrateToLatest } from '../src/ledger/migrate.ts';
import { startPostgres } from '../src/main/dev/postgres.ts';
import { wire, type Wired } from '../src/main/wiring.ts';
import { startHelper, type Helper } from './helper.ts';
import { DataFairHost } from './orders.ts';
import { cpuSeconds, peakMiB } from './meter.ts';
import { benchTemporal } from './temporal.ts';
import { Workers } from './workers.ts';

/** A whole Navette on this machine with its two workers, and a second database for the bare script. */
export interface Installation {
  control: Control;
  db: Db;
  wired: Wired;
  databaseUrl: string;
  bareDatabaseUrl: string;
  /** Which Temporal server it runs on. */
  temporal: string;
  portals: Helper;
  /** The platform, where it is one. */
  dataFair: DataFairHost | undefined;
  bare: Helper;
  /** Records of a connector, by dataset. */
  linked(connectorId: string): Promise<Map<string, string>>;
  /** Starts the workers, which get these variables beside their own: keys of portals. */
  startWorkers(env: Record<string, string>): Promise<void>;
  /** `kill -9` of the one that harvests, and a new one with the same variables. */
  replaceHarvester(): Promise<void>;
  /** Empties what benchmarks fill, in both databases, and writes everything down, so that each pass begins alike. */
  clear(): Promise<void>;
  /** Processor seconds used so far. */
  cpu(): Promise<Cpu>;
  /** Of the workers since they were ready or the last reset, in MiB. */
  workerPeaksMiB(): Promise<Record<Work, number | undefined>>;
  resetWorkerPeaks(): Promise<void>;
  /** Of the Temporal server, where its process is known. */
  temporalPeakMiB(): Promise<number | undefined>;
  close(): Promise<void>;
}

/** `worker`: of both together. `temporalDatabase`: of Temporal's own PostgreSQL, where it has one that we know. */
export type Cpu = Record<
  'worker' | 'temporal' | 'temporalDatabase' | 'database' | 'portals' | 'bare',
  number
>;

const TABLES = [
  'datasets',
  'dataset_versions',
  'outbox',
  'links',
  'outcomes',
  'own_pushes',
  'push_latencies',
  'runs',
  'records',
  'set_aside',
  'imports',
  'import_traffic',
  'files',
  'file_versions',
];

/** `profile`: a folder that gets a processor profile of each worker when it ends. `temporal`: see `benchTemporal`. */
export async function installation(options: {
  say: (line: string) => void;
  temporal: string;
  profile?: string | undefined;
  platform?: 'data-fair' | undefined;
}): Promise<Installation> {
  const { say, profile } = options;
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).toReversed())
      await end().catch((error: unknown) => say(`at the end: ${String(error)}`));
  };
  try {
    const dir = await mkdtemp(join(tmpdir(), 'navette-bench-'));
    closers.push(() => rm(dir, { recursive: true, force: true }));
    // PostgreSQL runs as another user when root runs the benchmark.
    await chmod(dir, 0o711);
    say('starting PostgreSQL, Temporal and the helpers');
    const database = await startPostgres({ dir: join(dir, 'postgres'), say });
    closers.push(() => database.stop());
    const temporal = await benchTemporal(options.temporal, { dbFile: join(dir, 'temporal.db'), say });
    closers.push(() => temporal.stop());
    const portals = startHelper('portals');
    closers.push(() => portals.stop());
    const bare = startHelper('bare');
    closers.push(() => bare.stop());

    const dataFair =
      options.platform === undefined
        ? undefined
        : await portals.ask(DataFairHost, { do: 'data-fair', datasets: 0 });
    const platform: Record<string, string> =
      dataFair === undefined
        ? {}
        : {
            NAVETTE_PLATFORM: 'data-fair',
            NAVETTE_DATA_FAIR_URL: dataFair.url,
            NAVETTE_DATA_FAIR_API_KEY: 'env:DATA_FAIR_KEY',
            NAVETTE_DATA_FAIR_ACCOUNT: dataFair.account,
            NAVETTE_DATA_FAIR_REQUESTS_PER_MINUTE: '100000',
          };
    const env = {
      ...platform,
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporal.address,
      NAVETTE_HTTP_ALLOW: '127.0.0.1',
      NAVETTE_LOG_LEVEL: 'error',
    };
    // Secrets are read by control too, when a connector is applied.
    const secrets: Record<string, string> = dataFair === undefined ? {} : { DATA_FAIR_KEY: dataFair.key };
    const wired = wire(readProcessConfig(env), secrets);
    closers.push(() => wired.close());
    const { db } = wired.ledger;
    await migrate(wired.ledger);
    const bareDatabaseUrl = Object.assign(new URL(database.url), { pathname: 'bare' }).href;
    await sql`create database bare`.execute(db);
    await migrateToLatest(bareDatabaseUrl);
    const bareDatabase = wire(readProcessConfig({ ...env, DATABASE_URL: bareDatabaseUrl }), {});
    closers.push(() => bareDatabase.close());

    const workers = new Workers(
      {
        ...process.env,
        ...env,
        ...(profile === undefined ? {} : { BENCH_PROFILE: resolve(profile) }),
      },
      say,
    );
    const control = createControl(wired.parts);
    return {
      control,
      db,
      wired,
      databaseUrl: database.url,
      bareDatabaseUrl,
      temporal: temporal.name,
      portals,
      dataFair,
      bare,
      async linked(connectorId) {
        const rows = await db
          .selectFrom('links')
          .select(['dataset_id', 'remote_id'])
          .where('connector_id', '=', connectorId)
          .execute();
        return new Map(
          rows.flatMap((row) => (row.remote_id === null ? [] : [[row.dataset_id, row.remote_id]])),
        );
      },
      async startWorkers(keys) {
        Object.assign(secrets, keys);
        await workers.start(secrets);
        closers.push(() => workers.stop());
        // A server that outlives us keeps no connectors of ours.
        closers.push(() => control.apply([], { retireOthers: true }));
      },
      replaceHarvester: () => workers.replace('harvest', secrets),
      async clear() {
        for (const one of [db, bareDatabase.ledger.db]) {
          await sql.raw(`truncate ${TABLES.join(', ')}`).execute(one);
          await sql`checkpoint`.execute(one);
        }
      },
      async cpu() {
        const { push, harvest, ...others } = await cpuSeconds({
          push: workers.pid('push'),
          harvest: workers.pid('harvest'),
          temporal: temporal.pid,
          temporalDatabase: temporal.databasePid,
          database: database.pid,
          portals: portals.pid,
          bare: bare.pid,
        });
        return { worker: push + harvest, ...others };
      },
      workerPeaksMiB: () => workers.peaksMiB(),
      resetWorkerPeaks: () => workers.resetPeaks(),
      temporalPeakMiB: () => peakMiB(temporal.pid),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
