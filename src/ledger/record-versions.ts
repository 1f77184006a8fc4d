import { sql } from 'kysely';
import { textArray } from './arrays.ts';
import type { Db, Tx } from './ledger.ts';

export interface RecordVersion {
  key: string;
  datasetId: string;
  fingerprint: string;
  /** What the source said, as JSON text. */
  raw?: string | undefined;
}

/** One row for each version of a record that a run stored. */
export async function keepVersions(
  tx: Tx,
  connectorId: string,
  runId: string,
  versions: readonly RecordVersion[],
): Promise<void> {
  if (versions.length === 0) return;
  await sql`
    insert into record_versions (connector_id, key, run_id, dataset_id, fingerprint, raw)
    select ${connectorId}, k, ${runId}, d, f, r
    from unnest(${textArray(versions.map(({ key }) => key))}::text[], ${textArray(versions.map(({ datasetId }) => datasetId))}::text[],
      ${textArray(versions.map(({ fingerprint }) => fingerprint))}::text[], ${textArray(versions.map(({ raw }) => raw))}::text[]) as i(k, d, f, r) order by k
    on conflict (connector_id, key, run_id) do update set fingerprint = excluded.fingerprint, raw = excluded.raw`.execute(
    tx,
  );
}

/**
 * Forgets superseded versions of what a run changed beyond the newest `keep`, and those of the connector that are older
 * than `days`. The present version always stays.
 */
export async function forgetVersions(
  db: Db | Tx,
  connectorId: string,
  { runId, writer }: { runId: string; writer: string },
  { keep, days }: { keep: number; days: number },
): Promise<void> {
  await sql`
    delete from dataset_versions v using datasets d
    where d.written_by = ${writer} and v.dataset_id = d.id and v.rev < d.rev - ${keep}::bigint`.execute(db);
  await sql`
    delete from dataset_versions v using datasets d
    where d.harvested_by = ${connectorId} and v.dataset_id = d.id and v.at < now() - make_interval(days => ${days}::int)`.execute(
    db,
  );
  await sql`
    with ranked as (
      select key, run_id, at, row_number() over (partition by key order by at desc) as place from record_versions
      where connector_id = ${connectorId} and key in (
        select key from record_versions where connector_id = ${connectorId} and run_id = ${runId}
        union select key from record_versions where connector_id = ${connectorId} and at < now() - make_interval(days => ${days}::int)))
    delete from record_versions v using ranked r
    where v.connector_id = ${connectorId} and v.key = r.key and v.run_id = r.run_id and r.place > 1
      and (r.place > ${keep}::bigint + 1 or r.at < now() - make_interval(days => ${days}::int))`.execute(db);
}

/** What its source said of a dataset. */
export interface SourceVersion {
  connectorId: string;
  runId: string;
  fingerprint: string;
  /** JSON text; absent when only its fingerprint is kept. */
  raw?: string;
  at: Date;
}

/** Newest first. */
export async function sourcesOf(db: Db, datasetId: string, limit: number): Promise<SourceVersion[]> {
  const rows = await db
    .selectFrom('record_versions')
    .select(['connector_id', 'run_id', 'fingerprint', 'raw', 'at'])
    .where('dataset_id', '=', datasetId)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    connectorId: row.connector_id,
    runId: row.run_id,
    fingerprint: row.fingerprint,
    at: row.at,
    ...(row.raw === null ? {} : { raw: row.raw }),
  }));
}
