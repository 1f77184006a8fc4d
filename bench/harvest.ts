import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Run } from '../src/ledger/runs.ts';
import type { Installation } from './installation.ts';
import { BareResult } from './orders.ts';
import { comparison, measured, pairs } from './report.ts';

export interface HarvestOptions {
  records: number;
  pairs: number;
  latencyMs: number;
  pageSize: number;
  /** Measures the second harvest of the same records instead of the first. */
  again: boolean;
  /** One record in so many has changed before the second; 0: none. */
  changedEvery: number;
}

/** Looked at so often whether a run has ended. */
const POLL_MS = 50;
const RUN_MS = 30 * 60_000;
/** Of a smaller portal, for a first pass that is not counted: both sides are compiled and connected after it. */
const WARM_UP = 2_000;
const Made = z.object({ url: z.string() });

/** Harvests a sandbox CKAN, and does the same without Temporal and without a ledger of runs. */
export async function harvest(navette: Installation, options: HarvestOptions, say: (line: string) => void) {
  const { records, latencyMs, pageSize, again, changedEvery } = options;
  say(`making a CKAN of ${records} records`);
  const { url } = await navette.portals.ask(Made, { do: 'ckan', records, latencyMs });
  const small = await navette.portals.ask(Made, { do: 'ckan', records: WARM_UP, latencyMs });
  const revise = (every: number) => navette.portals.ask(z.object({}), { do: 'revise', url, every });
  await navette.startWorkers({});
  let events = 0;

  const ours = async (connectorId: string, from: string, made: boolean): Promise<number> => {
    if (!made) {
      const connector = {
        id: connectorId,
        adapter: 'ckan',
        settings: { url: from },
        harvest: { pageSize },
      };
      await navette.control.apply([connector], { retireOthers: true });
    }
    const before = new Set((await navette.control.runs({ connectorId, limit: 10 })).map((run) => run.id));
    const began = performance.now();
    await navette.control.harvest(connectorId);
    const run = await endedRun(navette, connectorId, before);
    const s = (performance.now() - began) / 1_000;
    events = await eventsOf(navette, run);
    return s;
  };
  const bare = async (connectorId: string, runId: string, from: string): Promise<number> => {
    const { s } = await navette.bare.ask(BareResult, {
      do: 'harvest',
      databaseUrl: navette.bareDatabaseUrl,
      connectorId,
      runId,
      settings: { url: from },
      pageSize,
    });
    return s;
  };

  say('warming up');
  await ours('warm-up', small.url, false);
  await bare('warm-up', 'warm-up', small.url);
  const passes = await pairs(options.pairs, say, {
    async ours(pair) {
      await navette.clear();
      const connectorId = `bench-${pair}`;
      if (!again) return measured(navette, () => ours(connectorId, url, false));
      await revise(0);
      await ours(connectorId, url, false);
      await revise(changedEvery);
      return measured(navette, () => ours(connectorId, url, true));
    },
    async bare(pair) {
      await navette.clear();
      const connectorId = `bench-${pair}`;
      if (!again) return measured(navette, () => bare(connectorId, 'first', url));
      await revise(0);
      await bare(connectorId, 'first', url);
      await revise(changedEvery);
      return measured(navette, () => bare(connectorId, 'second', url));
    },
  });
  return {
    bench: again ? 'unchanged' : 'harvest',
    records,
    ...(again ? { changed: changedEvery === 0 ? 0 : Math.ceil(records / changedEvery) } : {}),
    pageSize,
    latencyMs,
    ...(await comparison(navette, records, passes)),
    events,
  };
}

/** The connector's new run, once it has ended well. `look` is called with what it is each time until then, and then. */
export async function endedRun(
  navette: Installation,
  connectorId: string,
  before: ReadonlySet<string>,
  { ms = RUN_MS, pollMs = POLL_MS, look }: Watching = {},
): Promise<Run> {
  const deadline = performance.now() + ms;
  while (performance.now() < deadline) {
    const [run] = await navette.control.runs({ connectorId, limit: 1 });
    if (run !== undefined && !before.has(run.id)) {
      await look?.(run);
      if (run.state === 'complete') return run;
      if (run.state !== 'running')
        throw new Error(`the harvest ended as ${run.state}: ${run.reason ?? run.fault?.message}`);
    }
    await sleep(pollMs);
  }
  throw new Error(`the harvest of ${connectorId} did not end within ${ms / 1_000} s`);
}

interface Watching {
  ms?: number;
  pollMs?: number;
  look?: (run: Run) => Promise<void>;
}

/** Events in the history of the run's workflow, once that has ended too: the schedule starts no second one before. */
export async function eventsOf(navette: Installation, run: Run): Promise<number> {
  const client = await navette.wired.parts.client();
  const handle = client.workflow.getHandle(run.workflowId, run.id);
  await handle.result();
  const { historyLength } = await handle.describe();
  return historyLength;
}
