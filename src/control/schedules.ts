import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
  type ScheduleSpec,
} from '@temporalio/client';
import type { ConnectorConfig, HarvestConfig } from '../config/connector.ts';
import { durationMs } from '../config/duration.ts';
import { HARVEST_QUEUE, harvestScheduleId, reconcileScheduleId } from '../../workflows/contract.ts';

/** Slots missed while nothing ran are made up for if they are not older. */
const CATCHUP = '1 hour';
/** Reconciliations of many connectors do not all start at once. */
const RECONCILE_JITTER_MS = 600_000;
/** Said of a schedule that only runs when somebody asks. */
const ON_DEMAND = 'no frequency: runs on demand';

/** Makes the connector's schedules as its configuration says; one that exists keeps its pause and its history. */
export async function applySchedules(
  client: Client,
  config: ConnectorConfig,
  paused: boolean,
): Promise<void> {
  const wanted = schedulesOf(config);
  for (const scheduleId of scheduleIds(config.id)) {
    const options = wanted.find((one) => one.scheduleId === scheduleId);
    if (options === undefined) await drop(client, scheduleId);
    else await apply(client, options, paused);
  }
}

export async function dropSchedules(client: Client, connectorId: string): Promise<void> {
  for (const scheduleId of scheduleIds(connectorId)) await drop(client, scheduleId);
}

export async function setSchedulesPaused(
  client: Client,
  config: ConnectorConfig,
  paused: boolean,
): Promise<void> {
  for (const { scheduleId, onDemand } of schedulesOf(config)) {
    const handle = client.schedule.getHandle(scheduleId);
    try {
      if (paused) await handle.pause('paused with its connector');
      else if (!onDemand) await handle.unpause('resumed with its connector');
    } catch (error) {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    }
  }
}

/** Starts the scheduled workflow now, also when its schedule is paused; the schedule is made first if it is missing. */
export async function trigger(client: Client, config: ConnectorConfig, scheduleId: string): Promise<void> {
  await applySchedules(client, config, false);
  await client.schedule.getHandle(scheduleId).trigger();
}

/** Next harvests, at most five; empty while paused or unknown. */
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

const scheduleIds = (connectorId: string): string[] => [
  harvestScheduleId(connectorId),
  reconcileScheduleId(connectorId),
];

type Wanted = Pick<ScheduleOptions, 'scheduleId' | 'spec' | 'action' | 'policies'> & { onDemand: boolean };

function schedulesOf(config: ConnectorConfig): Wanted[] {
  const { id, adapter, title, harvest, push } = config;
  const shared = {
    type: 'startWorkflow' as const,
    taskQueue: HARVEST_QUEUE,
    searchAttributes: { ConnectorId: [id], ConnectorKind: [adapter] },
  };
  const policies = {
    overlap: ScheduleOverlapPolicy.SKIP,
    catchupWindow: CATCHUP,
    pauseOnFailure: false,
  };
  const wanted: Wanted[] = [];
  if (harvest !== undefined) {
    wanted.push({
      scheduleId: harvestScheduleId(id),
      spec: specOf(harvest),
      action: {
        ...shared,
        workflowType: 'harvest',
        workflowId: harvestScheduleId(id),
        args: [{ connectorId: id, kind: adapter, mode: 'full' }],
        staticSummary: `harvest ${title ?? id}`,
      },
      policies,
      onDemand: harvest.every === undefined && harvest.cron === undefined,
    });
  }
  if (push !== undefined) {
    wanted.push({
      scheduleId: reconcileScheduleId(id),
      spec: { intervals: [{ every: durationMs(push.reconcileEvery) }], jitter: RECONCILE_JITTER_MS },
      action: {
        ...shared,
        workflowType: 'reconcile',
        workflowId: reconcileScheduleId(id),
        args: [{ connectorId: id, kind: adapter }],
        staticSummary: `reconcile ${title ?? id}`,
      },
      policies,
      onDemand: false,
    });
  }
  return wanted;
}

async function apply(client: Client, { onDemand, ...options }: Wanted, paused: boolean): Promise<void> {
  const note = onDemand ? { note: ON_DEMAND } : {};
  try {
    await client.schedule.create({ ...options, state: { paused: paused || onDemand, ...note } });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(options.scheduleId).update(({ state }) => {
      const wasOnDemand = state.note === ON_DEMAND;
      // Whoever paused it, here or in Temporal UI, decides when it goes on.
      if (onDemand === wasOnDemand) return { ...options, state };
      return { ...options, state: { ...state, paused: paused || onDemand, note: onDemand ? ON_DEMAND : '' } };
    });
  }
}

async function drop(client: Client, scheduleId: string): Promise<void> {
  try {
    await client.schedule.getHandle(scheduleId).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
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
