import { defineSearchAttributeKey, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  startChild,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { NO_RECORDS } from '../src/model/counts.ts';
import { harvestDetails } from './details.ts';
import { Stopwatch } from './stopwatch.ts';
import {
  harvestProgress,
  harvestSteered,
  removalsWorkflowId,
  type HarvestActivities,
  type HarvestInput,
  type HarvestProgress,
  type HarvestResult,
  type HarvestStanding,
  type HarvestWish,
  type PagesReport,
} from './contract.ts';
import { removals } from './removals.ts';

const { openHarvest, failHarvest, steerHarvest } = proxyActivities<HarvestActivities>({
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

/** Whom it concerns hears of it even when their server is down for some hours. */
const { notify } = proxyActivities<HarvestActivities>({
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '6 hours',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '15 minutes' },
  priority: { priorityKey: 5 },
});

const HarvestVerdict = defineSearchAttributeKey('HarvestVerdict', 'KEYWORD');

/** A running activity sees a pause or a stop at its next page; one that waits for its next try does not, and is called off. */
const NOTICED_WITHIN = '10 seconds';

/** One pass over one listing: pages until its end, then the verdict. Where it stands is in the ledger. */
export async function harvest(input: HarvestInput): Promise<HarvestResult> {
  const { connectorId } = input;
  const standing = new Standing(workflowInfo().runId, workflowInfo().startTime.getTime());
  setHandler(harvestProgress, () => standing.told(), { description: 'Pages and records so far' });
  setHandler(harvestSteered, (wish) => standing.steer(wish), {
    description: '{"action": "pause"}, resume, stop, skip (remoteIds), tune (pageSize, concurrency)',
  });
  setCurrentDetails(harvestDetails(connectorId, standing.told()));
  const runId = await opened(input);
  let result: HarvestResult;
  try {
    await allPages(connectorId, runId, standing);
    result = await settleHarvest.executeWithOptions({ summary: 'verdict' }, [{ connectorId, runId }]);
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() =>
        failHarvest.executeWithOptions({ summary: 'close as cancelled' }, [
          { connectorId, runId, kind: 'cancelled', message: 'cancelled in Temporal: what was read stays' },
        ]),
      );
      throw error;
    }
    if (!(error instanceof ActivityFailure)) throw error;
    const cause = error.cause;
    const kind = cause instanceof ApplicationFailure ? (cause.type ?? 'internal') : 'unreachable';
    result = await failHarvest.executeWithOptions({ summary: 'close as failed' }, [
      { connectorId, runId, kind, message: cause?.message ?? error.message },
    ]);
  }
  standing.end();
  setCurrentDetails(harvestDetails(connectorId, { ...standing.told(), counts: result.counts }, result));
  upsertSearchAttributes([{ key: HarvestVerdict, value: result.verdict ?? result.state }]);
  // Results of before had no such fields: their histories replay without what follows.
  if (result.decideWithinMs !== undefined) await holdRemovals(input, runId, result.decideWithinMs);
  if (result.notice === true) await told(connectorId, runId);
  await condition(allHandlersFinished);
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

async function allPages(connectorId: string, runId: string, standing: Standing): Promise<void> {
  for (let done = false; !done;) {
    await condition(() => !standing.waits);
    const report = await interruptible(standing, () =>
      harvestPages.executeWithOptions({ summary: `pages from ${standing.progress.pages + 1}` }, [
        { connectorId, runId },
      ]),
    );
    if (report === undefined) continue;
    done = report.done;
    standing.moved(report);
    setCurrentDetails(harvestDetails(connectorId, standing.told()));
  }
}

/** The work's report; undefined when it was called off because somebody wants the run to stand still or to stop. */
async function interruptible(
  standing: Standing,
  work: () => Promise<PagesReport>,
): Promise<PagesReport | undefined> {
  const scope = new CancellationScope();
  const before = standing.interrupts;
  let calledOff = false;
  let ended = false;
  const watch = async (): Promise<void> => {
    await condition(() => ended || standing.interrupts > before);
    if (ended || (await condition(() => ended, NOTICED_WITHIN))) return;
    calledOff = true;
    scope.cancel();
  };
  // A cancelled workflow ends the watch as well as the work; the work says so.
  const watching = watch().catch(() => undefined);
  try {
    return await scope.run(work);
  } catch (error) {
    if (calledOff && isCancellation(error)) return undefined;
    throw error;
  } finally {
    ended = true;
    await CancellationScope.nonCancellable(() => watching);
  }
}

/** The run has ended, whether or not somebody could be told. */
async function told(connectorId: string, runId: string): Promise<void> {
  try {
    await notify.executeWithOptions({ summary: 'tell that the state changed' }, [{ connectorId, runId }]);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
  }
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

/** How far the run is and what people want of it. */
class Standing {
  progress: HarvestProgress = { pages: 0, counts: NO_RECORDS };
  /** Wishes so far after which work under way should end. */
  interrupts = 0;
  readonly #runId: string;
  readonly #watch: Stopwatch;
  #paused = false;
  #stopping = false;
  #ended = false;
  /** Wishes that are not durable yet. */
  #open = 0;

  constructor(runId: string, startedAt: number) {
    this.#runId = runId;
    this.#watch = new Stopwatch(startedAt);
  }

  /** Whether no page may be begun. */
  get waits(): boolean {
    return this.#open > 0 || (this.#paused && !this.#stopping);
  }

  /** May be called with anything: signals are also written by hand. */
  async steer(wish: HarvestWish): Promise<void> {
    if (typeof wish?.action !== 'string' || this.#ended) return;
    if (wish.action === 'pause') this.#paused = true;
    if (wish.action === 'resume') this.#paused = false;
    if (wish.action === 'stop') this.#stopping = true;
    this.#watch.stand(this.waits, Date.now());
    this.#open += 1;
    try {
      await CancellationScope.nonCancellable(() =>
        steerHarvest.executeWithOptions({ summary: wish.action }, [{ runId: this.#runId, wish }]),
      );
    } finally {
      this.#open -= 1;
    }
    if (wish.action === 'pause' || wish.action === 'stop') this.interrupts += 1;
    this.#watch.stand(this.waits, Date.now());
  }

  moved({ done: _done, paused: _paused, ...progress }: PagesReport): void {
    this.progress = progress;
    this.#watch.saw(progress.counts.received, Date.now());
  }

  end(): void {
    this.#ended = true;
  }

  told(): HarvestStanding {
    const { announced } = this.progress;
    const state = this.#ended ? 'ended' : this.#stopping ? 'stopping' : this.#paused ? 'paused' : 'running';
    return { ...this.progress, state, ...this.#watch.pace(announced) };
  }
}
