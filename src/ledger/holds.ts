import { sql } from 'kysely';
import type { Leaving } from './absences.ts';
import type { Db, Tx } from './ledger.ts';
import type { HoldState } from './schema/records.ts';

/**
 * Removals and renames of one run that wait for a person. The list is fixed when it opens; what comes back leaves it.
 * `open` → `approved`, `rejected` or `expired` (nobody decided in time, which counts as rejected); `withdrawn` when
 * nothing of it was left to decide.
 */
export interface Hold {
  runId: string;
  connectorId: string;
  state: HoldState;
  /** When it opened. */
  removals: number;
  renames: number;
  /** Carried out so far. */
  applied: number;
  createdAt: Date;
  expiresAt: Date;
  decidedAt?: Date;
  decidedBy?: string;
  /** Everything that follows from the decision is done. */
  endedAt?: Date;
}

export async function openHold(
  tx: Tx,
  hold: { runId: string; connectorId: string; removals: number; renames: number; waitMs: number },
): Promise<void> {
  await sql`
    insert into holds (run_id, connector_id, removals, renames, expires_at)
    values (${hold.runId}, ${hold.connectorId}, ${hold.removals}, ${hold.renames},
      now() + make_interval(secs => ${hold.waitMs / 1_000}))`.execute(tx);
}

export async function hold(db: Db | Tx, runId: string): Promise<Hold | undefined> {
  const row = await db.selectFrom('holds').selectAll().where('run_id', '=', runId).executeTakeFirst();
  return row && holdOf(row);
}

/** Those that wait, or whose decision is not carried out yet, oldest first; with `ended` all, newest first. */
export async function holds(
  db: Db,
  options: { connectorId?: string | undefined; ended?: boolean; limit: number },
): Promise<Hold[]> {
  let query = db.selectFrom('holds').selectAll().limit(options.limit);
  if (options.connectorId !== undefined) query = query.where('connector_id', '=', options.connectorId);
  query =
    options.ended === true
      ? query.orderBy('created_at', 'desc')
      : query.where('ended_at', 'is', null).orderBy('created_at');
  return (await query.execute()).map(holdOf);
}

/** Whether anything of the connector waits for a person. */
export async function anyOpen(db: Db | Tx, connectorId: string): Promise<boolean> {
  const row = await db
    .selectFrom('holds')
    .select('run_id')
    .where('connector_id', '=', connectorId)
    .where('state', '=', 'open')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The first decision counts; what it is from now on. */
export async function decideHold(
  db: Db,
  runId: string,
  decision: { state: 'approved' | 'rejected' | 'expired'; by: string },
): Promise<Hold | undefined> {
  await db
    .updateTable('holds')
    .set({ state: decision.state, decided_by: decision.by, decided_at: new Date() })
    .where('run_id', '=', runId)
    .where('state', '=', 'open')
    .execute();
  return hold(db, runId);
}

/** Open ones of which nothing is left. */
export async function withdrawEmptied(tx: Tx, connectorId: string): Promise<void> {
  await sql`
    update holds h set state = 'withdrawn', decided_at = now()
    where h.connector_id = ${connectorId} and h.state = 'open'
      and not exists (select 1 from records r where r.held_by = h.run_id and r.removed_at is null)`.execute(
    tx,
  );
}

export async function endHold(db: Db | Tx, runId: string): Promise<void> {
  await sql`update holds set ended_at = coalesce(ended_at, now()) where run_id = ${runId}`.execute(db);
}

/** Some of the removals that are still waiting in a hold. Records that are to be renamed are not among them. */
export async function heldRemovals(db: Db | Tx, runId: string, limit: number): Promise<Leaving[]> {
  const { rows } = await sql<{ key: string; dataset_id: string }>`
    select r.key, r.dataset_id from records r where r.held_by = ${runId} and r.removed_at is null
      and not exists (select 1 from held_records h where h.connector_id = r.connector_id and h.old_key = r.key)
    order by r.key limit ${limit}`.execute(db);
  return rows.map((row) => ({ key: row.key, datasetId: row.dataset_id }));
}

export async function countApplied(tx: Tx, runId: string, count: number): Promise<void> {
  await sql`update holds set applied = applied + ${count} where run_id = ${runId}`.execute(tx);
}

/** Nothing of the hold goes: its records stay, and are not asked about again for a while. */
export async function spare(tx: Tx, runId: string): Promise<void> {
  await sql`update records set held_by = null, rejected_at = now() where held_by = ${runId} and removed_at is null`.execute(
    tx,
  );
}

interface Row {
  run_id: string;
  connector_id: string;
  state: HoldState;
  removals: number;
  renames: number;
  applied: number;
  created_at: Date;
  expires_at: Date;
  decided_at: Date | null;
  decided_by: string | null;
  ended_at: Date | null;
}

function holdOf(row: Row): Hold {
  return {
    runId: row.run_id,
    connectorId: row.connector_id,
    state: row.state,
    removals: row.removals,
    renames: row.renames,
    applied: row.applied,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ...(row.decided_at === null ? {} : { decidedAt: row.decided_at }),
    ...(row.decided_by === null ? {} : { decidedBy: row.decided_by }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
  };
}
