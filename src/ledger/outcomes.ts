import { sql, type RawBuilder } from 'kysely';
import type { FaultReport } from '../faults.ts';
import { BUCKETS } from './latency.ts';
import type { Db, Tx } from './ledger.ts';

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
  /** When the remote had acknowledged the last write; absent when there was none. */
  writtenAt?: Date;
  /** When it was known what the remote shows after the write, or that the record is gone. */
  verifiedAt?: Date;
  finishedAt: Date;
  diff?: unknown[];
  losses?: unknown[];
  fault?: FaultReport;
}

/**
 * Writes outcomes down, and counts what they took into the buckets of their connector's latencies: the parts of a `with` clause,
 * since what writes must stand at the top of its statement.
 */
export function recording(connectorId: string, outcomes: readonly Outcome[]): RawBuilder<unknown> {
  return sql`
    told as (
      insert into outcomes (connector_id, dataset_id, outcome, rev, attempt, announced_at, started_at, written_at, verified_at, finished_at, diff, losses, fault)
      select ${connectorId}, o."datasetId", o.outcome, o.rev, o.attempt, o."announcedAt", o."startedAt", o."writtenAt", o."verifiedAt", o."finishedAt", o.diff, o.losses, o.fault
      from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) as o("datasetId" text, outcome text, rev bigint, attempt int,
        "announcedAt" timestamptz, "startedAt" timestamptz, "writtenAt" timestamptz, "verifiedAt" timestamptz, "finishedAt" timestamptz, diff jsonb, losses jsonb, fault jsonb)
      returning announced_at, written_at, verified_at),
    taken as (
      select stage, greatest(0, extract(epoch from at - announced_at))::float8 as s
      from told, lateral (values ('written', written_at), ('verified', verified_at)) as stages(stage, at) where at is not null),
    counted as (
      insert into push_latencies as l (connector_id, stage, le, pushes, seconds)
      select ${connectorId}, stage, coalesce((${BUCKETS}::float8[])[width_bucket(s, ${BUCKETS}::float8[]) + 1], 'Infinity') as bucket, count(*), sum(s)
      from taken group by stage, bucket order by stage, bucket
      on conflict (connector_id, stage, le) do update set pushes = l.pushes + excluded.pushes, seconds = l.seconds + excluded.seconds)`;
}

export async function recordOutcomes(
  db: Db | Tx,
  connectorId: string,
  outcomes: readonly Outcome[],
): Promise<void> {
  await sql`with ${recording(connectorId, outcomes)} select 1`.execute(db);
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
    ...(row.verified_at === null ? {} : { verifiedAt: row.verified_at }),
    ...(row.diff === null ? {} : { diff: row.diff }),
    ...(row.losses === null ? {} : { losses: row.losses }),
    ...(row.fault === null ? {} : { fault: row.fault }),
  }));
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
