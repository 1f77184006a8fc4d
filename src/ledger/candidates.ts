import { sql } from 'kysely';
import type { Rung } from '../model/aliases.ts';
import type { Db } from './ledger.ts';

/** A record that its source does not list any more, or not in what the connector looks at. */
export interface Candidate {
  remoteId: string;
  datasetId: string;
  /** `absent`, `held` (waits for a decision), `spared` (somebody said that it stays), `removed`. */
  state: 'absent' | 'held' | 'spared' | 'removed';
  missingSince: Date;
  /** Complete listings in a row that did not hold it. */
  absences: number;
  /** The run whose hold it waits in. */
  heldBy?: string;
}

export interface HeldRename {
  from: string;
  to: string;
  datasetId: string;
  /** What both have in common. */
  rung: Rung;
  title: string;
}

/** Records of a connector that are missing, those that are missing longest first; of one hold only with `runId`. */
export async function candidates(
  db: Db,
  options: { connectorId: string; runId?: string; removed?: boolean; limit: number },
): Promise<Candidate[]> {
  const { runId } = options;
  const which =
    runId === undefined
      ? sql`r.missing_since is not null and (${options.removed === true} or r.removed_at is null)`
      : sql`r.held_by = ${runId} and not exists (
          select 1 from held_records h where h.connector_id = r.connector_id and h.old_key = r.key)`;
  const { rows } = await sql<{
    remote_id: string;
    dataset_id: string;
    state: Candidate['state'];
    missing_since: Date;
    absences: number;
    held_by: string | null;
  }>`
    select r.remote_id, r.dataset_id, coalesce(r.missing_since, r.removed_at, now()) as missing_since, r.absences, r.held_by,
      case when r.removed_at is not null then 'removed' when r.held_by is not null then 'held'
        when r.rejected_at is not null then 'spared' else 'absent' end as state
    from records r where r.connector_id = ${options.connectorId} and ${which}
    order by r.missing_since, r.key limit ${options.limit}`.execute(db);
  return rows.map((row) => ({
    remoteId: row.remote_id,
    datasetId: row.dataset_id,
    state: row.state,
    missingSince: row.missing_since,
    absences: row.absences,
    ...(row.held_by === null ? {} : { heldBy: row.held_by }),
  }));
}

/** Renames that wait in a hold. */
export async function heldRenames(db: Db, runId: string, limit: number): Promise<HeldRename[]> {
  const { rows } = await sql<{ from: string; to: string; dataset_id: string; rung: Rung; title: string }>`
    select o.remote_id as from, h.remote_id as to, o.dataset_id, h.rung, coalesce((
      select value from jsonb_each_text(h.doc -> 'title') order by key limit 1), '') as title
    from held_records h join records o on o.connector_id = h.connector_id and o.key = h.old_key
    where h.held_by = ${runId} order by h.key limit ${limit}`.execute(db);
  return rows.map((row) => ({
    from: row.from,
    to: row.to,
    datasetId: row.dataset_id,
    rung: row.rung,
    title: row.title,
  }));
}

/** One record of a group of likely duplicates. */
export interface Likeness {
  connectorId: string;
  remoteId: string;
  datasetId: string;
}

/** Records of several connectors that share a name: nothing is done about them. */
export interface DuplicateGroup {
  /** `source`: one says that it was copied from the other. */
  rung: 'identifier' | 'address' | 'item' | 'page' | 'source';
  records: Likeness[];
}

/** A name that one source gives to more records than this is no name of any of them. */
const SHARED_MAX = 3;
const GROUP_MAX = 20;

/** Records known under the same identifier, IRI, item or landing page by several connectors, and copies that name their source. */
export async function duplicates(
  db: Db,
  options: { connectorId?: string | undefined; limit: number },
): Promise<DuplicateGroup[]> {
  const { rows } = await sql<{ bits: number; records: Likeness[] }>`
    with named as (
      select r.connector_id, r.key, r.remote_id, r.dataset_id, a >> 3 as name, (a & 7)::int as bits
      from records r cross join lateral unnest(r.aliases) as a
      where r.removed_at is null and a & 7 in (1, 2, 3, 5)),
    copies as (
      select r.connector_id, r.key, r.remote_id, r.dataset_id, s >> 3 as name, 0 as bits
      from records r cross join lateral unnest(r.sources) as s where r.removed_at is null),
    telling as (
      select name from named group by name, connector_id having count(distinct key) <= ${SHARED_MAX}),
    all_of as (select * from named union select * from copies),
    grouped as (
      select name, min(bits) as bits,
        jsonb_agg(distinct jsonb_build_object('connectorId', connector_id, 'remoteId', remote_id, 'datasetId', dataset_id)) as records,
        array_agg(distinct connector_id) as connectors
      from all_of where name in (select name from telling)
      group by name having count(distinct connector_id) > 1 and count(distinct (connector_id, key)) <= ${GROUP_MAX})
    select min(bits) as bits, records from grouped
    where ${options.connectorId ?? null}::text is null or ${options.connectorId ?? null}::text = any(connectors)
    group by records order by records limit ${options.limit}`.execute(db);
  return rows.map(({ bits, records }) => ({ rung: NAMES[bits] ?? 'page', records }));
}

const NAMES: Record<number, DuplicateGroup['rung']> = {
  0: 'source',
  1: 'identifier',
  2: 'address',
  3: 'page',
  5: 'item',
};
