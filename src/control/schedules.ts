import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleSpec,
} from '@temporalio/client';
import { durationMs, type ConnectorConfig, type HarvestConfig } from '../config/connector.ts';
import { HARVEST_QUEUE, harvestScheduleId } from '../../workflows/contract.ts';
import type { harvest as harvestWorkflow } from '../../workflows/harvest.ts';

/** Slots missed while nothing ran are made up for if they are not older. */
const CATCHUP = '1 hour';

/** Makes the connector's schedule as its configuration says; one that exists keeps its pause and its history. */
export async function applySchedule(client: Client, config: ConnectorConfig, paused: boolean): Promise<void> {
  const scheduleId = harvestScheduleId(config.id);
  if (config.harvest === undefined) return dropSchedule(client, config.id);
  const options = {
    spec: specOf(config.harvest),
    action: {
      type: 'startWorkflow' as const,
      workflowType: 'harvest' as const,
      workflowId: scheduleId,
      taskQueue: HARVEST_QUEUE,
      args: [{ connectorId: config.id, kind: config.adapter, mode: 'full' }] as Parameters<
        typeof harvestWorkflow
      >,
      staticSummary: `harvest ${config.title ?? config.id}`,
      searchAttributes: { ConnectorId: [config.id], ConnectorKind: [config.adapter] },
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCHUP, pauseOnFailure: false },
  };
  // Without a frequency it only runs when somebody asks.
  const never = config.harvest.every === undefined && config.harvest.cron === undefined;
  try {
    await client.schedule.create({
      scheduleId,
      ...options,
      state: { paused: paused || never, ...(never ? { note: 'no frequency: harvested on demand' } : {}) },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    // Whoever paused it, here or in Temporal UI, decides when it goes on.
    await client.schedule.getHandle(scheduleId).update((before) => ({ ...options, state: before.state }));
  }
}

export async function dropSchedule(client: Client, connectorId: string): Promise<void> {
  try {
    await client.schedule.getHandle(harvestScheduleId(connectorId)).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

export async function setSchedulePaused(client: Client, connectorId: string, paused: boolean): Promise<void> {
  const handle = client.schedule.getHandle(harvestScheduleId(connectorId));
  try {
    await (paused ? handle.pause('paused with its connector') : handle.unpause('resumed with its connector'));
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

/** Next starts, at most five; empty while paused or unknown. */
export async function nextStarts(
  client: Client,
  connectorId: string,
): Promise<{ next: string[]; paused: boolean }> {
  try {
    const { state, info } = await client.schedule.getHandle(harvestScheduleId(connectorId)).describe();
    const next = state.paused ? [] : info.nextActionTimes.slice(0, 5).map((time) => time.toISOString());
    return { next, paused: state.paused };
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return { next: [], paused: false };
    throw error;
  }
}

function specOf(harvest: HarvestConfig): ScheduleSpec {
  return {
    ...(harvest.every === undefined ? {} : { intervals: [{ every: durationMs(harvest.every) }] }),
    ...(harvest.cron === undefined
      ? {}
      : { cronExpressions: [harvest.cron], timezone: harvest.timezone ?? 'UTC' }),
    jitter: durationMs(harvest.jitter),
  };
}
