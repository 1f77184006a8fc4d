import { sql, type RawBuilder } from 'kysely';
import type { FaultReport } from '../faults.ts';
import type { Db } from './ledger.ts';

export const OUTCOMES = [
  'pushed',
  'unchanged',
  'removed',
  'refused',
  'deferred',
  'failed',
  'conflict',
] as const;
export type OutcomeName = (typeof OUTCOMES)[number];

/** How one push of one dataset went, and when: the rows behind timelines and latencies. */
export interface Outcome {
  datasetId: string;
  outcome: OutcomeName;
  rev: number;
  attempt: number;
  announcedAt: Date;
  startedAt: Date;
  /** When the remote had acknowledged the write; absent when there was none. */
  writtenAt?: Date;
  finishedAt: Date;
  diff?: unknown[];
  losses?: unknown[];
  fault?: FaultReport;
}

export function recording(connectorId: string, outcomes: readonly Outcome[]): RawBuilder<unknown> {
  return sql`
    insert into outcomes (connector_id, dataset_id, outcome, rev, attempt, announced_at, started_at, written_at, finished_at, diff, losses, fault)
    select ${connectorId}, o."datasetId", o.outcome, o.rev, o.attempt, o."announcedAt", o."startedAt", o."writtenAt", o."finishedAt", o.diff, o.losses, o.fault
    from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) as o("datasetId" text, outcome text, rev bigint, attempt int,
      "announcedAt" timestamptz, "startedAt" timestamptz, "writtenAt" timestamptz, "finishedAt" timestamptz, diff jsonb, losses jsonb, fault jsonb)`;
}

/** The timeline of one dataset on one connector, newest first. */
export async function timeline(
  db: Db,
  connectorId: string,
  datasetId: string,
  limit: number,
): Promise<Outcome[]> {
  const rows = await db
    .selectFrom('outcomes')
    .selectAll()
    .where('connector_id', '=', connectorId)
    .where('dataset_id', '=', datasetId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    datasetId: row.dataset_id,
    outcome: OUTCOMES.find((name) => name === row.outcome) ?? 'failed',
    rev: row.rev,
    attempt: row.attempt,
    announcedAt: row.announced_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    ...(row.written_at === null ? {} : { writtenAt: row.written_at }),
    ...(row.diff === null ? {} : { diff: row.diff }),
    ...(row.losses === null ? {} : { losses: row.losses }),
    ...(row.fault === null ? {} : { fault: row.fault }),
  }));
}

/** From change announced to the remote acknowledging the write, milliseconds. */
export interface Latency {
  pushes: number;
  p50: number;
  p95: number;
  p99: number;
}

export async function latency(db: Db, connectorId: string, since: Date): Promise<Latency | undefined> {
  const { rows } = await sql<{ pushes: number; p: number[] | null }>`
    select count(*)::bigint as pushes,
      percentile_cont(array[0.5, 0.95, 0.99]) within group (order by extract(epoch from written_at - announced_at) * 1000) as p
    from outcomes where connector_id = ${connectorId} and written_at is not null and finished_at >= ${since}`.execute(
    db,
  );
  const row = rows[0];
  if (row === undefined || row.p === null) return undefined;
  const [p50 = 0, p95 = 0, p99 = 0] = row.p.map(Math.round);
  return { pushes: row.pushes, p50, p95, p99 };
}

/** How many pushes ended how, since then. */
export async function outcomeCounts(
  db: Db,
  connectorId: string,
  since: Date,
): Promise<Partial<Record<OutcomeName, number>>> {
  const rows = await db
    .selectFrom('outcomes')
    .select(['outcome', sql<number>`count(*)`.as('count')])
    .where('connector_id', '=', connectorId)
    .where('finished_at', '>=', since)
    .groupBy('outcome')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.outcome, row.count]));
}
