import { sql } from 'kysely';
import type { Db, Tx } from './ledger.ts';
import { recordKey } from './records.ts';
import type { AsideRow } from './set-aside.ts';

/** Remembers records that could not be taken, until they come right. */
export async function openAsides(
  tx: Tx,
  connectorId: string,
  runId: string,
  rows: readonly AsideRow[],
): Promise<void> {
  const byKey = new Map<string, AsideRow & { remoteId: string }>();
  for (const { remoteId, ...row } of rows)
    if (remoteId !== undefined) byKey.set(recordKey(remoteId), { ...row, remoteId });
  if (byKey.size === 0) return;
  await tx
    .insertInto('open_asides')
    .values(
      [...byKey].map(([key, row]) => ({
        connector_id: connectorId,
        key,
        remote_id: row.remoteId,
        run_id: runId,
        stage: row.stage,
        reason: row.reason,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['connector_id', 'key']).doUpdateSet((row) => ({
        run_id: row.ref('excluded.run_id'),
        stage: row.ref('excluded.stage'),
        reason: row.ref('excluded.reason'),
        tries: sql<number>`open_asides.tries + 1`,
      })),
    )
    .execute();
}

/** After a complete pass over everything, what it did not bring any more is no longer there to be tried. */
export async function closeOlderAsides(tx: Tx, connectorId: string, runId: string): Promise<void> {
  await tx
    .deleteFrom('open_asides')
    .where('connector_id', '=', connectorId)
    .where('run_id', '<>', runId)
    .execute();
}

/** Remote ids still to be tried, in order of key. */
export async function asidesAfter(
  db: Db,
  connectorId: string,
  runId: string,
  after: string,
  limit: number,
): Promise<{ key: string; remoteId: string }[]> {
  const rows = await db
    .selectFrom('open_asides')
    .select(['key', 'remote_id'])
    .where('connector_id', '=', connectorId)
    .where('run_id', '<>', runId)
    .where('key', '>', after)
    .orderBy('key')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ key: row.key, remoteId: row.remote_id }));
}
