import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { z } from 'zod';
import { links } from '../src/ledger/links.ts';
import { datasetId, datasets } from './datasets.ts';
import type { Installation } from './installation.ts';
import { BareResult, type Target } from './orders.ts';
import { burst, connect } from './push.ts';
import { circumstances, measured } from './report.ts';
import { percentiles, rounded } from './statistics.ts';

export interface LatencyOptions {
  changes: number;
  perSecond: number;
  latencyMs: number;
}

/** How long after a change is written the portal gets it, beside what reading and writing the portal takes by itself. */
export async function latency(navette: Installation, options: LatencyOptions, say: (line: string) => void) {
  const { changes, perSecond, latencyMs } = options;
  const targets = await connect(navette, { connectors: 1, latencyMs });
  const [target] = targets;
  if (target === undefined) throw new RangeError('there is no portal');
  say(`first push of ${2 * changes} datasets`);
  await burst(navette, 2 * changes, 0);
  const remoteIds = await remoteIdsOf(navette, target, 2 * changes);
  await (await request(`${target.portal.url}/__sandbox/log`, { method: 'DELETE' })).body.dump();

  say(`${changes} changes at ${perSecond} a second`);
  const begun = new Map<string, number>();
  let bare: BareResult | undefined;
  const pass = await measured(navette, async () => {
    const began = performance.now();
    // Each of the two has its own half of the datasets, so that they meet the same machine at the same time.
    const [, result] = await Promise.all([
      announceOneByOne(navette, { changes, perSecond, remoteIds, begun }),
      navette.bare.ask(BareResult, {
        do: 'push',
        databaseUrl: navette.databaseUrl,
        targets: [target],
        datasets: { from: changes, count: changes, version: 1 },
        concurrency: changes,
        perSecond,
      }),
    ]);
    bare = result;
    return (performance.now() - began) / 1_000;
  });
  const received = await writesReceived(target, 2 * changes);
  const ours = delays(begun, received);
  const remote = delays(new Map(Object.entries(bare?.begun ?? {})), received);
  return {
    bench: 'latency',
    changes,
    perSecond,
    latencyMs,
    oursMs: percentiles(ours),
    bareMs: percentiles(remote),
    overRemoteMs: rounded(percentiles(ours).p50 - percentiles(remote).p50, 1),
    cpuS: pass.cpu,
    ...(await circumstances(navette)),
  };
}

interface Announcing {
  changes: number;
  perSecond: number;
  remoteIds: ReadonlyMap<string, string>;
  begun: Map<string, number>;
}

async function announceOneByOne(
  navette: Installation,
  { changes, perSecond, remoteIds, begun }: Announcing,
): Promise<void> {
  const began = performance.now();
  const under: Promise<unknown>[] = [];
  for (const [index, dataset] of datasets(0, changes, 1).entries()) {
    await sleep(Math.max(0, began + (index * 1_000) / perSecond - performance.now()));
    begun.set(remoteIds.get(dataset.id) ?? '', Date.now());
    under.push(navette.control.writeDataset(dataset.id, { dataset }, 'bench'));
  }
  await Promise.all(under);
}

async function remoteIdsOf(
  navette: Installation,
  { connectorId }: Target,
  count: number,
): Promise<Map<string, string>> {
  const known = await links(
    navette.db,
    connectorId,
    Array.from({ length: count }, (_, index) => datasetId(index)),
  );
  return new Map([...known].map(([id, { remoteId = '' }]) => [id, remoteId]));
}

const Log = z.array(
  z.object({ write: z.boolean(), datasetId: z.string().optional(), startedAt: z.number() }),
);

const ARRIVAL_MS = 30_000;
const POLL_MS = 50;

/** When the portal got the write of each record, once it has got them all. */
async function writesReceived({ portal }: Target, count: number): Promise<Map<string, number>> {
  const deadline = performance.now() + ARRIVAL_MS;
  for (;;) {
    const { body } = await request(`${portal.url}/__sandbox/log`);
    const writes = Log.parse(await body.json()).filter((entry) => entry.write);
    if (writes.length > count) throw new Error(`the portal saw ${writes.length} writes for ${count} changes`);
    if (writes.length === count)
      return new Map(writes.map((entry) => [entry.datasetId ?? '', entry.startedAt]));
    if (performance.now() > deadline) throw new Error(`the portal saw ${writes.length} writes of ${count}`);
    await sleep(POLL_MS);
  }
}

function delays(begun: ReadonlyMap<string, number>, received: ReadonlyMap<string, number>): number[] {
  return [...begun].map(([remoteId, at]) => (received.get(remoteId) ?? Number.NaN) - at);
}
