import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { z } from 'zod';
import { links } from '../src/ledger/links.ts';
import { datasetId, datasets } from './datasets.ts';
import type { Installation } from './installation.ts';
import { BareResult, type Target } from './orders.ts';
import { percentiles, rounded } from './statistics.ts';

export interface RoundOptions {
  changes: number;
  perSecond: number;
  /** One that no round had before. */
  version: number;
}

/** Milliseconds from each change until the portal got its write. */
export interface Delays {
  ours: number[];
  /** The same for a script that reads and writes the portal and does nothing else. */
  bare: number[];
}

/**
 * Changes as many datasets, one after the other, while the bare script does the same to as many others: both meet the same
 * machine and the same portal at the same time. Twice as many datasets have to be on the portal already.
 */
export async function round(navette: Installation, target: Target, options: RoundOptions): Promise<Delays> {
  const { changes, perSecond, version } = options;
  await (await request(`${target.portal.url}/__sandbox/log`, { method: 'DELETE' })).body.dump();
  const [begun, { begun: bareBegun }] = await Promise.all([
    announceOneByOne(navette, target, options),
    navette.bare.ask(BareResult, {
      do: 'push',
      databaseUrl: navette.databaseUrl,
      targets: [target],
      datasets: { from: changes, count: changes, version },
      concurrency: changes,
      perSecond,
    }),
  ]);
  const received = await writesReceived(navette, target, 2 * changes);
  return { ours: delays(begun, received), bare: delays(new Map(Object.entries(bareBegun)), received) };
}

/** What is told of one or several rounds. */
export function told({ ours, bare }: Delays) {
  const [oursMs, bareMs] = [percentiles(ours), percentiles(bare)];
  const over = (which: 'p50' | 'p99'): number => rounded(oursMs[which] - bareMs[which], 1);
  return { oursMs, bareMs, overRemoteMs: over('p50'), overRemoteMsP99: over('p99') };
}

async function announceOneByOne(
  navette: Installation,
  { connectorId }: Target,
  { changes, perSecond, version }: RoundOptions,
): Promise<Map<string, number>> {
  const ids = Array.from({ length: changes }, (_, index) => datasetId(index));
  const known = await links(navette.db, connectorId, ids);
  const begun = new Map<string, number>();
  const began = performance.now();
  const under: Promise<unknown>[] = [];
  for (const [index, dataset] of datasets(0, changes, version).entries()) {
    await sleep(Math.max(0, began + (index * 1_000) / perSecond - performance.now()));
    begun.set(known.get(dataset.id)?.remoteId ?? '', Date.now());
    under.push(navette.control.writeDataset(dataset.id, { dataset }, 'bench'));
  }
  await Promise.all(under);
  return begun;
}

const Log = z.array(
  z.object({ write: z.boolean(), datasetId: z.string().optional(), startedAt: z.number() }),
);

const ARRIVAL_MS = 120_000;
const POLL_MS = 50;

/** When the portal got the write of each record, once it has got them all. */
async function writesReceived(
  navette: Installation,
  { connectorId, portal }: Target,
  count: number,
): Promise<Map<string, number>> {
  const deadline = performance.now() + ARRIVAL_MS;
  for (;;) {
    const { body } = await request(`${portal.url}/__sandbox/log`);
    const writes = Log.parse(await body.json()).filter((entry) => entry.write);
    if (writes.length > count) throw new Error(`the portal saw ${writes.length} writes for ${count} changes`);
    if (writes.length === count)
      return new Map(writes.map((entry) => [entry.datasetId ?? '', entry.startedAt]));
    if (performance.now() > deadline) {
      const waiting = JSON.stringify(await navette.control.waiting(connectorId, 5));
      throw new Error(`the portal saw ${writes.length} writes of ${count}; there wait ${waiting}`);
    }
    await sleep(POLL_MS);
  }
}

function delays(begun: ReadonlyMap<string, number>, received: ReadonlyMap<string, number>): number[] {
  return [...begun].map(([remoteId, at]) => (received.get(remoteId) ?? Number.NaN) - at);
}
