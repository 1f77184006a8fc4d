import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { sql } from 'kysely';
import { BUCKETS, latencies, latencyBuckets } from '../../src/ledger/latency.ts';
import { openLedger, type Ledger } from '../../src/ledger/ledger.ts';
import { recordOutcomes, timeline, type Outcome } from '../../src/ledger/outcomes.ts';
import { database } from '../support/servers.ts';

describe('what pushes took', () => {
  const now = new Date('2026-11-20T12:00:00Z');
  let ledger: Ledger;
  before(async () => {
    ledger = openLedger(await database());
  });
  after(() => ledger.close());

  /** A push that ended `agoMs` ago, was written after `writtenMs` and verified 10 ms later. */
  function pushed(agoMs: number, writtenMs: number | undefined): Outcome {
    const finishedAt = new Date(now.getTime() - agoMs);
    const announcedAt = new Date(finishedAt.getTime() - (writtenMs ?? 0) - 10);
    const base = { datasetId: 'd', rev: 1, attempt: 1, announcedAt, startedAt: announcedAt, finishedAt };
    if (writtenMs === undefined) return { ...base, outcome: 'deferred' };
    const writtenAt = new Date(finishedAt.getTime() - 10);
    return { ...base, outcome: 'pushed', writtenAt, verifiedAt: finishedAt };
  }

  it('is told in percentiles until written and until verified, of those that wrote something', async () => {
    const took = Array.from({ length: 100 }, (_, index) => pushed(1_000, (index + 1) * 10));
    await recordOutcomes(ledger.db, 'one', [...took, pushed(1_000, undefined)]);
    const { hour, recent } = await latencies(ledger.db, 'one', now);
    assert.deepEqual(hour, {
      pushes: 100,
      written: { p50: 505, p95: 951, p99: 990 },
      verified: { p50: 515, p95: 961, p99: 1_000 },
    });
    assert.deepEqual(recent, hour);
  });

  it('is told of the last hour, and of the last thousand pushes whenever they were', async () => {
    const old = Array.from({ length: 1_500 }, () => pushed(7_200_000, 4_000));
    const fresh = Array.from({ length: 500 }, () => pushed(60_000, 100));
    await recordOutcomes(ledger.db, 'two', [...old, ...fresh]);
    const { hour, recent } = await latencies(ledger.db, 'two', now);
    assert.deepEqual([hour?.pushes, hour?.written.p99], [500, 100]);
    assert.deepEqual([recent?.pushes, recent?.written.p99], [1_000, 4_000]);
  });

  it('is nothing before the first push', async () => {
    assert.deepEqual(await latencies(ledger.db, 'none', now), {});
    assert.deepEqual(await latencyBuckets(ledger.db, 'none'), { written: [], verified: [] });
  });

  it('is counted into buckets that only grow', async () => {
    await recordOutcomes(ledger.db, 'three', [pushed(0, 40), pushed(0, 40), pushed(0, 700)]);
    await recordOutcomes(ledger.db, 'three', [pushed(0, 800), pushed(0, 200_000_000)]);
    const { written, verified } = await latencyBuckets(ledger.db, 'three');
    assert.deepEqual(
      written.map(({ le, pushes }) => [le, pushes]),
      [
        [0.05, 2],
        [1, 2],
        [Infinity, 1],
      ],
    );
    assert.equal(Math.round(written.reduce((sum, { seconds }) => sum + seconds, 0)), 200_002);
    assert.equal(
      verified.reduce((sum, { pushes }) => sum + pushes, 0),
      5,
    );
    assert.deepEqual(
      BUCKETS,
      BUCKETS.toSorted((a, b) => a - b),
    );
  });

  it('keeps all four moments in the timeline of a dataset', async () => {
    const [outcome] = await timeline(ledger.db, 'three', 'd', 1);
    assert.ok(outcome?.writtenAt !== undefined && outcome.verifiedAt !== undefined);
    const moments = [outcome.announcedAt, outcome.startedAt, outcome.writtenAt, outcome.verifiedAt];
    assert.deepEqual(
      moments,
      moments.toSorted((a, b) => a.getTime() - b.getTime()),
    );
  });

  it('reads a bounded part of an index, however many outcomes there are that wrote nothing', async () => {
    await sql`
      insert into outcomes (connector_id, dataset_id, outcome, rev, announced_at, started_at, written_at, verified_at, finished_at)
      select 'many', 'd' || n, 'pushed', 1, at, at, written, written, at
      from generate_series(1, 100000) as n, lateral (select now() - n * interval '1 second' as at) as moments,
        lateral (select case when n % 50 = 0 then at end as written) as writes`.execute(ledger.db);
    await sql`analyze outcomes`.execute(ledger.db);
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain select announced_at, written_at, verified_at from outcomes
      where connector_id = 'many' and written_at is not null and finished_at >= '-infinity' order by finished_at desc limit 1000`.execute(
      ledger.db,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    assert.match(plan, /Index (Only )?Scan using outcomes_written/);
    assert.doesNotMatch(plan, /Sort|Seq Scan/);
    assert.equal((await latencies(ledger.db, 'many', new Date())).recent?.pushes, 1_000);
  });
});
