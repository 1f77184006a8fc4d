import {
  condition,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import {
  removalsDecided,
  type HarvestActivities,
  type HoldProgress,
  type RemovalsDecision,
  type RemovalsInput,
} from './contract.ts';

const { decideRemovals, applyRemovals } = proxyActivities<HarvestActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  priority: { priorityKey: 4 },
});

const SyncStatus = defineSearchAttributeKey('SyncStatus', 'KEYWORD');

/**
 * Removals and renames of one run wait here for a person, for as long as it takes and no longer. It is a workflow of its
 * own, so that the next harvest of the connector is not held up: the run itself has ended.
 */
export async function removals(input: RemovalsInput): Promise<HoldProgress> {
  const { connectorId, runId } = input;
  let decision: RemovalsDecision | undefined;
  setHandler(
    removalsDecided,
    (told) => {
      decision ??= { approve: told.approve, ...(told.by === undefined ? {} : { by: told.by }) };
    },
    { description: 'approve or reject what the run wants to remove: {"approve": true, "by": "name"}' },
  );
  setCurrentDetails(
    `Removals of \`${connectorId}\` wait for a decision: \`navette run ${runId}\` lists them, \`navette approve ${runId}\` or \`navette reject ${runId}\` decides.`,
  );
  upsertSearchAttributes([{ key: SyncStatus, value: 'waiting' }]);
  await condition(() => decision !== undefined, input.waitMs);
  const { state } = await decideRemovals.executeWithOptions({ summary: 'keep the decision' }, [
    { runId, ...(decision === undefined ? {} : { decision }) },
  ]);
  upsertSearchAttributes([{ key: SyncStatus, value: 'working' }]);
  setCurrentDetails(`The decision is \`${state}\`: it is being carried out.`);
  let progress: HoldProgress;
  do {
    progress = await applyRemovals.executeWithOptions({ summary: `carry out: ${state}` }, [{ runId }]);
  } while (!progress.done);
  setCurrentDetails(`\`${progress.state}\`: ${progress.applied} removed or renamed.`);
  upsertSearchAttributes([{ key: SyncStatus, value: 'idle' }]);
  return progress;
}
