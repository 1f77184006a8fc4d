import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Run } from '../src/ledger/runs.ts';
import type { Installation } from './installation.ts';
import { circumstances, measured } from './report.ts';
import { rounded } from './statistics.ts';

export interface LargeOptions {
  records: number;
  pageSize: number;
  latencyMs: number;
  /** One record in so many has changed before the third harvest. */
  changedEvery: number;
}

const CONNECTOR = 'large';
const PARTS = 10;
const POLL_MS = 250;

/** A tenth of a harvest, or as near as its pages are. */
interface Part {
  records: number;
  perSecond: number;
  peakMiB: number | undefined;
}

/** One very large portal: whether the last records cost what the first ones did, in time and in memory, and what the second harvest costs. */
export async function large(navette: Installation, options: LargeOptions, say: (line: string) => void) {
  const { records, pageSize, latencyMs, changedEvery } = options;
  say(`making a CKAN of ${records} records`);
  const Made = z.object({ url: z.string() });
  const { url } = await navette.portals.ask(Made, { do: 'ckan', records, latencyMs });
  await navette.startWorkers({});
  await navette.control.apply(
    [{ id: CONNECTOR, adapter: 'ckan', settings: { url }, harvest: { pageSize } }],
    {
      retireOthers: true,
    },
  );
  const first = await harvested(navette, records, say);
  const second = await harvested(navette, records, say);
  await navette.portals.ask(z.object({}), { do: 'revise', url, every: changedEvery });
  const third = await harvested(navette, records, say);
  const changed = Math.ceil(records / changedEvery);
  // Of some records only words are revised that say nothing beside their translations: the same dataset comes of them.
  const { updated } = third.run.counts;
  for (const [{ run }, added, isExpected] of [
    [first, records, first.run.counts.updated === 0],
    [second, 0, second.run.counts.updated === 0],
    [third, 0, updated > 0 && updated <= changed],
  ] as const)
    if (run.counts.added !== added || !isExpected)
      throw new Error(`${added} added, others updated than were revised: ${JSON.stringify(run.counts)}`);
  return {
    bench: 'large',
    records,
    pageSize,
    latencyMs,
    first: first.told,
    second: second.told,
    changed: { records: changed, updated, ...third.told },
    ...(await circumstances(navette)),
  };
}

async function harvested(navette: Installation, records: number, say: (line: string) => void) {
  const parts: Part[] = [];
  const last = async (): Promise<Run | undefined> =>
    (await navette.control.runs({ connectorId: CONNECTOR, limit: 1 }))[0];
  const before = await last();
  let ended: Run | undefined;
  const pass = await measured(navette, async () => {
    await navette.resetWorkerPeaks();
    await navette.control.harvest(CONNECTOR);
    const began = performance.now();
    let [from, since] = [0, began];
    while (ended === undefined) {
      await sleep(POLL_MS);
      const run = await last();
      if (run === undefined || run.id === before?.id) continue;
      const now = performance.now();
      const { received } = run.counts;
      if (received - from >= records / PARTS) {
        const { harvest: peakMiB } = await navette.workerPeaksMiB();
        parts.push({
          records: received,
          perSecond: Math.round(((received - from) / (now - since)) * 1_000),
          peakMiB,
        });
        say(JSON.stringify(parts.at(-1)));
        await navette.resetWorkerPeaks();
        [from, since] = [received, now];
      }
      if (run.state !== 'running') ended = run;
    }
    return (performance.now() - began) / 1_000;
  });
  if (ended?.state !== 'complete')
    throw new Error(`the harvest ended as ${ended?.state}: ${ended?.reason ?? ended?.fault?.message}`);
  const client = await navette.wired.parts.client();
  const handle = client.workflow.getHandle(ended.workflowId, ended.id);
  await handle.result();
  const { historyLength: events } = await handle.describe();
  const told = {
    s: rounded(pass.s),
    perSecond: Math.round(records / pass.s),
    cpuS: pass.cpu,
    events,
    parts,
  };
  say(JSON.stringify({ s: told.s, perSecond: told.perSecond, events }));
  return { run: ended, told };
}
