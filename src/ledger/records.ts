import { createHash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import { ID_BYTES_MAX } from '../model/dataset.ts';
import type { RuleTrace } from '../model/rule-trace.ts';
import { jsonArray, textArray } from './arrays.ts';
import type { Db, Tx } from './ledger.ts';

/** What the ledger knows of a harvested record: enough to see that it did not change without reading its document. */
export interface KnownRecord {
  key: string;
  fingerprint: string;
  datasetId: string;
  seenRun: string;
  /** Of what it was made from. */
  mark?: string;
  gone: boolean;
  missing: boolean;
  /** When it last changed, as its remote said. */
  modified?: string;
  /** The platform's id of a distribution → its source's, where they differ. */
  distributionIds?: Record<string, string>;
}

export interface SeenRecord {
  key: string;
  remoteId: string;
  fingerprint: string;
  datasetId: string;
  modified?: string;
  /** Of what it was made from: see `activities/sources.ts`. */
  mark?: string;
  /** Hashes of what else it is known by, and of what it says it was copied from: see `src/model/aliases.ts`. */
  aliases?: readonly string[];
  sources?: readonly string[];
  /** Where the platform's ids of its distributions are not the remote's present ones. */
  distributionIds?: Record<string, string>;
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
  if (keys.length === 0) return new Map();
  const { rows } = await sql<{
    key: string;
    fingerprint: string;
    dataset_id: string;
    seen_run: string;
    gone: boolean;
    missing: boolean;
    modified: string | null;
    source_mark: string | null;
    distribution_ids: Record<string, string> | null;
  }>`
    select key, fingerprint, dataset_id, seen_run, modified, source_mark, removed_at is not null as gone, missing_since is not null as missing, distribution_ids
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
        ...(row.modified === null ? {} : { modified: row.modified }),
        ...(row.source_mark === null ? {} : { mark: row.source_mark }),
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
    insert into records (connector_id, key, remote_id, fingerprint, dataset_id, seen_run, changed_run, modified, source_mark, aliases, sources, distribution_ids, rules)
    select ${connectorId}, k, r, f, d, ${runId}, ${runId}, m, s, a::bigint[], o::bigint[], i, u
    from unnest(${textArray(records.map((record) => record.key))}::text[], ${textArray(records.map((record) => record.remoteId))}::text[],
      ${textArray(records.map((record) => record.fingerprint))}::text[], ${textArray(records.map((record) => record.datasetId))}::text[],
      ${textArray(records.map((record) => record.modified))}::text[], ${textArray(records.map((record) => record.mark))}::text[],
      ${textArray(records.map((record) => arrayText(record.aliases ?? [])))}::text[], ${textArray(records.map((record) => arrayText(record.sources ?? [])))}::text[],
      ${jsonArray(records.map(({ distributionIds }) => distributionIds && JSON.stringify(distributionIds)))}::jsonb[],
      ${jsonArray(records.map(rulesJson))}::jsonb[]) as x(k, r, f, d, m, s, a, o, i, u) order by k
    on conflict (connector_id, key) do update set fingerprint = excluded.fingerprint, seen_run = excluded.seen_run,
      changed_run = excluded.changed_run, modified = excluded.modified, source_mark = excluded.source_mark, aliases = excluded.aliases || ${lasting(sql`records.aliases`, sql`excluded.aliases`)},
      sources = excluded.sources, distribution_ids = excluded.distribution_ids, rules = excluded.rules, ${AS_NEW}`.execute(
    tx,
  );
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

/** After many new rows: without statistics PostgreSQL plans for an empty table. */
export async function analyzeHarvest(db: Db): Promise<void> {
  await sql`analyze records`.execute(db);
  await sql`analyze datasets`.execute(db);
}
