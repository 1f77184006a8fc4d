import { sql, type RawBuilder } from 'kysely';
import type { Db, Tx } from './ledger.ts';
import type { Run } from './runs.ts';

/** What a complete listing says of the records that it did not hold. */
export interface Missing {
  /** Counted as absent once more. */
  missing: number;
  /** Last seen with other settings. */
  otherScope: number;
  /** Last seen when the remote took us for somebody else. */
  otherIdentity: number;
  /** Not told apart from records that were listed and could not even be named. */
  unclear: number;
}

/** What makes an absent record one that is to be removed. */
export interface Patience {
  absences: number;
  graceMs: number;
  /** How long a rejected one is left alone. */
  againMs: number;
}

export interface Leaving {
  key: string;
  datasetId: string;
}

/** Pages of a connector's harvest go on side by side with each other, but not with a removal. */
export async function besideRemovals(tx: Tx, connectorId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended(${`records/${connectorId}`}, 0))`.execute(
    tx,
  );
}

/** Until the end of the transaction no page of the connector's harvest brings a record back. */
export async function alone(tx: Tx, connectorId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`records/${connectorId}`}, 0))`.execute(tx);
}

/** How many records of the connector are in use, and how many distinct ones this run saw; those that wait under a new id count as seen. */
export async function recordCounts(
  db: Db | Tx,
  connectorId: string,
  runId: string,
): Promise<{ live: number; seen: number }> {
  const { rows } = await sql<{ live: number; seen: number }>`
    select count(*) filter (where removed_at is null)::bigint as live,
      count(*) filter (where seen_run = ${runId})::bigint
        + (select count(*) from held_records where connector_id = ${connectorId} and seen_run = ${runId})::bigint as seen
    from records where connector_id = ${connectorId}`.execute(db);
  return rows[0] ?? { live: 0, seen: 0 };
}

/** Counts one more complete listing that did not hold these records. */
export async function ageAbsent(tx: Tx, run: Run): Promise<Missing> {
  await forgiveListed(tx, run);
  const { rows } = await sql<{ scope: boolean; identity: boolean; clear: boolean; count: number }>`
    select ${sameScope(run)} as scope, ${sameIdentity(run)} as identity, ${clearly(run)} as clear, count(*)::bigint as count
    from records r left join runs s on s.id = r.seen_run
    where ${unseen(run)} group by 1, 2, 3`.execute(tx);
  const sum = (matches: (row: { scope: boolean; identity: boolean; clear: boolean }) => boolean): number =>
    rows.filter(matches).reduce((total, { count }) => total + count, 0);
  const found: Missing = {
    missing: sum(({ scope, identity, clear }) => scope && identity && clear),
    otherScope: sum(({ scope }) => !scope),
    otherIdentity: sum(({ scope, identity }) => scope && !identity),
    unclear: sum(({ scope, identity, clear }) => scope && identity && !clear),
  };
  if (found.missing > 0) {
    await sql`
      update records r set absences = absences + 1, missing_since = coalesce(missing_since, now())
      from runs s where s.id = r.seen_run and ${absent(run)}`.execute(tx);
  }
  return found;
}

/** How many records are to be removed now, and how many of these a person has spared before. */
export async function countDue(
  tx: Tx,
  run: Run,
  patience: Patience,
): Promise<{ count: number; spared: number }> {
  const { rows } = await sql<{ count: number; spared: number }>`
    select count(*)::bigint as count, count(r.rejected_at)::bigint as spared
    from records r join runs s on s.id = r.seen_run where ${due(run, patience)}`.execute(tx);
  return rows[0] ?? { count: 0, spared: 0 };
}

export async function takeDue(tx: Tx, run: Run, patience: Patience, limit: number): Promise<Leaving[]> {
  const { rows } = await sql<{ key: string; dataset_id: string }>`
    select r.key, r.dataset_id from records r join runs s on s.id = r.seen_run
    where ${due(run, patience)} order by r.key limit ${limit}`.execute(tx);
  return rows.map((row) => ({ key: row.key, datasetId: row.dataset_id }));
}

export async function holdDue(tx: Tx, run: Run, patience: Patience): Promise<void> {
  await sql`
    update records r set held_by = ${run.id} from runs s where s.id = r.seen_run and ${due(run, patience)}`.execute(
    tx,
  );
}

export async function markRemoved(tx: Tx, connectorId: string, keys: readonly string[]): Promise<void> {
  await sql`update records set removed_at = now() where connector_id = ${connectorId} and key = any(${keys}::text[])`.execute(
    tx,
  );
}

/** A record that this run set aside, or met outside the filter, was listed: it is not absent, and was not. */
async function forgiveListed(tx: Tx, run: Run): Promise<void> {
  await sql`
    update records r set absences = 0, missing_since = null, held_by = null from set_aside s
    where s.run_id = ${run.id} and r.connector_id = ${run.connectorId} and r.key = s.remote_id
      and r.absences > 0 and r.removed_at is null`.execute(tx);
  await sql`
    update records set absences = 0, missing_since = null, held_by = null
    where connector_id = ${run.connectorId} and filtered_run = ${run.id} and absences > 0 and removed_at is null`.execute(
    tx,
  );
}

const unseen = (run: Run): RawBuilder<unknown> =>
  sql`r.connector_id = ${run.connectorId} and r.seen_run <> ${run.id} and r.removed_at is null
    and r.filtered_run is distinct from ${run.id}
    and not exists (select 1 from set_aside a where a.run_id = ${run.id} and a.remote_id = r.remote_id)`;

/** Last seen by a run that listed the same, as the same. What an earlier version did not note is taken as the same. */
const sameScope = (run: Run): RawBuilder<unknown> =>
  sql`coalesce(s.scope_fingerprint = ${run.scopeFingerprint}, false)`;
const sameIdentity = (run: Run): RawBuilder<unknown> =>
  sql`coalesce(coalesce(s.identity, ${run.identity ?? null}) = ${run.identity ?? null}, ${run.identity === undefined})`;

/** No more records without a readable id came than in the run that saw it last: it may be one of them otherwise. */
const clearly = (run: Run): RawBuilder<unknown> =>
  sql`(${nameless(sql`${run.id}`)} <= ${nameless(sql`r.seen_run`)})`;
const nameless = (runId: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(select count(*) from set_aside n where n.run_id = ${runId} and n.remote_id is null)`;

const absent = (run: Run): RawBuilder<unknown> =>
  sql`${unseen(run)} and ${sameScope(run)} and ${sameIdentity(run)} and ${clearly(run)}`;

const due = (run: Run, { absences, graceMs, againMs }: Patience): RawBuilder<unknown> =>
  sql`${absent(run)} and r.held_by is null and r.absences >= ${absences}
    and r.missing_since <= now() - make_interval(secs => ${graceMs / 1_000})
    and (r.rejected_at is null or r.rejected_at <= now() - make_interval(secs => ${againMs / 1_000}))
    and not exists (select 1 from held_records h where h.connector_id = r.connector_id and h.old_key = r.key)`;
