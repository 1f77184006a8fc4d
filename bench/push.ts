import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { sql } from 'kysely';
import { request } from 'undici';
import { connectorWorkflowId } from '../workflows/contract.ts';
import { datasets } from './datasets.ts';
import type { Installation } from './installation.ts';
import { BareResult, UdataPortal, type Target } from './orders.ts';
import { comparison, measured, pairs } from './report.ts';
import { rounded } from './statistics.ts';

export interface PushOptions {
  /** What the report calls it. */
  bench: string;
  changes: number;
  connectors: number;
  concurrency: number;
  pairs: number;
  latencyMs: number;
}

/** Rare enough that looking costs the database next to nothing. */
const POLL_MS = 25;
/** Passes that are not counted: after these both sides are compiled as those are that have been at work for an hour; three are not enough. */
const WARM_UPS = 5;
const BURST_MS = 300_000;

/** Changes datasets that are on their portals already, all at once, and does the same in a loop without a ledger. */
export async function push(navette: Installation, options: PushOptions, say: (line: string) => void) {
  const { bench, changes, connectors, concurrency, latencyMs } = options;
  const targets = await connect(navette, { connectors, concurrency, latencyMs });
  say(`first push of ${changes} datasets to ${connectors} portals`);
  const first = await measured(navette, () => burst(navette, changes, 0));
  say(`${rounded(first.s)} s, cpu ${JSON.stringify(first.cpu)}`);
  await sql`analyze`.execute(navette.db);

  const work = changes * connectors;
  let version = 0;
  let events = 0;
  const bare = async (count: number): Promise<number> => {
    const wanted = { from: 0, count, version: (version += 1) };
    const order = { databaseUrl: navette.databaseUrl, targets, datasets: wanted, concurrency };
    const { s } = await navette.bare.ask(BareResult, { do: 'push', ...order });
    return s;
  };
  say('warming up');
  for (let pass = 0; pass < WARM_UPS; pass += 1) {
    await burst(navette, changes, (version += 1));
    await bare(changes);
  }
  const passes = await pairs(options.pairs, say, {
    async ours() {
      await settled(navette, targets);
      const eventsBefore = await historyLength(navette, targets);
      const pass = await measured(navette, () => burst(navette, changes, (version += 1)));
      events = (await historyLength(navette, targets)) - eventsBefore;
      await checkWrites(targets, work);
      return pass;
    },
    async bare() {
      await settled(navette, targets);
      const pass = await measured(navette, () => bare(changes));
      await checkWrites(targets, work);
      return pass;
    },
  });
  return {
    bench,
    changes,
    connectors,
    concurrency,
    latencyMs,
    ...(await comparison(navette, work, passes)),
    events,
    first: { s: rounded(first.s), perSecond: Math.round(work / first.s) },
  };
}

/** Makes portals, workers that have their keys, and a connector to each. */
export async function connect(
  navette: Installation,
  options: { connectors: number; concurrency?: number; latencyMs: number },
): Promise<Target[]> {
  const { connectors: count, concurrency, latencyMs } = options;
  const portals = await navette.portals.ask(z.array(UdataPortal), { do: 'udata', count, latencyMs });
  await navette.startWorkers(
    Object.fromEntries(portals.map(({ key }, index) => [`UDATA_KEY_${index}`, key])),
  );
  const connectors = portals.map(({ url, organization }, index) => ({
    id: `udata-${index}`,
    adapter: 'udata',
    settings: { url, organization, apiKey: `env:UDATA_KEY_${index}` },
    push: concurrency === undefined ? {} : { concurrency },
  }));
  await navette.control.apply(connectors, { retireOthers: true });
  return portals.map((portal, index) => ({ connectorId: `udata-${index}`, portal }));
}

/** Writes the datasets as one change each, and waits until nothing is left to push. Seconds. */
export async function burst(navette: Installation, count: number, version: number): Promise<number> {
  const writes = datasets(0, count, version).map((dataset) => ({ id: dataset.id, dataset }));
  const began = performance.now();
  await navette.control.writeDatasets(writes, 'bench');
  await drained(navette);
  return (performance.now() - began) / 1_000;
}

async function drained(navette: Installation): Promise<void> {
  const deadline = performance.now() + BURST_MS;
  while (performance.now() < deadline) {
    const { rows } = await sql<{ parked: string | null }>`
      select parked from outbox where rev > done_rev limit 1`.execute(navette.db);
    const [left] = rows;
    if (left === undefined) return;
    if (left.parked !== null) throw new Error(`a push ended as ${left.parked}`);
    await sleep(POLL_MS);
  }
  throw new Error(`the pushes were not done within ${BURST_MS / 1_000} s`);
}

/** Nobody works, and the portals count from nothing. */
async function settled(navette: Installation, targets: readonly Target[]): Promise<void> {
  await sql`checkpoint`.execute(navette.db);
  await sleep(SETTLE_MS);
  for (const { portal } of targets)
    await (await request(`${portal.url}/__sandbox/log`, { method: 'DELETE' })).body.dump();
}

/** A drain that found nothing more tells its workflow, which looks once more. */
const SETTLE_MS = 300;

const Summary = z.object({ datasets: z.record(z.string(), z.object({ writes: z.number() })) });

/** The portals have seen exactly one write for each change. */
async function checkWrites(targets: readonly Target[], expected: number): Promise<void> {
  let writes = 0;
  for (const { portal } of targets) {
    const { body } = await request(`${portal.url}/__sandbox/summary`);
    for (const one of Object.values(Summary.parse(await body.json()).datasets)) writes += one.writes;
  }
  if (writes !== expected) throw new Error(`the portals saw ${writes} writes for ${expected} changes`);
}

async function historyLength(navette: Installation, targets: readonly Target[]): Promise<number> {
  const client = await navette.wired.parts.client();
  let events = 0;
  for (const { connectorId } of targets) {
    events += (await client.workflow.getHandle(connectorWorkflowId(connectorId)).describe()).historyLength;
  }
  return events;
}
