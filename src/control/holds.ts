import { WorkflowIdReusePolicy } from '@temporalio/client';
import { candidates, duplicates, heldRenames } from '../ledger/candidates.ts';
import { connector } from '../ledger/connectors.ts';
import { decideHold, hold, holds, type Hold } from '../ledger/holds.ts';
import { pickText } from '../model/text.ts';
import {
  HARVEST_QUEUE,
  removalsDecided,
  removalsWorkflowId,
  type RemovalsDecision,
  type RemovalsInput,
} from '../../workflows/contract.ts';
import type { removals as removalsWorkflow } from '../../workflows/removals.ts';
import { ControlError, type Control, type Titled } from './control.ts';
import type { Parts } from './parts.ts';

export function holdControl(
  parts: Parts,
): Pick<Control, 'holds' | 'held' | 'decideHold' | 'absent' | 'duplicates'> {
  const { db } = parts;
  const existing = async (runId: string): Promise<Hold> => {
    const found = await hold(db, runId);
    if (found !== undefined) return found;
    const waiting = (await holds(db, { limit: 10 })).map((one) => one.runId).join(', ');
    throw new ControlError(
      'unknown',
      `run ${runId} holds nothing back; ${waiting === '' ? 'no run does' : `these do: ${waiting}`}`,
    );
  };
  return {
    holds: (options) => holds(db, options),
    async held(runId, limit) {
      const found = await existing(runId);
      const [leaving, renames] = await Promise.all([
        candidates(db, { connectorId: found.connectorId, runId, limit }),
        heldRenames(db, runId, limit),
      ]);
      return { hold: found, removals: await titled(parts, leaving), renames };
    },
    async decideHold(runId, { approve, by }) {
      const found = await existing(runId);
      if (found.state !== 'open')
        throw new ControlError(
          'invalid',
          `the removals of run ${runId} are decided already: ${found.state}${found.decidedBy === undefined ? '' : ` by ${found.decidedBy}`}`,
        );
      const decided = await decideHold(db, runId, { state: approve ? 'approved' : 'rejected', by });
      await tell(parts, decided ?? found).catch((error: unknown) =>
        parts.log.warn({ runId, error }, 'a decision is kept; the sweeper will have it carried out'),
      );
      return decided ?? found;
    },
    async absent(connectorId, limit) {
      if ((await connector(db, connectorId)) === undefined)
        throw new ControlError('unknown', `no connector ${connectorId}`);
      return titled(parts, await candidates(db, { connectorId, limit }));
    },
    async duplicates(options) {
      const groups = await duplicates(db, options);
      return Promise.all(
        groups.map(async (group) => ({ ...group, records: await titled(parts, group.records) })),
      );
    },
  };
}

/** Starts or wakes the workflow of a hold: one that is decided carries the decision out. */
export async function tell(parts: Parts, waiting: Hold): Promise<void> {
  const client = await parts.client();
  const found = await connector(parts.db, waiting.connectorId);
  const { runId, connectorId } = waiting;
  const kind = found?.config.adapter ?? 'none';
  const start = {
    workflowId: removalsWorkflowId(connectorId, runId),
    taskQueue: HARVEST_QUEUE,
    args: argsOf({ connectorId, kind, runId, waitMs: Math.max(1, waiting.expiresAt.getTime() - Date.now()) }),
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    searchAttributes: { ConnectorId: [connectorId], ConnectorKind: [kind] },
  };
  if (waiting.state === 'open') {
    await client.workflow.start<typeof removalsWorkflow>('removals', start).catch((error: unknown) => {
      if (!(error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError')) throw error;
    });
    return;
  }
  await client.workflow.signalWithStart<typeof removalsWorkflow, [decision: RemovalsDecision]>('removals', {
    ...start,
    signal: removalsDecided,
    signalArgs: [decisionOf(waiting)],
  });
}

function argsOf(input: RemovalsInput): [RemovalsInput] {
  return [input];
}

function decisionOf({ state, decidedBy }: Hold): RemovalsDecision {
  return { approve: state === 'approved', ...(decidedBy === undefined ? {} : { by: decidedBy }) };
}

async function titled<T extends { datasetId: string }>(
  parts: Parts,
  records: readonly T[],
): Promise<Titled<T>[]> {
  const entries = await parts.platform.entries(records.map(({ datasetId }) => datasetId));
  return records.map((record) => ({
    ...record,
    title: pickText(entries.get(record.datasetId)?.dataset.title, ['fr', 'en']) ?? '',
  }));
}
