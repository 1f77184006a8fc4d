import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from '../../src/adapters/adapter.ts';
import { udata } from '../../src/adapters/udata/index.ts';
import type { Settings } from '../../src/adapters/udata/settings.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { links, type Link } from '../../src/ledger/links.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { datasetId, datasets } from '../datasets.ts';
import type { BareResult, OrderOf, Target } from '../orders.ts';
import { BareHttp } from './http.ts';

interface Write {
  session: Session<Settings>;
  dataset: Dataset;
  link: Link;
  remoteId: string;
}

/** The limit of a push: read, merge, write, in a loop that remembers nothing and survives nothing. */
export async function barePush(order: OrderOf<'push'>): Promise<BareResult> {
  const http = new BareHttp(order.concurrency);
  try {
    const queues = await Promise.all(order.targets.map((target) => writesOf(order, target, http)));
    const begun: Record<string, number> = {};
    const began = performance.now();
    await Promise.all(
      queues.map((queue) =>
        order.perSecond === undefined
          ? burst(queue, order.concurrency)
          : paced(queue, order.perSecond, begun),
      ),
    );
    return { s: (performance.now() - began) / 1_000, count: queues.flat().length, begun };
  } finally {
    await http.close();
  }
}

async function burst(queue: readonly Write[], concurrency: number): Promise<void> {
  let taken = 0;
  const work = async (): Promise<void> => {
    for (;;) {
      const write = queue[taken];
      taken += 1;
      if (write === undefined) return;
      await put(write);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

async function paced(
  queue: readonly Write[],
  perSecond: number,
  begun: Record<string, number>,
): Promise<void> {
  const began = performance.now();
  const under: Promise<void>[] = [];
  for (const [index, write] of queue.entries()) {
    await sleep(Math.max(0, began + (index * 1_000) / perSecond - performance.now()));
    begun[write.remoteId] = Date.now();
    under.push(put(write));
  }
  await Promise.all(under);
}

async function put({ session, dataset, link, remoteId }: Write): Promise<void> {
  const nothing = (): Promise<void> => Promise.resolve();
  const result = await udata.put?.(session, {
    dataset,
    mark: link.mark,
    remoteId,
    distributionIds: link.distributionIds,
    edits: 'overwrite',
    gone: 'stop',
    ...(link.base === undefined ? {} : { base: link.base }),
    intend: nothing,
    created: nothing,
    guard: nothing,
  });
  if (result?.action !== 'updated') throw new Error(`${dataset.id} was not updated but ${result?.action}`);
}

/** Everything that a write needs, read before the clock starts. */
async function writesOf(
  { databaseUrl, datasets: wanted }: OrderOf<'push'>,
  { connectorId, portal }: Target,
  http: BareHttp,
): Promise<Write[]> {
  const ledger = openLedger(databaseUrl, { connections: 1 });
  const settings = udata.Settings.parse({
    url: portal.url,
    apiKey: portal.key,
    organization: portal.organization,
  });
  const session: Session<Settings> = {
    settings,
    http,
    signal: new AbortController().signal,
    installation: 'bare',
    now: () => new Date(),
  };
  try {
    const ids = Array.from({ length: wanted.count }, (_, index) => datasetId(wanted.from + index));
    const known = await links(ledger.db, connectorId, ids);
    return datasets(wanted.from, wanted.count, wanted.version).map((dataset) => {
      const link = known.get(dataset.id);
      if (link?.remoteId === undefined) throw new Error(`${dataset.id} has no record on ${portal.url}`);
      return { session, dataset, link, remoteId: link.remoteId };
    });
  } finally {
    await ledger.close();
  }
}
