import { sql, type RawBuilder } from 'kysely';
import type { FaultReport } from '../faults.ts';
import { CHANNEL } from './bell.ts';
import type { Db, Tx } from './ledger.ts';
import { GRACE, pushWorkflowId } from './own.ts';
import type { Parked } from './schema/push.ts';

/** A change that an activity has taken on: nobody else works on the dataset until `claimedUntil`. */
export interface Claim {
  datasetId: string;
  rev: number;
  attempts: number;
  announcedAt: Date;
  /** Whether an operator asked for it: the remote is read even when nothing seems to have changed. */
  forced: boolean;
  /** An earlier try, whose end nobody knows, may have written something else since the last push. */
  doubtful: boolean;
}

/** Priority of what an operator waits for; changes have 0. */
export const FORCED_PRIORITY = 10;

/**
 * A dataset that changed again while it was pushed rests for so long before the next push: one that changes all the time is
 * written a few times a second, not as fast as we can.
 */
const REST_MS = 250;

/** How a claimed change ended. */
export type Ending =
  | { datasetId: string; rev: number; end: 'done' }
  | { datasetId: string; rev: number; end: 'deferred'; fault: FaultReport; waitMs: number }
  | { datasetId: string; rev: number; end: 'parked'; parked: Parked; fault: FaultReport | undefined }
  /** Not tried, or stopped by a fault of the whole remote: due again at once, no attempt counted. */
  | { datasetId: string; rev: number; end: 'released' };

/**
 * Writes changes down: one row per connector and dataset, one revision more each time. What was deferred or parked
 * becomes due again; what rests between two pushes goes on resting, unless an operator waits for it. Pairs come in the order of the two arrays and may repeat.
 */
export async function announce(
  db: Db | Tx,
  pairs: readonly { connectorId: string; datasetId: string }[],
  priority = 0,
): Promise<void> {
  if (pairs.length === 0) return;
  // One row per pair, in one order: a statement may not touch a row twice, and two may not wait for each other.
  await ringing(sql`
    insert into outbox as o (connector_id, dataset_id, priority)
    select distinct c, d, ${priority}::int from unnest(${pairs.map((pair) => pair.connectorId)}::text[], ${pairs.map((pair) => pair.datasetId)}::text[]) as pairs(c, d)
    order by c, d
    on conflict (connector_id, dataset_id) do update set
      rev = o.rev + 1, changed_at = now(), attempts = 0, parked = null,
      next_at = case when o.rev > o.done_rev and o.attempts = 0 and o.parked is null and excluded.priority = 0 then o.next_at end,
      priority = greatest(o.priority, excluded.priority),
      announced_at = case when o.rev > o.done_rev then o.announced_at else now() end`).execute(db);
}

/** The same for everything that a connector has ever pushed or waits to push: after a change of its settings. */
export async function announceAllLinked(db: Db | Tx, connectorId: string): Promise<void> {
  await ringing(sql`
    insert into outbox as o (connector_id, dataset_id)
    select connector_id, dataset_id from links where connector_id = ${connectorId} order by dataset_id
    on conflict (connector_id, dataset_id) do update set
      rev = o.rev + 1, changed_at = now(), attempts = 0, next_at = null, parked = null,
      announced_at = case when o.rev > o.done_rev then o.announced_at else now() end`).execute(db);
}

/** Tells a lane that waits, with the commit: see `bell.ts`. */
function ringing(change: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`with changed as (${change} returning connector_id)
    select pg_notify(${CHANNEL}, connector_id) from (select distinct connector_id from changed) as told`;
}

/**
 * Takes up to `limit` due changes, what operators wait for first, then oldest change first. Two takers never get the
 * same dataset. `only` narrows to these datasets and also takes what is deferred or parked.
 */
export async function claim(
  db: Db,
  options: { connectorId: string; token: string; limit: number; leaseMs: number; only?: readonly string[] },
): Promise<Claim[]> {
  const due =
    options.only === undefined
      ? sql`parked is null and (next_at is null or next_at <= now())`
      : sql`dataset_id = any(${options.only}::text[])`;
  const { rows } = await sql<{
    dataset_id: string;
    rev: number;
    attempts: number;
    announced_at: Date;
    priority: number;
    begun: boolean;
  }>`
    with due as (
      select connector_id, dataset_id, begun from outbox
      where connector_id = ${options.connectorId} and rev > done_rev and ${due}
        and (claimed_until is null or claimed_until < now())
      order by priority desc, announced_at, dataset_id limit ${options.limit} for update skip locked)
    update outbox o set claim = ${options.token}, claimed_until = now() + ${options.leaseMs} * interval '1 millisecond', begun = true
    from due where o.connector_id = due.connector_id and o.dataset_id = due.dataset_id
    returning o.dataset_id, o.rev, o.attempts, o.announced_at, o.priority, due.begun`.execute(db);
  return rows
    .toSorted((a, b) => b.priority - a.priority || a.announced_at.getTime() - b.announced_at.getTime())
    .map((row) => ({
      datasetId: row.dataset_id,
      rev: row.rev,
      attempts: row.attempts,
      announcedAt: row.announced_at,
      forced: row.priority >= FORCED_PRIORITY,
      doubtful: row.begun,
    }));
}

/** Holds claims for longer. Returns how many are still ours: fewer than held means that another attempt took over. */
export async function renew(
  db: Db,
  options: { connectorId: string; token: string; leaseMs: number },
): Promise<number> {
  const { numAffectedRows } = await sql`
    update outbox set claimed_until = now() + ${options.leaseMs} * interval '1 millisecond'
    where connector_id = ${options.connectorId} and claim = ${options.token}`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** For which of these datasets this attempt may still write. */
export async function stillHeld(
  db: Db,
  options: { connectorId: string; token: string; datasetIds: readonly string[] },
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('outbox')
    .select('dataset_id')
    .where('connector_id', '=', options.connectorId)
    .where('dataset_id', '=', sql<string>`any(${options.datasetIds}::text[])`)
    .where('claim', '=', options.token)
    .where('claimed_until', '>', sql<Date>`now()`)
    .execute();
  return new Set(rows.map((row) => row.dataset_id));
}

/** Writes the ends of claimed changes down. A change that was announced meanwhile stays due. Ends of lost claims are ignored; the others' datasets are returned. */
export function finishing(
  connectorId: string,
  token: string,
  endings: readonly Ending[],
): RawBuilder<{ dataset_id: string }> {
  const rows = endings.map((ending) => ({
    d: ending.datasetId,
    r: ending.rev,
    done: ending.end === 'done',
    tried: ending.end === 'deferred' || ending.end === 'parked',
    wait: ending.end === 'deferred' ? ending.waitMs : null,
    parked: ending.end === 'parked' ? ending.parked : null,
    fault: ending.end === 'deferred' || ending.end === 'parked' ? (ending.fault ?? null) : null,
    released: ending.end === 'released',
  }));
  return sql`
    update outbox o set
      done_rev = case when e.done then e.r else o.done_rev end,
      attempts = case when e.done or o.rev > e.r then 0 when e.tried then o.attempts + 1 else o.attempts end,
      priority = case when e.released then o.priority else 0 end,
      announced_at = case when e.done and o.rev > e.r then o.changed_at else o.announced_at end,
      next_at = case when o.rev > e.r then case when e.done then now() + ${REST_MS} * interval '1 millisecond' end
        else now() + e.wait * interval '1 millisecond' end,
      parked = case when o.rev > e.r then null else e.parked end,
      last_fault = case when e.done then null when e.released then o.last_fault else e.fault end,
      begun = o.begun and not e.done, claim = null, claimed_until = null
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as e(d text, r bigint, done boolean, tried boolean, wait bigint, parked text, fault jsonb, released boolean)
    where o.connector_id = ${connectorId} and o.dataset_id = e.d and o.claim = ${token} returning o.dataset_id`;
}

/** Frees what earlier tries of the same activity held: they are dead, or fenced off from now on. Returns how many. */
export async function takeOver(db: Db, connectorId: string, activity: string): Promise<number> {
  const { numAffectedRows } = await sql`
    update outbox set claim = null, claimed_until = null
    where connector_id = ${connectorId} and rev > done_rev and starts_with(claim, ${activity})`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** When the connector's next change is due, or undefined when nothing waits. Claimed ones count from the end of their lease. */
export async function nextDue(db: Db, connectorId: string): Promise<Date | undefined> {
  const { rows } = await sql<{ due: Date | null }>`
    select min(greatest(coalesce(next_at, now()), coalesce(claimed_until, now()))) as due from outbox
    where connector_id = ${connectorId} and rev > done_rev and parked is null`.execute(db);
  return rows[0]?.due ?? undefined;
}

/** Which of these datasets still have a change that is not done. */
export async function undone(
  db: Db,
  connectorId: string,
  datasetIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ dataset_id: string }>`
    select dataset_id from outbox
    where connector_id = ${connectorId} and rev > done_rev and dataset_id = any(${datasetIds}::text[])`.execute(
    db,
  );
  return new Set(rows.map((row) => row.dataset_id));
}

/** Connectors with something due that nobody works on, for the sweeper. */
export async function connectorsDue(db: Db): Promise<string[]> {
  const { rows } = await sql<{ connector_id: string }>`
    select distinct o.connector_id from outbox o join connectors c on c.id = o.connector_id
    where c.retired_at is null and not c.paused and o.rev > o.done_rev and o.parked is null
      and (o.next_at is null or o.next_at <= now()) and (o.claimed_until is null or o.claimed_until < now())`.execute(
    db,
  );
  return rows.map((row) => row.connector_id);
}

/** Makes parked and deferred changes due again: these datasets, or all. Returns how many. */
export async function retry(db: Db, connectorId: string, datasetIds?: readonly string[]): Promise<number> {
  const which = datasetIds === undefined ? sql`true` : sql`dataset_id = any(${datasetIds}::text[])`;
  const { rows } = await sql<{ count: number }>`
    with again as (
      update outbox set parked = null, next_at = null, attempts = 0
      where connector_id = ${connectorId} and rev > done_rev and (parked is not null or next_at is not null) and ${which}
      returning 1)
    select count(*)::bigint as count, pg_notify(${CHANNEL}, ${connectorId}) from again`.execute(db);
  return rows[0]?.count ?? 0;
}

export interface Waiting {
  datasetId: string;
  state: 'due' | 'working' | 'deferred' | Parked;
  attempts: number;
  announcedAt: Date;
  nextAt?: Date;
  /** The workflow that tries this dataset alone, because it kept failing. */
  workflowId?: string;
  fault?: FaultReport;
}

/** What waits or fails, oldest change first: the operators' list. */
export async function waiting(db: Db, connectorId: string, limit: number): Promise<Waiting[]> {
  const { rows } = await sql<{
    dataset_id: string;
    state: Waiting['state'];
    attempts: number;
    announced_at: Date;
    next_at: Date | null;
    last_fault: FaultReport | null;
    own: boolean;
  }>`
    select o.dataset_id, o.attempts, o.announced_at, coalesce(p.try_at, o.next_at) as next_at, o.last_fault, p.try_at is not null as own,
      case when claimed_until > now() then 'working' when parked is not null then parked when next_at > now() then 'deferred' else 'due' end as state
    from outbox o left join own_pushes p on p.connector_id = o.connector_id and p.dataset_id = o.dataset_id and o.next_at = p.try_at + ${GRACE}
    where o.connector_id = ${connectorId} and o.rev > o.done_rev order by o.announced_at, o.dataset_id limit ${limit}`.execute(
    db,
  );
  return rows.map((row) => ({
    datasetId: row.dataset_id,
    state: row.state,
    attempts: row.attempts,
    announcedAt: row.announced_at,
    ...(row.next_at === null ? {} : { nextAt: row.next_at }),
    ...(row.own ? { workflowId: pushWorkflowId(connectorId, row.dataset_id) } : {}),
    ...(row.last_fault === null ? {} : { fault: row.last_fault }),
  }));
}

export interface OutboxCounts {
  waiting: number;
  deferred: number;
  refused: number;
  failed: number;
  conflict: number;
  oldest?: Date;
}

export async function outboxCounts(db: Db, connectorId: string): Promise<OutboxCounts> {
  const { rows } = await sql<Omit<OutboxCounts, 'oldest'> & { oldest: Date | null }>`
    select count(*) filter (where parked is null and (next_at is null or next_at <= now()))::bigint as waiting,
      count(*) filter (where parked is null and next_at > now())::bigint as deferred,
      count(*) filter (where parked = 'refused')::bigint as refused, count(*) filter (where parked = 'failed')::bigint as failed,
      count(*) filter (where parked = 'conflict')::bigint as conflict, min(announced_at) as oldest
    from outbox where connector_id = ${connectorId} and rev > done_rev`.execute(db);
  const row = rows[0];
  if (row === undefined) return { waiting: 0, deferred: 0, refused: 0, failed: 0, conflict: 0 };
  const { oldest, ...counts } = row;
  return { ...counts, ...(oldest === null ? {} : { oldest }) };
}

/**
 * Takes one dataset in hand for an operator, whether or not a change of it waits: no push works on it meanwhile, and what
 * waits stays waiting. Asked again with the same token it holds on for longer. Undefined while somebody else has it.
 */
export async function hold(
  db: Db | Tx,
  options: { connectorId: string; datasetId: string; token: string; leaseMs: number },
): Promise<Claim | undefined> {
  const { rows } = await sql<{ rev: number; attempts: number; announced_at: Date }>`
    insert into outbox as o (connector_id, dataset_id, rev, done_rev, claim, claimed_until, begun)
    values (${options.connectorId}, ${options.datasetId}, 0, 0, ${options.token}, now() + ${options.leaseMs} * interval '1 millisecond', true)
    on conflict (connector_id, dataset_id) do update set claim = excluded.claim, claimed_until = excluded.claimed_until, begun = true
      where o.claim = excluded.claim or o.claimed_until is null or o.claimed_until < now()
    returning o.rev, o.attempts, case when o.rev > o.done_rev then o.announced_at else now() end as announced_at`.execute(
    db,
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    datasetId: options.datasetId,
    rev: row.rev,
    attempts: row.attempts,
    announcedAt: row.announced_at,
    forced: true,
    doubtful: true,
  };
}

/** Ends a hold; everything else of the row stays as it is. */
export async function letGo(
  db: Db | Tx,
  options: { connectorId: string; datasetId: string; token: string },
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ claim: null, claimed_until: null })
    .where('connector_id', '=', options.connectorId)
    .where('dataset_id', '=', options.datasetId)
    .where('claim', '=', options.token)
    .execute();
}
