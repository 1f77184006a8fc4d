import { defineSearchAttributeKey } from '@temporalio/common';
import {
  CancellationScope,
  allHandlersFinished,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { addPushes, NO_PUSHES } from '../src/model/counts.ts';
import { connectorDetails } from './details.ts';
import { recovery, stopped } from './waiting.ts';
import * as contract from './contract.ts';
import type {
  ConnectorInput,
  ConnectorStatusReport,
  DrainReport,
  PushActivities,
  RemoteStop,
} from './contract.ts';

/** Two lanes, so that a slow batch never holds back a fresh change; the outbox never gives a dataset to both. */
const LANES = 2;
/** Ids taken along to the outbox in one activity. */
const ANNOUNCED_AT_ONCE = 2_000;
/** Shortest, so that a clock that differs from the database's cannot make a busy loop. */
const REST_LEAST_MS = 50;

const { drain, announce, pushNow } = proxyActivities<PushActivities>({
  // A drain begins nothing new after some seconds, but a large file may be on its way then.
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '15 seconds',
  retry: {
    initialInterval: '1 second',
    maximumInterval: '30 seconds',
    nonRetryableErrorTypes: ['PayloadsTooLarge'],
  },
  priority: { priorityKey: 2 },
});

/** Without a limit of attempts: it waits for the remote, or for its owner, as long as it takes. */
const { probeRemote } = proxyActivities<PushActivities>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 1.6, maximumInterval: '1 minute' },
});

const SyncStatus = defineSearchAttributeKey('SyncStatus', 'KEYWORD');

/**
 * One connector for as long as it exists: brings what its outbox holds to the remote, and waits when the remote or its
 * owner must move first. All it remembers is numbers; what waits is in the outbox.
 */
export async function connector(input: ConnectorInput): Promise<void> {
  const { connectorId } = input;
  const announcements = [...(input.carried?.announcements ?? [])];
  let counts = input.carried?.counts ?? NO_PUSHES;
  let wait = input.carried?.wait;
  /** What stopped the lanes and has not been waited out yet. */
  let stop: RemoteStop | undefined = wait && { kind: wait.kind, message: wait.message };
  let isPaused = input.paused;
  let isRetired = false;
  // Whatever was nudged before this run began is in the outbox.
  let nudged = true;
  let dueAt: number | undefined;
  let proven = false;
  let recovering: CancellationScope | undefined;
  let toldState = '';
  const lanes = new Set<Promise<void>>();

  const mayStart = (): boolean => nudged && !isPaused && lanes.size < LANES;
  const handover = (): boolean =>
    input.eventsMax === undefined
      ? workflowInfo().continueAsNewSuggested
      : workflowInfo().historyLength >= input.eventsMax;

  const report = (): ConnectorStatusReport => ({
    state: isPaused ? 'paused' : wait !== undefined ? 'waiting' : lanes.size > 0 ? 'working' : 'idle',
    counts,
    ...(wait === undefined ? {} : { wait }),
  });

  /** An event only when an operator would look differently at it: working is a kind of idle. */
  function tell(): void {
    setCurrentDetails(connectorDetails(connectorId, input.kind, report()));
    const state = report().state === 'working' ? 'idle' : report().state;
    if (state !== toldState) upsertSearchAttributes([{ key: SyncStatus, value: state }]);
    toldState = state;
  }

  function halt(fault: RemoteStop): void {
    stop ??= fault;
    wait = stopped(wait, fault, new Date().toISOString());
    nudged = true;
  }

  function settle(drained: DrainReport): void {
    counts = addPushes(counts, drained.counts);
    if (drained.fault !== undefined) return halt(drained.fault);
    if (stop !== undefined) return;
    wait = undefined;
    proven = false;
    dueAt = drained.dueInMs === undefined ? undefined : Date.now() + drained.dueInMs;
    if (drained.dueInMs === 0) nudged = true;
  }

  function startLane(): void {
    nudged = false;
    const summary = proven
      ? `push to ${connectorId}, the remote is back`
      : `push what changed to ${connectorId}`;
    const lane = drain
      .executeWithOptions({ summary }, [{ connectorId, proven }])
      .then(settle)
      .finally(() => {
        lanes.delete(lane);
        tell();
      });
    lanes.add(lane);
  }

  /** Lets the remote, or its owner, come back. A change of settings or an operator cuts it short; so does a history that grew too long. */
  async function recover(fault: RemoteStop): Promise<void> {
    const how = recovery(fault, wait?.times ?? 1);
    const summary = `${connectorId}: ${fault.kind}`;
    const scope = new CancellationScope();
    recovering = scope;
    try {
      await scope.run(async () => {
        const back =
          how.by === 'time'
            ? sleep(how.ms, { summary })
            : probeRemote.executeWithOptions({ summary }, [{ connectorId }]);
        await Promise.race([back, condition(handover)]);
      });
      // The next run takes the same wait over.
      if (handover()) return scope.cancel();
      proven = how.by === 'probe';
    } catch (error) {
      if (!isCancellation(error) || CancellationScope.current().consideredCancelled) throw error;
    } finally {
      recovering = undefined;
    }
    stop = undefined;
    nudged = true;
  }

  const wake = (): void => {
    nudged = true;
    recovering?.cancel();
  };
  setHandler(contract.status, report, { description: 'State, counts, and why it waits' });
  setHandler(
    contract.datasetsChanged,
    (ids) => {
      if (Array.isArray(ids) && ids.length > 0)
        announcements.push(...ids.filter((id) => typeof id === 'string'));
      else nudged = true;
    },
    { description: 'Datasets of the platform changed: at most 40 ids, or nothing for a nudge' },
  );
  setHandler(contract.settingsChanged, wake, { description: 'Settings or a secret changed: try again now' });
  setHandler(contract.retryAsked, wake, { description: 'Try again what failed' });
  setHandler(contract.paused, () => void (isPaused = true), {
    description: 'Stop; changes wait in the outbox',
  });
  setHandler(
    contract.resumed,
    () => {
      isPaused = false;
      wake();
    },
    { description: 'Go on after a pause' },
  );
  setHandler(
    contract.retired,
    () => {
      isRetired = true;
      wake();
    },
    { description: 'The connector is out of use: end' },
  );
  setHandler(
    contract.pushNow,
    async (datasetIds) => {
      const summary = `push ${datasetIds.length} datasets at once to ${connectorId}`;
      const result = await pushNow.executeWithOptions({ summary }, [{ connectorId, datasetIds }]);
      if (result.fault !== undefined) halt(result.fault);
      return result.outcomes;
    },
    { validator: checkIds, description: 'Push these datasets first of all and answer with the outcomes' },
  );

  /** Rests until something happens, or the next deferred dataset is due. */
  async function untilDue(woken: () => boolean, at: number): Promise<void> {
    const summary = `${connectorId}: next try of a deferred dataset`;
    const happened = await condition(woken, Math.max(at - Date.now(), REST_LEAST_MS), { summary });
    if (happened) return;
    dueAt = undefined;
    nudged = true;
  }

  tell();
  // Signals change what the loop looks at while it waits.
  // oxlint-disable-next-line no-unmodified-loop-condition
  while (!isRetired && !handover()) {
    if (announcements.length > 0) {
      const datasetIds = announcements.splice(0, ANNOUNCED_AT_ONCE);
      await announce.executeWithOptions({ summary: `note ${datasetIds.length} changes` }, [
        { connectorId, datasetIds },
      ]);
      nudged = true;
    } else if (stop !== undefined && !isPaused) {
      await Promise.all(lanes);
      tell();
      await recover(stop);
    } else if (mayStart()) {
      startLane();
    } else {
      const busy = lanes.size > 0;
      const woken = (): boolean =>
        isRetired ||
        handover() ||
        announcements.length > 0 ||
        mayStart() ||
        (stop !== undefined && !isPaused) ||
        (busy && lanes.size === 0);
      if (dueAt === undefined) await condition(woken);
      else await untilDue(woken, dueAt);
    }
  }
  await Promise.all(lanes);
  await condition(allHandlersFinished);
  tell();
  if (isRetired) return;
  await continueAsNew<typeof connector>({
    ...input,
    paused: isPaused,
    carried: { counts, announcements, ...(wait === undefined ? {} : { wait }) },
  });
}

function checkIds(datasetIds: string[]): void {
  if (!Array.isArray(datasetIds) || datasetIds.length === 0)
    throw new TypeError('pushNow takes a list of dataset ids');
  if (datasetIds.length > contract.PUSH_NOW_MAX)
    throw new RangeError(`pushNow takes at most ${contract.PUSH_NOW_MAX} ids; announce the others`);
}
