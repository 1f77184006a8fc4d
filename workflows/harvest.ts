import { defineSearchAttributeKey, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  startChild,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { NO_RECORDS } from '../src/model/counts.ts';
import { harvestDetails } from './details.ts';
import {
  harvestProgress,
  removalsWorkflowId,
  type HarvestActivities,
  type HarvestInput,
  type HarvestProgress,
  type HarvestResult,
} from './contract.ts';
import { removals } from './removals.ts';

const { openHarvest, failHarvest } = proxyActivities<HarvestActivities>({
  startToCloseTimeout: '5 minutes',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  priority: { priorityKey: 4 },
});

/** It goes through all records of the connector; a worker that dies over it is missed at once. */
const { settleHarvest } = proxyActivities<HarvestActivities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '15 seconds',
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
  const { runId } = await openHarvest.executeWithOptions({ summary: `open a run of ${connectorId}` }, [
    { connectorId, mode: input.mode },
  ]);
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
  // Results of before had no such field: their histories replay without the child.
  if (result.decideWithinMs !== undefined) await holdRemovals(input, runId, result.decideWithinMs);
  return result;
}

/** Somebody else may have started it from the ledger already. */
async function holdRemovals(
  { connectorId, kind }: HarvestInput,
  runId: string,
  waitMs: number,
): Promise<void> {
  try {
    await startChild(removals, {
      workflowId: removalsWorkflowId(connectorId, runId),
      args: [{ connectorId, kind, runId, waitMs }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      searchAttributes: { ConnectorId: [connectorId], ConnectorKind: [kind] },
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
