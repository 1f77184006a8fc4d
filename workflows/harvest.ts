import { defineSearchAttributeKey } from '@temporalio/common';
import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { NO_RECORDS } from '../src/model/counts.ts';
import { harvestDetails } from './details.ts';
import {
  harvestProgress,
  type HarvestActivities,
  type HarvestInput,
  type HarvestProgress,
  type HarvestResult,
} from './contract.ts';

const { openHarvest, settleHarvest, failHarvest } = proxyActivities<HarvestActivities>({
  startToCloseTimeout: '5 minutes',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  priority: { priorityKey: 4 },
});

/** A page that fails is tried again for a day: the cursor is in the ledger, nothing starts over. */
const { harvestPages } = proxyActivities<HarvestActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '2 minutes' },
  priority: { priorityKey: 4 },
});

const HarvestVerdict = defineSearchAttributeKey('HarvestVerdict', 'KEYWORD');

/** One pass over one listing: pages until its end, then the verdict. Where it stands is in the ledger. */
export async function harvest(input: HarvestInput): Promise<HarvestResult> {
  const { connectorId } = input;
  let progress: HarvestProgress = { pages: 0, counts: NO_RECORDS };
  setHandler(harvestProgress, () => progress, { description: 'Pages and records so far' });
  setCurrentDetails(harvestDetails(connectorId, progress));
  const runId = await opened(input);
  let result: HarvestResult;
  try {
    for (let done = false; !done;) {
      const report = await harvestPages.executeWithOptions({ summary: `pages from ${progress.pages + 1}` }, [
        { connectorId, runId },
      ]);
      done = report.done;
      progress = report;
      setCurrentDetails(harvestDetails(connectorId, progress));
    }
    result = await settleHarvest.executeWithOptions({ summary: 'verdict' }, [{ connectorId, runId }]);
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    const cause = error.cause;
    const kind = cause instanceof ApplicationFailure ? (cause.type ?? 'internal') : 'unreachable';
    result = await failHarvest.executeWithOptions({ summary: 'close as failed' }, [
      { connectorId, runId, kind, message: cause?.message ?? error.message },
    ]);
  }
  setCurrentDetails(harvestDetails(connectorId, { ...progress, counts: result.counts }, result));
  upsertSearchAttributes([{ key: HarvestVerdict, value: result.verdict ?? result.state }]);
  return result;
}

/** Opens the run, after the blackout when the harvest falls into one. Meanwhile the schedule starts no other. */
async function opened({ connectorId, mode }: HarvestInput): Promise<string> {
  for (;;) {
    const { runId, waitMs } = await openHarvest.executeWithOptions(
      { summary: `open a run of ${connectorId}` },
      [{ connectorId, mode }],
    );
    if (waitMs === undefined) return runId;
    setCurrentDetails(`### Harvest of \`${connectorId}\`\nwaits for the end of a blackout window`);
    await sleep(waitMs, { summary: 'blackout' });
  }
}
