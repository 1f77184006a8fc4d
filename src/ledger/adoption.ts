import { sql } from 'kysely';
import type { Db } from './ledger.ts';
import { announce } from './outbox.ts';

export interface Adoption {
  connectorId: string;
  datasetId: string;
  remoteId: string;
  mark: string;
}

/**
 * Binds a dataset to a record that is there already, without base, and announces it: the next push brings the record up
 * to date. A link that only knows of an intended create gives way. Gives what stands in the way, if anything does.
 */
export async function adoptRecord(
  db: Db,
  { connectorId, datasetId, remoteId, mark }: Adoption,
): Promise<{ takenBy: string } | { linkedTo: string } | undefined> {
  return db.transaction().execute(async (tx) => {
    // Two datasets must not adopt the same record at the same moment.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`adopt ${connectorId} ${remoteId}`}, 0))`.execute(
      tx,
    );
    const linked = await tx
      .selectFrom('links')
      .select(['dataset_id', 'remote_id'])
      .where('connector_id', '=', connectorId)
      .where((where) => where.or([where('remote_id', '=', remoteId), where('dataset_id', '=', datasetId)]))
      .execute();
    const other = linked.find((row) => row.dataset_id !== datasetId);
    if (other !== undefined) return { takenBy: other.dataset_id };
    const own = linked.find((row) => row.remote_id !== null);
    if (own?.remote_id != null) return { linkedTo: own.remote_id };
    const row = { mark, remote_id: remoteId, distribution_ids: '{}', intended_at: null };
    await tx
      .insertInto('links')
      .values({ connector_id: connectorId, dataset_id: datasetId, ...row })
      .onConflict((conflict) => conflict.columns(['connector_id', 'dataset_id']).doUpdateSet(row))
      .execute();
    await announce(tx, [{ connectorId, datasetId }]);
    return undefined;
  });
}
