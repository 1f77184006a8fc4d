import { sql } from 'kysely';
import type { Db } from './ledger.ts';

/** Upper bounds in seconds: from a push beside an idle remote to one that waited for a day. */
export const BUCKETS: readonly number[] = [
  0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 21_600, 86_400,
];

/** Pushes that a percentile looks at: the newest of the hour, at most so many. */
const HOUR_PUSHES = 10_000;
const RECENT_PUSHES = 1_000;
const HOUR_MS = 3_600_000;

/** Milliseconds. */
export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
}

/** What pushes took that wrote something: from the change being announced until the remote had acknowledged it, and until it was seen there. */
export interface Latency {
  pushes: number;
  written: Percentiles;
  verified?: Percentiles;
}

/** Of the last hour, and of the last thousand pushes whenever they were. */
export interface Latencies {
  hour?: Latency;
  recent?: Latency;
}

export async function latencies(db: Db, connectorId: string, now: Date): Promise<Latencies> {
  const [hour, recent] = await Promise.all([
    window(db, connectorId, HOUR_PUSHES, new Date(now.getTime() - HOUR_MS)),
    window(db, connectorId, RECENT_PUSHES, undefined),
  ]);
  return { ...(hour === undefined ? {} : { hour }), ...(recent === undefined ? {} : { recent }) };
}

/** However many outcomes there are, no more than `most` entries of an index are read. */
async function window(
  db: Db,
  connectorId: string,
  most: number,
  since: Date | undefined,
): Promise<Latency | undefined> {
  const { rows } = await sql<{ pushes: number; written: number[] | null; verified: number[] | null }>`
    select count(*)::bigint as pushes, ${percentiles('written_at')} as written, ${percentiles('verified_at')} as verified
    from (
      select announced_at, written_at, verified_at from outcomes
      where connector_id = ${connectorId} and written_at is not null and finished_at >= ${since ?? '-infinity'}
      order by finished_at desc limit ${most}) as newest`.execute(db);
  const row = rows[0];
  if (row === undefined || row.written === null) return undefined;
  return {
    pushes: row.pushes,
    written: named(row.written),
    ...(row.verified === null ? {} : { verified: named(row.verified) }),
  };
}

/** Those without the moment are left out: they were recorded before it was. */
function percentiles(at: 'written_at' | 'verified_at') {
  return sql`percentile_cont(array[0.5, 0.95, 0.99]) within group (order by extract(epoch from ${sql.ref(at)} - announced_at) * 1000)`;
}

/** The clocks of database and worker may differ by a little. */
function named(values: readonly number[]): Percentiles {
  const [p50 = 0, p95 = 0, p99 = 0] = values.map((value) => Math.max(0, Math.round(value)));
  return { p50, p95, p99 };
}

export interface LatencyBucket {
  /** Upper bound in seconds; infinite in the last. */
  le: number;
  /** Pushes in this bucket alone. */
  pushes: number;
  seconds: number;
}

/** All pushes that wrote something since the connector exists, for a histogram whose counts only grow. */
export type LatencyBuckets = Record<'written' | 'verified', LatencyBucket[]>;

export async function latencyBuckets(db: Db, connectorId: string): Promise<LatencyBuckets> {
  const rows = await db
    .selectFrom('push_latencies')
    .select(['stage', 'le', 'pushes', 'seconds'])
    .where('connector_id', '=', connectorId)
    .orderBy('le')
    .execute();
  const of = (stage: keyof LatencyBuckets): LatencyBucket[] =>
    rows.filter((row) => row.stage === stage).map(({ le, pushes, seconds }) => ({ le, pushes, seconds }));
  return { written: of('written'), verified: of('verified') };
}
