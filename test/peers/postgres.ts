import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startPostgres } from '../../src/main/dev/postgres.ts';

/**
 * Runs PostgreSQL until it is asked to end, makes the database that is named, and writes the address beside its files.
 * With `--durable` what was committed survives a crash, as in production.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { durable: { type: 'boolean' } },
});
const [folder, port, database = 'postgres'] = positionals;
if (folder === undefined || port === undefined)
  throw new RangeError('usage: postgres.ts [--durable] <folder> <port> [database]');

await mkdir(folder, { recursive: true });
const server = await startPostgres({
  dir: join(folder, 'data'),
  port: Number(port),
  durable: values.durable === true,
  say: console.error,
});
process.once('SIGTERM', () => void server.stop());
const admin = new Client({ connectionString: server.url });
await admin.connect();
const { rowCount } = await admin.query('select from pg_database where datname = $1', [database]);
if (rowCount === 0) await admin.query(`create database ${admin.escapeIdentifier(database)}`);
await admin.end();
const url = Object.assign(new URL(server.url), { pathname: database });
await writeFile(join(folder, 'url'), url.href.replace(/^postgres:/, 'postgresql:'));
await server.exited;
