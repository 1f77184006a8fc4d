import {
  ActivityCancellationType,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { outboxChanged, OWN_QUEUE, type OwnActivities, type PushEnd, type PushInput } from './contract.ts';
import { pushDetails } from './details.ts';

/** A summary may have 400 bytes. */
const SUMMARY_LENGTH_MAX = 100;

/**
 * Without a limit of attempts: each says when the next one is, and the connector's own limit ends them. What was cancelled is
 * waited for, so that it never runs beside the next.
 */
const { pushAgain } = proxyActivities<OwnActivities>({
  taskQueue: OWN_QUEUE,
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '15 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: {
    initialInterval: '5 seconds',
    maximumInterval: '5 minutes',
    nonRetryableErrorTypes: ['PayloadsTooLarge'],
  },
  priority: { priorityKey: 3 },
});

/**
 * One dataset that goes on failing, beside its connector: its trouble shows here, and its tries hold nobody up. The outbox
 * decides about everything; without this workflow the connector would try the dataset itself, a little later.
 */
export async function push(input: PushInput): Promise<PushEnd> {
  let stirred = false;
  setHandler(outboxChanged, () => void (stirred = true), {
    description: 'The outbox of this dataset changed: look again',
  });
  setCurrentDetails(pushDetails(input));
  const summary = input.datasetId.slice(0, SUMMARY_LENGTH_MAX);
  // A signal changes what ends a try.
  // oxlint-disable-next-line no-unmodified-loop-condition
  for (;;) {
    stirred = false;
    const scope = new CancellationScope();
    const tried = scope.run(() => pushAgain.executeWithOptions({ summary }, [input]));
    const ended = await endOf(scope, tried, () => stirred);
    if (ended !== undefined) return ended;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof push>(input);
  }
}

/** What came of a try, or undefined when it was broken off because the outbox changed. */
async function endOf(
  scope: CancellationScope,
  tried: Promise<PushEnd>,
  stirred: () => boolean,
): Promise<PushEnd | undefined> {
  await Promise.race([tried, condition(stirred)]);
  if (stirred()) scope.cancel();
  try {
    return await tried;
  } catch (error) {
    if (isCancellation(error) && !CancellationScope.current().consideredCancelled) return undefined;
    throw error;
  }
}
