import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../../src/main/dev/postgres.ts';

/** Runs PostgreSQL for CKAN until it is asked to end, and writes the address of CKAN's database beside it. */
const [folder, port] = process.argv.slice(2);
if (folder === undefined || port === undefined) throw new RangeError('usage: postgres.ts <folder> <port>');

await mkdir(folder, { recursive: true });
const server = await startPostgres({
  dir: join(folder, 'data'),
  port: Number(port),
  durable: false,
  say: console.error,
});
process.once('SIGTERM', () => void server.stop());
const admin = new Client({ connectionString: server.url });
await admin.connect();
const { rowCount } = await admin.query("select from pg_database where datname = 'ckan'");
if (rowCount === 0) await admin.query('create database ckan');
await admin.end();
const url = Object.assign(new URL(server.url), { pathname: 'ckan' });
await writeFile(join(folder, 'url'), url.href.replace(/^postgres:/, 'postgresql:'));
await server.exited;
