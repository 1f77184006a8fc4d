import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { Remote } from '../remote.ts';
import type { Section } from '../row.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';

const CONNECTORS = 20;
const DATASETS = 10;
const ROUNDS = 3;
/** Below this a difference says more about the machine than about us. */
const NOISE_MS = 300;

/** One remote that accepts everything and never answers, nineteen that work: they must not notice. */
async function hanging(world: World): Promise<void> {
  const remotes: Remote[] = [];
  for (let count = 0; count < CONNECTORS; count += 1) remotes.push(await world.remote({ latencyMs: 10 }));
  const [hostile, ...others] = remotes;
  assert.ok(hostile !== undefined);
  await round(others);
  const quiet = await p99(world, others, ROUNDS);
  hostile.proxy.always('hang');
  await hostile.write(hostile.ids(100));
  await until('it hangs', () => hostile.proxy.requests.length > 0);
  const loaded = await p99(world, others, ROUNDS);
  world.note(`p99 ${quiet} ms when quiet, ${loaded} ms beside a hanging remote`);
  assert.ok(loaded < Math.max(2 * quiet, quiet + NOISE_MS), `p99 went from ${quiet} ms to ${loaded} ms`);
  await hostile.visible('unreachable', 30_000);
  hostile.proxy.reset();
  await hostile.converges(60_000);
  for (const other of others) await other.converges();
}

async function round(remotes: readonly Remote[]): Promise<void> {
  await Promise.all(remotes.map((remote) => remote.write(remote.ids(DATASETS))));
  await Promise.all(remotes.map((remote) => remote.quiet()));
}

/** From announced to written, of all pushes in these rounds. */
async function p99(world: World, remotes: readonly Remote[], rounds: number): Promise<number> {
  const { db } = world.wired.ledger;
  const { rows: started } = await sql<{ now: Date }>`select now() as now`.execute(db);
  for (let count = 0; count < rounds; count += 1) await round(remotes);
  const { rows } = await sql<{ p: number }>`
    select percentile_cont(0.99) within group (order by extract(epoch from written_at - announced_at) * 1000) as p
    from outcomes where connector_id = any(${remotes.map(({ id }) => id)}::text[])
      and written_at is not null and announced_at >= ${started[0]?.now}`.execute(db);
  return Math.round(rows[0]?.p ?? Number.NaN);
}

export const neighbours: Section = {
  shared: false,
  rows: [{ name: `one hanging remote among ${CONNECTORS} connectors`, run: hanging }],
};
