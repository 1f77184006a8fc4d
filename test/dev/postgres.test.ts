import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { Client } from 'pg';
import { startPostgres, type Postgres } from '../../src/main/dev/postgres.ts';

describe('embedded PostgreSQL', () => {
  let root: string;
  let dir: string;
  let server: Postgres;
  const said: string[] = [];

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'navette-postgres-'));
    await chmod(root, 0o711);
    dir = join(root, 'postgres');
    server = await start();
  });
  after(async () => {
    await server.kill();
    await rm(root, { recursive: true, force: true });
  });

  const start = (options: { durable?: boolean } = {}) =>
    startPostgres({ dir, say: (line) => said.push(line), ...options });

  it('plans each query for the values at hand', async () => {
    assert.equal(await answer(server, 'show plan_cache_mode'), 'force_custom_plan');
  });

  it('is durable unless told otherwise', async () => {
    assert.equal(await answer(server, 'show fsync'), 'on');
  });

  it('listens on this machine only', async () => {
    assert.equal(await answer(server, 'show listen_addresses'), '127.0.0.1');
  });

  it('asks for the password', async () => {
    const address = new URL(server.url);
    address.password = 'guess';
    const client = new Client({ connectionString: address.href });
    await assert.rejects(client.connect(), /password authentication failed/);
  });

  it('refuses a folder that is in use, and tells by which process', async () => {
    await assert.rejects(start(), new RegExp(`is in use: PostgreSQL runs on it as process ${server.pid}`));
  });

  it('starts again with its data right after a kill -9', async () => {
    await answer(server, 'create table t as select 42::text as a');
    await server.kill();
    server = await start();
    assert.equal(await answer(server, 'select a from t'), '42');
  });

  it('stops in order when asked', async () => {
    await server.stop();
    assert.deepEqual(await server.exited, { code: 0, signal: null });
  });

  it('moves a half-made folder aside and makes a new one', async () => {
    await rm(join(dir, 'PG_VERSION'));
    server = await start({ durable: false });
    assert.equal(await answer(server, "select count(*)::text from pg_tables where tablename = 't'"), '0');
    assert.match(said.join('\n'), /holds no whole database.*moved to .*postgres\.half-made-/);
    const names = await readdir(root);
    assert.equal(names.filter((name) => name.includes('half-made')).length, 1);
  });
});

async function answer(server: Postgres, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}
