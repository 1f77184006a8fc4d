import { sql } from 'kysely';
import type { Db, Tx } from './ledger.ts';

/** A record in use. */
export interface KeptRecord {
  key: string;
  remoteId: string;
  datasetId: string;
  absences: number;
  missingSince?: Date;
  /** Of the run that saw it last. */
  scopeFingerprint?: string;
}

/** In order of key. */
export async function recordsAfter(
  db: Db,
  connectorId: string,
  after: string,
  limit: number,
): Promise<KeptRecord[]> {
  const rows = await db
    .selectFrom('records')
    .leftJoin('runs', 'runs.id', 'records.seen_run')
    .select(['key', 'remote_id', 'dataset_id', 'absences', 'missing_since', 'scope_fingerprint'])
    .where('records.connector_id', '=', connectorId)
    .where('removed_at', 'is', null)
    .where('key', '>', after)
    .orderBy('key')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    key: row.key,
    remoteId: row.remote_id,
    datasetId: row.dataset_id,
    absences: row.absences,
    ...(row.missing_since === null ? {} : { missingSince: row.missing_since }),
    ...(row.scope_fingerprint === null ? {} : { scopeFingerprint: row.scope_fingerprint }),
  }));
}

/** The records behind these datasets. */
export async function recordsOf(
  tx: Db | Tx,
  connectorId: string,
  datasetIds: readonly string[],
): Promise<{ key: string; datasetId: string; fingerprint: string }[]> {
  const { rows } = await sql<{ key: string; dataset_id: string; fingerprint: string }>`
    select key, dataset_id, fingerprint from records
    where connector_id = ${connectorId} and dataset_id = any(${datasetIds}::text[])`.execute(tx);
  return rows.map((row) => ({ key: row.key, datasetId: row.dataset_id, fingerprint: row.fingerprint }));
}

/** A person took these datasets away. */
export async function keepRemoved(tx: Tx, connectorId: string, datasetIds: readonly string[]): Promise<void> {
  if (datasetIds.length === 0) return;
  await sql`update records set removed_at = now(), held_by = null where connector_id = ${connectorId} and dataset_id = any(${datasetIds}::text[])`.execute(
    tx,
  );
}

/** So far below zero that no number of absences counts as removed; being listed again sets it to zero. */
const NEVER_ABSENT = -1_000_000;

/** A person brought these datasets back although their source no longer has them. */
export async function keepUnremoved(
  tx: Tx,
  connectorId: string,
  datasetIds: readonly string[],
): Promise<void> {
  if (datasetIds.length === 0) return;
  await sql`
    update records set removed_at = null, missing_since = null, held_by = null, rejected_at = null, absences = ${NEVER_ABSENT}
    where connector_id = ${connectorId} and dataset_id = any(${datasetIds}::text[])`.execute(tx);
}

/** Records in use that a run did not meet, in order of their keys. */
export async function unseenRecords(
  db: Db,
  connectorId: string,
  runId: string,
): Promise<{ key: string; remoteId: string }[]> {
  const { rows } = await sql<{ key: string; remote_id: string }>`
    select key, remote_id from records where connector_id = ${connectorId} and seen_run <> ${runId}
      and filtered_run is distinct from ${runId} and removed_at is null order by key`.execute(db);
  return rows.map((row) => ({ key: row.key, remoteId: row.remote_id }));
}
