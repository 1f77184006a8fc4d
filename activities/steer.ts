import type { Ports } from './ports.ts';
import { PAGE_SIZE_MAX } from '../src/config/connector.ts';
import { setRunPaused, setRunStopping, skipRecords, tuneRun } from '../src/ledger/run-controls.ts';
import type { HarvestWish } from '../workflows/contract.ts';

const AHEAD_MAX = 16;
const SKIPPED_MAX = 1_000;

/** Makes a wish durable. Signals can be written by hand in Temporal UI: what makes no sense is left, with a line in the log. */
export async function steer(
  ports: Ports,
  { runId, wish }: { runId: string; wish: HarvestWish },
): Promise<void> {
  const { db } = ports;
  const { pageSize, concurrency, remoteIds } = wish;
  switch (wish.action) {
    case 'pause':
    case 'resume':
      return setRunPaused(db, runId, wish.action === 'pause');
    case 'stop':
      return setRunStopping(db, runId);
    case 'skip': {
      const ids = (Array.isArray(remoteIds) ? remoteIds : [])
        .filter((id): id is string => typeof id === 'string' && id !== '')
        .slice(0, SKIPPED_MAX);
      if (ids.length > 0) await skipRecords(db, runId, ids);
      return;
    }
    case 'tune':
      return tuneRun(db, runId, {
        pageSize: within(pageSize, PAGE_SIZE_MAX),
        ahead: within(concurrency, AHEAD_MAX),
      });
    default:
      ports.log.warn({ runId }, 'a run was asked for something that it does not know');
  }
}

function within(value: unknown, most: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most
    ? value
    : undefined;
}
