import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import { DatabaseError, Pool, TypeOverrides } from 'pg';
import type { LedgerSchema } from './schema/schema.ts';

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
/** A process that sleeps in the middle of a transaction loses it, so that nobody else waits for its locks. Milliseconds. */
const FROZEN_MS = 15_000;

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
    idle_in_transaction_session_timeout: FROZEN_MS,
    keepAlive: true,
    types,
    // Rows are looked up by key, a page of them at once: to read a table whole for that costs more with each record.
    options: '-c plan_cache_mode=force_custom_plan -c jit=off -c random_page_cost=1.1',
  });
  // A connection that dies while idle is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  // The same for one that dies while a query of ours waits for it: the query fails, and says so.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<LedgerSchema>({ dialect: new PostgresDialect({ pool }) });
  return { db, close: () => db.destroy() };
}

/** What node-postgres and the network say when the server is gone or does not answer. */
const GONE =
  /^(Connection terminated|timeout exceeded when trying to connect|connect E|read E|Client has encountered a connection error)/;

/** Whether our own database is the trouble: nothing that can be held against a dataset or a remote. */
export function isLedgerTrouble(error: unknown): boolean {
  if (isRefusal(error)) return false;
  return error instanceof DatabaseError || (error instanceof Error && GONE.test(error.message));
}

/** SQLSTATE classes that speak of the data itself: data exception, integrity, program limit (too long for an index). */
const REFUSALS = /^(22|23|54)/;

/** Whether the database works, and does not take what it was given. */
export function isRefusal(error: unknown): error is Error & { code: string } {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && REFUSALS.test(error.code)
  );
}
