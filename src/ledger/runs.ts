import type { FaultReport } from '../faults.ts';
import type { Db, Tx } from './ledger.ts';
import type { RunCounts } from './schema/runs.ts';

export interface Run {
  id: string;
  connectorId: string;
  workflowId: string;
  mode: string;
  state: 'running' | 'complete' | 'partial' | 'failed' | 'cancelled';
  /** Of what decides which records it takes. */
  scopeFingerprint: string;
  /** Who the remote took us for at the first page: `anonymous`, or a hash. */
  identity?: string;
  /** Of what decides what becomes of them; absent in runs of earlier versions. */
  mappingFingerprint?: string;
  cursor?: string;
  pages: number;
  counts: RunCounts;
  announcedFirst?: number;
  announcedLast?: number;
  verdict?: { state: string; reason?: string; announced?: number; received: number };
  reason?: string;
  fault?: FaultReport;
  /** Incremental: what changed since, by the remote's clock. */
  since?: string;
  /** Why this mode and not the one that was asked for. */
  modeReason?: string;
  startedAt: Date;
  endedAt?: Date;
}

export const NO_COUNTS: RunCounts = {
  received: 0,
  added: 0,
  updated: 0,
  unchanged: 0,
  returned: 0,
  own: 0,
  setAside: 0,
  filtered: 0,
  repeated: 0,
  missing: 0,
  outOfScope: 0,
  removed: 0,
  renamed: 0,
  held: 0,
};

/** Opens a run; the same id again gives the run as it is, so that a repeated attempt goes on. */
export async function openRun(
  db: Db | Tx,
  run: {
    id: string;
    connectorId: string;
    workflowId: string;
    mode: string;
    scopeFingerprint: string;
    mappingFingerprint?: string | undefined;
    since?: string | undefined;
    modeReason?: string | undefined;
  },
): Promise<Run> {
  await db
    .insertInto('runs')
    .values({
      id: run.id,
      connector_id: run.connectorId,
      workflow_id: run.workflowId,
      mode: run.mode,
      state: 'running',
      scope_fingerprint: run.scopeFingerprint,
      mapping_fingerprint: run.mappingFingerprint ?? null,
      counts: JSON.stringify(NO_COUNTS),
      since: run.since ?? null,
      mode_reason: run.modeReason ?? null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return runOf(await db.selectFrom('runs').selectAll().where('id', '=', run.id).executeTakeFirstOrThrow());
}

export async function run(db: Db | Tx, id: string): Promise<Run | undefined> {
  const row = await db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
  return row && runOf(row);
}

/** Newest first. */
export async function runs(
  db: Db,
  options: { connectorId?: string | undefined; limit: number },
): Promise<Run[]> {
  let query = db.selectFrom('runs').selectAll().orderBy('started_at', 'desc').limit(options.limit);
  if (options.connectorId !== undefined) query = query.where('connector_id', '=', options.connectorId);
  return (await query.execute()).map(runOf);
}

/** The runs of a connector that began after one and no later than another, oldest first. */
export async function runsBetween(
  db: Db,
  from: Pick<Run, 'id' | 'connectorId'>,
  to: Pick<Run, 'id'>,
): Promise<{ id: string; connectorId: string }[]> {
  const rows = await db
    .selectFrom('runs')
    .select(['id', 'connector_id'])
    .where('connector_id', '=', from.connectorId)
    .where('started_at', '>', (one) => one.selectFrom('runs').select('started_at').where('id', '=', from.id))
    .where('started_at', '<=', (one) => one.selectFrom('runs').select('started_at').where('id', '=', to.id))
    .orderBy('started_at')
    .execute();
  return rows.map((row) => ({ id: row.id, connectorId: row.connector_id }));
}

/** Makes this attempt the only one that may write to the run from now on. */
export async function takeRun(db: Db, id: string, token: string): Promise<Run> {
  const row = await db
    .updateTable('runs')
    .set({ token })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return runOf(row);
}

export async function closeRun(
  db: Db | Tx,
  id: string,
  end: {
    state: Run['state'];
    counts: RunCounts;
    verdict?: Run['verdict'];
    reason?: string | undefined;
    fault?: FaultReport | undefined;
  },
): Promise<void> {
  await db
    .updateTable('runs')
    .set({
      state: end.state,
      counts: JSON.stringify(end.counts),
      ended_at: new Date(),
      ...(end.verdict === undefined ? {} : { verdict: JSON.stringify(end.verdict) }),
      ...(end.reason === undefined ? {} : { reason: end.reason }),
      ...(end.fault === undefined ? {} : { fault: JSON.stringify(end.fault) }),
    })
    .where('id', '=', id)
    .execute();
}

/** Ends a listing before its end; only for the attempt that holds the run. */
export async function stopRun(
  db: Db,
  id: string,
  token: string,
  verdict: NonNullable<Run['verdict']>,
): Promise<void> {
  await db
    .updateTable('runs')
    .set({ verdict: JSON.stringify(verdict) })
    .where('id', '=', id)
    .where('token', '=', token)
    .where('state', '=', 'running')
    .execute();
}

/** Keeps who the remote took us for when the run began; said once. */
export async function saveIdentity(db: Db, id: string, identity: string): Promise<void> {
  await db.updateTable('runs').set({ identity }).where('id', '=', id).where('identity', 'is', null).execute();
}

/** Keeps what the last page said of the whole listing, for the settling activity. */
export async function saveVerdict(tx: Tx, id: string, verdict: NonNullable<Run['verdict']>): Promise<void> {
  await tx
    .updateTable('runs')
    .set({ verdict: JSON.stringify(verdict) })
    .where('id', '=', id)
    .execute();
}

type Row = Awaited<ReturnType<typeof rowOf>>;
function rowOf(db: Db) {
  return db.selectFrom('runs').selectAll().executeTakeFirstOrThrow();
}

function runOf(row: Row): Run {
  return {
    id: row.id,
    connectorId: row.connector_id,
    workflowId: row.workflow_id,
    mode: row.mode,
    state: row.state,
    scopeFingerprint: row.scope_fingerprint,
    pages: row.pages,
    // Counts that came later are absent from older rows.
    counts: { ...NO_COUNTS, ...row.counts },
    startedAt: row.started_at,
    ...(row.identity === null ? {} : { identity: row.identity }),
    ...(row.mapping_fingerprint === null ? {} : { mappingFingerprint: row.mapping_fingerprint }),
    ...(row.cursor === null ? {} : { cursor: row.cursor }),
    ...(row.announced_first === null ? {} : { announcedFirst: row.announced_first }),
    ...(row.announced_last === null ? {} : { announcedLast: row.announced_last }),
    ...(row.verdict === null ? {} : { verdict: row.verdict }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.fault === null ? {} : { fault: row.fault }),
    ...(row.since === null ? {} : { since: row.since }),
    ...(row.mode_reason === null ? {} : { modeReason: row.mode_reason }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
  };
}
