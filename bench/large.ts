import { z } from 'zod';
import type { Run } from '../src/ledger/runs.ts';
import { endedRun, eventsOf } from './harvest.ts';
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
const HARVEST_MS = 80 * 60_000;

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
  const earlier = await navette.control.runs({ connectorId: CONNECTOR, limit: 10 });
  await navette.resetWorkerPeaks();
  let [from, since] = [0, performance.now()];
  const look = async ({ counts: { received } }: Run): Promise<void> => {
    if (received - from < records / PARTS) return;
    const now = performance.now();
    const { harvest: peakMiB } = await navette.workerPeaksMiB();
    const perSecond = Math.round(((received - from) / (now - since)) * 1_000);
    parts.push({ records: received, perSecond, peakMiB });
    say(JSON.stringify(parts.at(-1)));
    await navette.resetWorkerPeaks();
    [from, since] = [received, now];
  };
  const before = new Set(earlier.map(({ id }) => id));
  let run: Run | undefined;
  const pass = await measured(navette, async () => {
    await navette.control.harvest(CONNECTOR);
    since = performance.now();
    const began = since;
    run = await endedRun(navette, CONNECTOR, before, { ms: HARVEST_MS, pollMs: POLL_MS, look });
    return (performance.now() - began) / 1_000;
  });
  if (run === undefined) throw new TypeError('a harvest that ended has no run');
  const told = {
    s: rounded(pass.s),
    perSecond: Math.round(records / pass.s),
    cpuS: pass.cpu,
    events: await eventsOf(navette, run),
    parts,
  };
  say(JSON.stringify({ s: told.s, perSecond: told.perSecond, events: told.events }));
  return { run, told };
}
