import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import { Pool, TypeOverrides } from 'pg';
import type { LedgerSchema } from './schema.ts';

export type Db = Kysely<LedgerSchema>;
export type Tx = Transaction<LedgerSchema>;

export interface Ledger {
  db: Db;
  close(): Promise<void>;
}

/** PostgreSQL's type numbers of bigint and numeric counts. */
const INT8 = 20;

/** Longest wait for a free connection, milliseconds: a database that is gone is an error, not silence. */
const CONNECTION_WAIT_MS = 15_000;
/** Longest single statement, milliseconds. */
const STATEMENT_MS = 60_000;

/**
 * Opens a pool. Prepared plans are made for the values at hand: a generic plan made while a table was new and empty
 * costs two to three times as much once it has grown.
 */
export function openLedger(databaseUrl: string, options: { connections?: number } = {}): Ledger {
  const types = new TypeOverrides();
  types.setTypeParser(INT8, Number);
  const pool = new Pool({
    connectionString: databaseUrl,
    max: options.connections ?? 10,
    connectionTimeoutMillis: CONNECTION_WAIT_MS,
    statement_timeout: STATEMENT_MS,
    keepAlive: true,
    types,
    options: '-c plan_cache_mode=force_custom_plan -c jit=off',
  });
  // A connection that dies while idle is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  const db = new Kysely<LedgerSchema>({ dialect: new PostgresDialect({ pool }) });
  return { db, close: () => db.destroy() };
}
