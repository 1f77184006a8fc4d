import { createHash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import { ID_BYTES_MAX } from '../model/dataset.ts';
import type { Db, Tx } from './ledger.ts';

/** What the ledger knows of a harvested record: enough to see that it did not change without reading its document. */
export interface KnownRecord {
  key: string;
  fingerprint: string;
  datasetId: string;
  seenRun: string;
  gone: boolean;
  missing: boolean;
  /** The platform's id of a distribution → its source's, where they differ. */
  distributionIds?: Record<string, string>;
}

export interface SeenRecord {
  key: string;
  remoteId: string;
  fingerprint: string;
  datasetId: string;
  /** Hashes of what else it is known by, and of what it says it was copied from: see `src/model/aliases.ts`. */
  aliases?: readonly string[];
  sources?: readonly string[];
  /** Where the platform's ids of its distributions are not the remote's present ones. */
  distributionIds?: Record<string, string>;
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
    distribution_ids: Record<string, string> | null;
  }>`
    select key, fingerprint, dataset_id, seen_run, removed_at is not null as gone, missing_since is not null as missing, distribution_ids
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
        ...(row.distribution_ids === null ? {} : { distributionIds: row.distribution_ids }),
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
    insert into records (connector_id, key, remote_id, fingerprint, dataset_id, seen_run, changed_run, aliases, sources, distribution_ids)
    select ${connectorId}, k, r, f, d, ${runId}, ${runId}, a::bigint[], o::bigint[], m
    from unnest(${records.map((record) => record.key)}::text[], ${records.map((record) => record.remoteId)}::text[],
      ${records.map((record) => record.fingerprint)}::text[], ${records.map((record) => record.datasetId)}::text[],
      ${records.map((record) => arrayText(record.aliases ?? []))}::text[], ${records.map((record) => arrayText(record.sources ?? []))}::text[],
      ${records.map((record) => (record.distributionIds === undefined ? null : JSON.stringify(record.distributionIds)))}::jsonb[])
      as i(k, r, f, d, a, o, m) order by k
    on conflict (connector_id, key) do update set fingerprint = excluded.fingerprint, seen_run = excluded.seen_run,
      changed_run = excluded.changed_run, aliases = excluded.aliases || ${lasting(sql`records.aliases`, sql`excluded.aliases`)},
      sources = excluded.sources, distribution_ids = excluded.distribution_ids, ${AS_NEW}`.execute(tx);
}

/** PostgreSQL's text of an array of numbers. */
export function arrayText(numbers: readonly string[]): string {
  return `{${numbers.join(',')}}`;
}

/** Names that a record had stay its names, those that hang on its content do not; sixteen at most. */
export function lasting(before: RawBuilder<unknown>, now: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select coalesce(array_agg(x), '{}') from (
    select x from unnest(${before}) as x where x & 7 in (1, 2, 5, 6) and x <> all(${now}) limit 16) as kept)`;
}

/** What is listed again has never been away. */
const AS_NEW = sql`absences = 0, missing_since = null, removed_at = null, held_by = null, rejected_at = null`;

/** Records that are there as they were. */
export async function touchRecords(
  tx: Tx,
  connectorId: string,
  runId: string,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    update records set seen_run = ${runId}, absences = 0, missing_since = null, held_by = null, rejected_at = null
    where connector_id = ${connectorId} and key = any(${keys}::text[])`.execute(tx);
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

/** After many new rows: without statistics PostgreSQL plans for an empty table. */
export async function analyzeHarvest(db: Db): Promise<void> {
  await sql`analyze records`.execute(db);
  await sql`analyze datasets`.execute(db);
}
