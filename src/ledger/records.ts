import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { ID_BYTES_MAX } from '../model/dataset.ts';
import type { RuleTrace } from '../model/rule-trace.ts';
import type { Db, Tx } from './ledger.ts';

/** What the ledger knows of a harvested record: enough to see that it did not change without reading its document. */
export interface KnownRecord {
  key: string;
  fingerprint: string;
  datasetId: string;
  seenRun: string;
  gone: boolean;
  missing: boolean;
}

export interface SeenRecord {
  key: string;
  remoteId: string;
  fingerprint: string;
  datasetId: string;
  /** What mapping rules did to it, when any did. */
  rules?: RuleTrace;
}

/** A remote id as a key: itself, or its hash when an index could not take it. */
export function recordKey(remoteId: string): string {
  if (Buffer.byteLength(remoteId, 'utf8') <= ID_BYTES_MAX) return remoteId;
  return `sha256:${createHash('sha256').update(remoteId).digest('base64url')}`;
}

/** Safe in URLs and commands as it stands. */
const PLAIN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** The platform's id of a record harvested by a connector: readable where the remote id is, always the same. */
export function harvestedId(connectorId: string, remoteId: string): string {
  const part = PLAIN_ID.test(remoteId)
    ? remoteId
    : createHash('sha256').update(remoteId).digest('base64url').slice(0, 22);
  return `${connectorId}:${part}`;
}

export async function knownRecords(
  tx: Db | Tx,
  connectorId: string,
  keys: readonly string[],
): Promise<Map<string, KnownRecord>> {
  const { rows } = await sql<{
    key: string;
    fingerprint: string;
    dataset_id: string;
    seen_run: string;
    gone: boolean;
    missing: boolean;
  }>`
    select key, fingerprint, dataset_id, seen_run, removed_at is not null as gone, missing_since is not null as missing
    from records where connector_id = ${connectorId} and key = any(${keys}::text[])`.execute(tx);
  return new Map(
    rows.map((row) => [
      row.key,
      {
        key: row.key,
        fingerprint: row.fingerprint,
        datasetId: row.dataset_id,
        seenRun: row.seen_run,
        gone: row.gone,
        missing: row.missing,
      },
    ]),
  );
}

/** Records that changed, came, or came back. */
export async function writeRecords(
  tx: Tx,
  connectorId: string,
  runId: string,
  records: readonly SeenRecord[],
): Promise<void> {
  if (records.length === 0) return;
  await sql`
    insert into records (connector_id, key, remote_id, fingerprint, dataset_id, seen_run, changed_run, rules)
    select ${connectorId}, k, r, f, d, ${runId}, ${runId}, u
    from unnest(${records.map((record) => record.key)}::text[], ${records.map((record) => record.remoteId)}::text[],
      ${records.map((record) => record.fingerprint)}::text[], ${records.map((record) => record.datasetId)}::text[],
      ${records.map(rulesJson)}::jsonb[]) as i(k, r, f, d, u) order by k
    on conflict (connector_id, key) do update set fingerprint = excluded.fingerprint, seen_run = excluded.seen_run, rules = excluded.rules,
      changed_run = excluded.changed_run, absences = 0, missing_since = null, removed_at = null`.execute(tx);
}

/** Records that are there as they were. */
export async function touchRecords(
  tx: Tx,
  connectorId: string,
  runId: string,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    update records set seen_run = ${runId}, absences = 0, missing_since = null
    where connector_id = ${connectorId} and key = any(${keys}::text[])`.execute(tx);
}

/** Records whose datasets stayed the same, and what rules do to them now: a rule may come to the same result on another way. */
export async function noteRules(
  tx: Tx,
  connectorId: string,
  records: readonly Pick<SeenRecord, 'key' | 'rules'>[],
): Promise<void> {
  if (records.length === 0) return;
  await sql`
    update records set rules = i.u
    from unnest(${records.map((record) => record.key)}::text[], ${records.map(rulesJson)}::jsonb[]) as i(k, u)
    where connector_id = ${connectorId} and key = i.k and rules is distinct from i.u`.execute(tx);
}

/** Of a connector that has no rules any more. */
export async function forgetRules(db: Db, connectorId: string): Promise<void> {
  await sql`update records set rules = null where connector_id = ${connectorId} and rules is not null`.execute(
    db,
  );
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

/** Known records that this run met outside the filter: they are there, whatever becomes of the others. */
export async function markFiltered(
  db: Db | Tx,
  connectorId: string,
  runId: string,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  await sql`update records set filtered_run = ${runId} where connector_id = ${connectorId} and key = any(${keys}::text[])`.execute(
    db,
  );
}

function rulesJson({ rules }: Pick<SeenRecord, 'rules'>): string | null {
  return rules === undefined ? null : JSON.stringify(rules);
}

export interface AsideRow {
  remoteId?: string | undefined;
  stage: string;
  field?: string | undefined;
  value?: string | undefined;
  reason: string;
  raw?: string | undefined;
}

export async function writeSetAside(
  tx: Db | Tx,
  connectorId: string,
  runId: string,
  rows: readonly AsideRow[],
): Promise<void> {
  if (rows.length === 0) return;
  for (let at = 0; at < rows.length; at += 1_000)
    await insertAside(tx, connectorId, runId, rows.slice(at, at + 1_000));
}

async function insertAside(
  tx: Db | Tx,
  connectorId: string,
  runId: string,
  rows: readonly AsideRow[],
): Promise<void> {
  await tx
    .insertInto('set_aside')
    .values(
      rows.map((row) => ({
        run_id: runId,
        connector_id: connectorId,
        remote_id: row.remoteId ?? null,
        stage: row.stage,
        field: row.field ?? null,
        value: row.value ?? null,
        reason: row.reason,
        raw: row.raw ?? null,
      })),
    )
    .execute();
}

export async function setAsideOf(db: Db, runId: string, limit: number): Promise<AsideRow[]> {
  const rows = await db
    .selectFrom('set_aside')
    .selectAll()
    .where('run_id', '=', runId)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    stage: row.stage,
    reason: row.reason,
    ...(row.remote_id === null ? {} : { remoteId: row.remote_id }),
    ...(row.field === null ? {} : { field: row.field }),
    ...(row.value === null ? {} : { value: row.value }),
    ...(row.raw === null ? {} : { raw: row.raw }),
  }));
}

/** How many records of the connector are in use, and how many distinct ones this run saw. */
export async function recordCounts(
  db: Db | Tx,
  connectorId: string,
  runId: string,
): Promise<{ live: number; seen: number }> {
  const { rows } = await sql<{ live: number; seen: number }>`
    select count(*) filter (where removed_at is null)::bigint as live, count(*) filter (where seen_run = ${runId})::bigint as seen
    from records where connector_id = ${connectorId}`.execute(db);
  return rows[0] ?? { live: 0, seen: 0 };
}

/**
 * Counts one more complete listing that did not hold these records. A record that this run set aside or filtered out was
 * listed: it is not absent.
 */
export async function ageAbsent(tx: Tx, connectorId: string, runId: string): Promise<number> {
  const { numAffectedRows } = await sql`
    update records r set absences = absences + 1, missing_since = coalesce(missing_since, now())
    where connector_id = ${connectorId} and seen_run <> ${runId} and removed_at is null
      and filtered_run is distinct from ${runId}
      and not exists (select 1 from set_aside s where s.run_id = ${runId} and s.remote_id = r.remote_id)`.execute(
    tx,
  );
  return Number(numAffectedRows ?? 0);
}

/** Records absent from enough complete listings in a row. */
export async function removable(
  tx: Tx,
  connectorId: string,
  absences: number,
): Promise<{ key: string; datasetId: string }[]> {
  const rows = await tx
    .selectFrom('records')
    .select(['key', 'dataset_id'])
    .where('connector_id', '=', connectorId)
    .where('removed_at', 'is', null)
    .where('absences', '>=', absences)
    .orderBy('key')
    .execute();
  return rows.map((row) => ({ key: row.key, datasetId: row.dataset_id }));
}

export async function markRemoved(tx: Tx, connectorId: string, keys: readonly string[]): Promise<void> {
  await sql`update records set removed_at = now() where connector_id = ${connectorId} and key = any(${keys}::text[])`.execute(
    tx,
  );
}

/** After many new rows: without statistics PostgreSQL plans for an empty table. */
export async function analyzeHarvest(db: Db): Promise<void> {
  await sql`analyze records`.execute(db);
  await sql`analyze datasets`.execute(db);
}

/** What the ledger knows of one record, found by its remote id or by the dataset that it became. */
export interface RecordView {
  connectorId: string;
  remoteId: string;
  datasetId: string;
  seenRun: string;
  changedRun: string;
  absences: number;
  missingSince?: Date;
  removedAt?: Date;
  rules?: RuleTrace;
}

export async function recordOf(db: Db, connectorId: string, id: string): Promise<RecordView | undefined> {
  const row = await db
    .selectFrom('records')
    .selectAll()
    .where('connector_id', '=', connectorId)
    .where((where) => where.or([where('key', '=', recordKey(id)), where('dataset_id', '=', id)]))
    .executeTakeFirst();
  return (
    row && {
      connectorId: row.connector_id,
      remoteId: row.remote_id,
      datasetId: row.dataset_id,
      seenRun: row.seen_run,
      changedRun: row.changed_run,
      absences: row.absences,
      ...(row.missing_since === null ? {} : { missingSince: row.missing_since }),
      ...(row.removed_at === null ? {} : { removedAt: row.removed_at }),
      ...(row.rules === null ? {} : { rules: row.rules }),
    }
  );
}

/** Values that no entry of a rule's value map knows, the most frequent first. */
export async function unmatchedOf(
  db: Db,
  connectorId: string,
  limit: number,
): Promise<{ rule: string; field: string; value: string; records: number }[]> {
  const { rows } = await sql<{ rule: string; field: string; value: string; records: number }>`
    select u->>'rule' as rule, u->>'field' as field, u->>'value' as value, count(*)::bigint as records
    from records, jsonb_array_elements(rules->'unmatched') as u
    where connector_id = ${connectorId} and rules ? 'unmatched' and removed_at is null
    group by 1, 2, 3 order by 4 desc, 1, 2, 3 limit ${limit}`.execute(db);
  return rows;
}
