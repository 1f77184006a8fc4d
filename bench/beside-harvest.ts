import { z } from 'zod';
import type { Run } from '../src/ledger/runs.ts';
import type { Installation } from './installation.ts';
import { burst, connect } from './push.ts';
import { circumstances, measured } from './report.ts';
import { round, told, type Delays } from './round.ts';
import { rounded } from './statistics.ts';

export interface BesideHarvestOptions {
  records: number;
  pageSize: number;
  /** Of one round: rounds follow each other until the harvest has ended. */
  changes: number;
  perSecond: number;
  latencyMs: number;
}

const HARVEST = 'ckan-harvest';

/** How long pushes take while the same Navette harvests a large portal, and how long before and after. */
export async function besideHarvest(
  navette: Installation,
  options: BesideHarvestOptions,
  say: (line: string) => void,
) {
  const { records, pageSize, changes, perSecond, latencyMs } = options;
  say(`making a CKAN of ${records} records`);
  const Made = z.object({ url: z.string() });
  const { url } = await navette.portals.ask(Made, { do: 'ckan', records, latencyMs });
  const [target] = await connect(navette, { connectors: 1, latencyMs });
  if (target === undefined) throw new RangeError('there is no portal');
  const harvest = { id: HARVEST, adapter: 'ckan', settings: { url }, harvest: { pageSize } };
  await navette.control.apply([harvest], { retireOthers: false });
  say(`first push of ${2 * changes} datasets`);
  await burst(navette, 2 * changes, 0);

  let version = 0;
  const one = (): Promise<Delays> => round(navette, target, { changes, perSecond, version: (version += 1) });
  say('warming up');
  await one();
  say('before the harvest');
  const quiet = [await one()];
  const beside: Delays[] = [];
  const before = await lastRun(navette);
  await navette.control.harvest(HARVEST);
  const pass = await measured(navette, async () => {
    for (;;) {
      const delays = await one();
      const run = await lastRun(navette);
      if (run === undefined || run.id === before?.id || run.state === 'running') {
        beside.push(delays);
        say(
          `beside the harvest: ${JSON.stringify(told(delays).oursMs)}, ${run?.counts.received ?? 0} records`,
        );
      } else return secondsOf(run);
    }
  });
  if (beside.length === 0)
    throw new RangeError('the harvest ended within the first round: ask for more records or fewer changes');
  say('after the harvest');
  quiet.push(await one());
  return {
    bench: 'beside-harvest',
    records,
    pageSize,
    changes: changes * beside.length,
    perSecond,
    latencyMs,
    beside: told(together(beside)),
    quiet: told(together(quiet)),
    harvest: { s: rounded(pass.s), perSecond: Math.round(records / pass.s) },
    cpuS: pass.cpu,
    ...(await circumstances(navette)),
  };
}

async function lastRun(navette: Installation): Promise<Run | undefined> {
  const [run] = await navette.control.runs({ connectorId: HARVEST, limit: 1 });
  return run;
}

function secondsOf({ state, startedAt, endedAt, reason, fault }: Run): number {
  if (state !== 'complete' || endedAt === undefined)
    throw new Error(`the harvest ended as ${state}: ${reason ?? fault?.message}`);
  return (endedAt.getTime() - startedAt.getTime()) / 1_000;
}

function together(rounds: readonly Delays[]): Delays {
  return { ours: rounds.flatMap(({ ours }) => ours), bare: rounds.flatMap(({ bare }) => bare) };
}
