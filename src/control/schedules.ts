import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
  type ScheduleSpec,
} from '@temporalio/client';
import type { ConnectorConfig, HarvestConfig } from '../config/connector.ts';
import { startAfter } from '../config/blackout.ts';
import { dueAfter } from '../config/due.ts';
import { durationMs } from '../config/duration.ts';
import { calendarOf } from './calendar.ts';
import {
  HARVEST_QUEUE,
  harvestScheduleId,
  reconcileScheduleId,
  verifyScheduleId,
} from '../../workflows/contract.ts';

/** Slots of a reconciliation missed while nothing ran are made up for if they are not older. */
const RECONCILE_CATCHUP = '1 hour';
const NEXT_SHOWN = 5;
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

/**
 * Starts the scheduled workflow now, also when its schedule is paused; the schedule is made if it is missing. It counts
 * as one of the schedule's own, so that none falls due beside it; after one that is just ending it waits for the end.
 */
export async function trigger(client: Client, config: ConnectorConfig, scheduleId: string): Promise<void> {
  const handle = client.schedule.getHandle(scheduleId);
  try {
    await handle.trigger(ScheduleOverlapPolicy.BUFFER_ONE);
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    await applySchedules(client, config, false);
    await handle.trigger(ScheduleOverlapPolicy.BUFFER_ONE);
  }
}

/**
 * Next harvests, at most five; empty while paused or unknown. What falls due in a blackout starts at its end. Whether it is
 * paused is the schedule's to say, wherever somebody paused it; one that only runs on demand is not paused by that.
 */
export async function nextStarts(
  client: Client,
  connectorId: string,
  harvest: HarvestConfig,
): Promise<{ next: string[]; paused: boolean | undefined }> {
  try {
    const { state, info } = await client.schedule.getHandle(harvestScheduleId(connectorId)).describe();
    if (isOnDemand(harvest)) return { next: [], paused: undefined };
    if (state.paused) return { next: [], paused: true };
    const times = info.nextActionTimes.map((time) => time.getTime());
    const starts = new Set(free(times, harvest));
    const last = times.at(-1);
    const beyond = Math.max(0, ...starts);
    // All that Temporal told fell into one blackout: what comes after it is reckoned.
    if (starts.size < NEXT_SHOWN && last !== undefined && beyond > last)
      for (const time of free(dueAfter(harvest, new Date(beyond), NEXT_SHOWN), harvest)) starts.add(time);
    const next = [...starts].sort((a, b) => a - b).slice(0, NEXT_SHOWN);
    return { next: next.map((time) => new Date(time).toISOString()), paused: false };
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return { next: [], paused: undefined };
    throw error;
  }
}

function free(times: readonly number[], { blackout = [] }: HarvestConfig): number[] {
  return times.map((time) => startAfter(blackout, new Date(time)).getTime());
}

/** A harvest of a connector that is not at its end: it works, or waits for the end of a blackout. */
export async function underWay(client: Client, connectorId: string): Promise<string | undefined> {
  const query = `WorkflowType = 'harvest' AND ConnectorId = '${connectorId}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of client.workflow.list({ query })) return workflowId;
  return undefined;
}

/** Makes up for what fell due between two times, by the schedule's own overlap policy. */
export async function backfill(
  client: Client,
  config: ConnectorConfig,
  span: { from: Date; to: Date },
): Promise<void> {
  await applySchedules(client, config, false);
  await client.schedule
    .getHandle(harvestScheduleId(config.id))
    .backfill([{ start: span.from, end: span.to, overlap: overlapOf(config.harvest) }]);
}

const scheduleIds = (connectorId: string): string[] => [
  harvestScheduleId(connectorId),
  reconcileScheduleId(connectorId),
  verifyScheduleId(connectorId),
];

type Wanted = Pick<ScheduleOptions, 'scheduleId' | 'spec' | 'action' | 'policies'> & { onDemand: boolean };

function schedulesOf(config: ConnectorConfig): Wanted[] {
  const { id, adapter, title, harvest, push } = config;
  const shared = {
    type: 'startWorkflow' as const,
    taskQueue: HARVEST_QUEUE,
    searchAttributes: { ConnectorId: [id], ConnectorKind: [adapter] },
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
        args: [{ connectorId: id, kind: adapter, mode: 'auto' }],
        staticSummary: `harvest ${title ?? id}`,
      },
      policies: {
        overlap: overlapOf(harvest),
        catchupWindow: durationMs(harvest.catchUp),
        pauseOnFailure: false,
      },
      onDemand: isOnDemand(harvest),
    });
  }
  if (push !== undefined) {
    const { verifyEvery } = push;
    const policies = {
      overlap: ScheduleOverlapPolicy.SKIP,
      catchupWindow: RECONCILE_CATCHUP,
      pauseOnFailure: false,
    };
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
    wanted.push({
      scheduleId: verifyScheduleId(id),
      spec:
        verifyEvery === undefined
          ? {}
          : { intervals: [{ every: durationMs(verifyEvery) }], jitter: RECONCILE_JITTER_MS },
      action: {
        ...shared,
        workflowType: 'reconcile',
        workflowId: verifyScheduleId(id),
        args: [{ connectorId: id, kind: adapter, verify: true }],
        staticSummary: `verify ${title ?? id}`,
      },
      policies,
      onDemand: verifyEvery === undefined,
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
    ...(harvest.cron === undefined ? {} : { cronExpressions: [harvest.cron] }),
    ...(harvest.calendar === undefined ? {} : { calendars: [harvest.calendar].flat().map(calendarOf) }),
    ...(isOnDemand(harvest) || harvest.every !== undefined ? {} : { timezone: harvest.timezone ?? 'UTC' }),
    jitter: durationMs(harvest.jitter),
  };
}

function isOnDemand(harvest: HarvestConfig): boolean {
  return harvest.every === undefined && harvest.cron === undefined && harvest.calendar === undefined;
}

function overlapOf(harvest: HarvestConfig | undefined): ScheduleOverlapPolicy {
  return harvest?.overlap === 'buffer-one' ? ScheduleOverlapPolicy.BUFFER_ONE : ScheduleOverlapPolicy.SKIP;
}
