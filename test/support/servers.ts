import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { Client } from 'pg';
import { startPostgres } from '../../src/main/dev/postgres.ts';
import { startedAt } from '../../src/main/dev/process-identity.ts';
import { findTemporalCli } from '../../src/main/dev/temporal-cli.ts';
import { startTemporalDevServer } from '../../src/main/dev/temporal-server.ts';

interface TestTemporal {
  address: string;
  connection: Connection;
  nativeConnection: NativeConnection;
}

const closers: (() => Promise<unknown>)[] = [];

/** One development server in memory for the whole run, with a connection of each kind. */
export const temporal = once(async (): Promise<TestTemporal> => {
  demandServers();
  const cli = await findTemporalCli({ say: console.error });
  const server = await startTemporalDevServer({ cli });
  // In memory there is nothing that an orderly end would save.
  closers.push(() => server.kill());
  void quiet();
  const connection = await Connection.connect({ address: server.address });
  closers.push(() => connection.close());
  const nativeConnection = await NativeConnection.connect({ address: server.address });
  closers.push(() => nativeConnection.close());
  return { address: server.address, connection, nativeConnection };
});

/** A fresh database with the newest schema, on the one PostgreSQL of the run. Gives its URL. */
export async function database(): Promise<string> {
  const { admin, urlOf } = await postgres();
  databases += 1;
  const name = `test_${databases}`;
  await admin.query(`create database ${name} template navette_template strategy file_copy`);
  return urlOf(name);
}

/** The workflows, bundled once for all workers and replays of the run. */
export const workflowBundle = once((): Promise<WorkflowBundleWithSourceMap> => {
  void quiet();
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
});

/** Tests provoke what workers warn of. There is one runtime per process, made before anything uses it. */
const quiet = once(() => {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: { core: 'ERROR' }, forward: {} } },
  });
  return Promise.resolve();
});

export async function stopServers(): Promise<void> {
  for (const close of closers.splice(0).toReversed()) await close();
}

let databases = 0;

const postgres = once(async () => {
  demandServers();
  await sweep();
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER}${process.pid}-`));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  // PostgreSQL runs as another user when root runs the tests.
  await chmod(folder, 0o711);
  const server = await startPostgres({ dir: join(folder, 'postgres'), durable: false, say: console.error });
  closers.push(() => server.kill());
  const urlOf = (name: string) => Object.assign(new URL(server.url), { pathname: name }).href;

  const admin = new Client({ connectionString: server.url });
  await admin.connect();
  closers.push(() => admin.end());
  await admin.query('create database navette_template');
  // Suites that need no ledger must not fail with it.
  const { migrateToLatest } = await import('../../src/ledger/migrate.ts');
  await migrateToLatest(urlOf('navette_template'));
  // A template that somebody is connected to cannot be copied.
  await admin.query('alter database navette_template with is_template true allow_connections false');
  return { admin, urlOf };
});

/** Removes what runs left behind that were killed. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = new RegExp(`^${FOLDER}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || (await startedAt(Number(pid))) !== undefined) continue;
    await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function demandServers(): void {
  if (process.env['NAVETTE_TEST_SERVERS'] !== 'none') return;
  throw new Error(
    'this suite needs a server, and NAVETTE_TEST_SERVERS=none forbids them: leave it out of this run',
  );
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

const FOLDER = 'navette-test-';
