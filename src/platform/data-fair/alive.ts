import { sql } from 'kysely';
import type { Tx } from '../../ledger/ledger.ts';

/** Well within what the database lets a transaction be idle for. */
const SIGN_MS = 4_000;

/** A transaction that waits for Data Fair gives signs of life: one that sleeps loses its locks. */
export async function keepingAlive<T>(within: Tx | undefined, work: () => Promise<T>): Promise<T> {
  if (within === undefined) return work();
  let sign: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    // What is wrong with the transaction shows at its next statement.
    sign = sql`select 1`.execute(within).catch(() => undefined);
  }, SIGN_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await sign;
  }
}
