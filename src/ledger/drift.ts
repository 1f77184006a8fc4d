import { sql } from 'kysely';
import { NOTHING_VERIFIED, type VerifyCounts } from '../model/counts.ts';
import type { FaultReport } from '../faults.ts';
import { lookAgain } from './links.ts';
import type { Db, Tx } from './ledger.ts';
import { announce } from './outbox.ts';

/** Verifications of a connector that are kept, with what they found. */
const KEPT_MAX = 10;
/** Rows kept of one verification: more of them are counted only. */
const ROWS_MAX = 20_000;
/** Longest value that is kept whole, as JSON. */
const VALUE_LENGTH_MAX = 2_000;

const CUT_OFF: FaultReport = { kind: 'internal', message: 'its workflow was ended before it was through' };

/** Where a verification goes on: through the linked datasets, then through the marks on the remote. */
export interface VerifyPlace {
  side: 'links' | 'marks' | 'end';
  after?: string;
}

export interface Verification {
  id: string;
  connectorId: string;
  state: 'running' | 'complete' | 'failed';
  place: VerifyPlace;
  counts: VerifyCounts;
  fault?: FaultReport;
  startedAt: Date;
  endedAt?: Date;
}

/** One way in which the remote is not as it was left. */
export interface Drift {
  datasetId: string;
  remoteId: string;
  /**
   * `edited`: `field` shows another value than was pushed. `gone`: somebody deleted the record. `inSight`: it is shown again
   * although it was taken out of sight. `unreadable`: `reason` says why. `duplicate`: it carries the mark of a dataset that
   * has another record. `orphan`: it carries a mark of this connector, and no dataset is bound to it.
   */
  kind: 'edited' | 'gone' | 'inSight' | 'unreadable' | 'duplicate' | 'orphan';
  field?: string;
  pushed?: unknown;
  shown?: unknown;
  /** What comes of it: pushed again, left as it is, or a person is asked. */
  next: 'push' | 'left' | 'ask';
  reason?: string;
}

/** Begins one, or finds the one that an earlier try of the same workflow began. The oldest ones are forgotten. */
export async function openVerification(
  db: Db,
  options: { id: string; connectorId: string; workflowId: string },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`
      insert into verifications (id, connector_id, workflow_id, state, place, counts)
      values (${options.id}, ${options.connectorId}, ${options.workflowId}, 'running', '{"side": "links"}', ${JSON.stringify(NOTHING_VERIFIED)}::jsonb)
      on conflict (id) do nothing`.execute(tx);
    // One at a time: another that still says so was cut off from outside.
    await tx
      .updateTable('verifications')
      .set({ state: 'failed', fault: JSON.stringify(CUT_OFF), ended_at: new Date() })
      .where('connector_id', '=', options.connectorId)
      .where('id', '<>', options.id)
      .where('state', '=', 'running')
      .execute();
    await sql`
      delete from verifications where connector_id = ${options.connectorId} and id not in (
        select id from verifications where connector_id = ${options.connectorId} order by started_at desc, id desc limit ${KEPT_MAX})`.execute(
      tx,
    );
  });
}

export async function verification(db: Db, id: string): Promise<Verification | undefined> {
  const row = await db.selectFrom('verifications').selectAll().where('id', '=', id).executeTakeFirst();
  return row && verificationOf(row);
}

/** The newest of a connector. */
export async function lastVerification(db: Db, connectorId: string): Promise<Verification | undefined> {
  const row = await db
    .selectFrom('verifications')
    .selectAll()
    .where('connector_id', '=', connectorId)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && verificationOf(row);
}

/** What was found since a place, and what is to be done about it. */
export interface Step {
  next: VerifyPlace;
  /** Of everything up to `next`. */
  counts: VerifyCounts;
  drifts: readonly Drift[];
  /** Datasets to be pushed again, with a look at the record. */
  announced: readonly string[];
}

/**
 * Takes a step from a place: what was found, what is announced and where it goes on become durable together. False when it
 * does not stand there any more, because another try went on: then nothing is written.
 */
export async function advance(db: Db, from: Verification, step: Step): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { numAffectedRows } = await sql`
      update verifications set place = ${JSON.stringify(step.next)}::jsonb, counts = ${JSON.stringify(step.counts)}::jsonb
      where id = ${from.id} and state = 'running' and place = ${JSON.stringify(from.place)}::jsonb`.execute(
      tx,
    );
    if (numAffectedRows !== 1n) return false;
    await keep(tx, from, step.drifts);
    await lookAgain(tx, from.connectorId, step.announced);
    await announce(
      tx,
      step.announced.map((datasetId) => ({ connectorId: from.connectorId, datasetId })),
    );
    return true;
  });
}

async function keep(tx: Tx, { id, connectorId }: Verification, drifts: readonly Drift[]): Promise<void> {
  if (drifts.length === 0) return;
  const { rows } = await sql<{ count: number }>`
    select count(*)::bigint as count from drifts where verification_id = ${id}`.execute(tx);
  const room = Math.max(0, ROWS_MAX - (rows[0]?.count ?? 0));
  const kept = drifts.slice(0, room).map((drift) => ({
    ...drift,
    pushed: cut(drift.pushed),
    shown: cut(drift.shown),
  }));
  await sql`
    insert into drifts (verification_id, connector_id, dataset_id, remote_id, kind, field, pushed, shown, next, reason)
    select ${id}, ${connectorId}, d."datasetId", d."remoteId", d.kind, coalesce(d.field, ''), d.pushed, d.shown, d.next, d.reason
    from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as d("datasetId" text, "remoteId" text, kind text, field text,
      pushed jsonb, shown jsonb, next text, reason text)`.execute(tx);
}

/** Text of a remote may hold what PostgreSQL does not take. */
function cut(value: unknown): unknown {
  if (value === undefined) return undefined;
  const text = (JSON.stringify(value) ?? 'null').replaceAll('\\u0000', '').toWellFormed();
  if (text.length <= VALUE_LENGTH_MAX) return JSON.parse(text);
  return `${text.slice(0, VALUE_LENGTH_MAX).toWellFormed()}…`;
}

/** Ends it, well or with the fault that stopped it. Once ended it stays so. */
export async function closeVerification(db: Db, id: string, fault?: FaultReport): Promise<void> {
  await db
    .updateTable('verifications')
    .set({
      state: fault === undefined ? 'complete' : 'failed',
      fault: fault === undefined ? null : JSON.stringify(fault),
      ended_at: new Date(),
    })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute();
}

/** What one found, dataset by dataset in the order of their ids. */
export async function driftsOf(db: Db, verificationId: string, limit: number): Promise<Drift[]> {
  const rows = await db
    .selectFrom('drifts')
    .selectAll()
    .where('verification_id', '=', verificationId)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    datasetId: row.dataset_id,
    remoteId: row.remote_id,
    kind: KINDS.find((kind) => kind === row.kind) ?? 'edited',
    next: NEXTS.find((next) => next === row.next) ?? 'left',
    ...(row.field === '' ? {} : { field: row.field }),
    ...(row.pushed === null ? {} : { pushed: row.pushed }),
    ...(row.shown === null ? {} : { shown: row.shown }),
    ...(row.reason === null ? {} : { reason: row.reason }),
  }));
}

export const KINDS = ['edited', 'gone', 'inSight', 'unreadable', 'duplicate', 'orphan'] as const;
export const NEXTS = ['push', 'left', 'ask'] as const;

interface Row {
  id: string;
  connector_id: string;
  state: Verification['state'];
  place: VerifyPlace;
  counts: VerifyCounts;
  fault: FaultReport | null;
  started_at: Date;
  ended_at: Date | null;
}

function verificationOf(row: Row): Verification {
  return {
    id: row.id,
    connectorId: row.connector_id,
    state: row.state,
    place: row.place,
    counts: row.counts,
    startedAt: row.started_at,
    ...(row.fault === null ? {} : { fault: row.fault }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
  };
}
