import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
} from '@temporalio/workflow';
import { verifiedDetails } from './details.ts';
import type {
  ReconcileActivities,
  ReconcileCounts,
  ReconcileInput,
  ReconcilePlace,
  ReconcileResult,
  VerifyActivities,
} from './contract.ts';
import type { VerifyCounts } from '../src/model/counts.ts';

const { reconcilePage, openVerification, closeVerification } = proxyActivities<ReconcileActivities>({
  startToCloseTimeout: '5 minutes',
  scheduleToCloseTimeout: '6 hours',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  priority: { priorityKey: 4 },
});

/** A remote that is away is waited for during a day: where it stands is in the ledger, nothing starts over. */
const { verifyRemote } = proxyActivities<VerifyActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '2 minutes' },
  priority: { priorityKey: 4 },
});

/**
 * Compares what a connector should show with what it last pushed, and on demand with what its remote shows, and announces
 * the differences: the net under lost and never sent announcements. It writes nothing to the remote itself; the connector
 * does.
 */
export async function reconcile(input: ReconcileInput): Promise<ReconcileResult> {
  const { connectorId } = input;
  let counts: ReconcileCounts = { checked: 0, stale: 0, orphaned: 0 };
  let place: ReconcilePlace | undefined = { side: 'platform' };
  while (place !== undefined) {
    const summary = `compare ${place.side} from ${counts.checked + 1}`;
    const page: Awaited<ReturnType<ReconcileActivities['reconcilePage']>> =
      await reconcilePage.executeWithOptions({ summary }, [{ connectorId, place }]);
    counts = {
      checked: counts.checked + page.counts.checked,
      stale: counts.stale + page.counts.stale,
      orphaned: counts.orphaned + page.counts.orphaned,
    };
    place = page.next;
    setCurrentDetails(
      `${counts.checked} compared: ${counts.stale} to be pushed, ${counts.orphaned} to be taken back`,
    );
  }
  if (input.verify !== true) return counts;
  return { ...counts, verified: await verify(connectorId) };
}

async function verify(connectorId: string): Promise<VerifyCounts> {
  const { verificationId } = await openVerification.executeWithOptions({ summary: 'open a verification' }, [
    { connectorId },
  ]);
  try {
    for (let read = 0; ;) {
      const { done, counts } = await verifyRemote.executeWithOptions({ summary: `read from ${read + 1}` }, [
        { connectorId, verificationId },
      ]);
      setCurrentDetails(verifiedDetails(connectorId, counts));
      read = counts.read;
      if (!done) continue;
      await closeVerification.executeWithOptions({ summary: 'close' }, [{ verificationId }]);
      return counts;
    }
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    const { cause } = error;
    const kind = cause instanceof ApplicationFailure ? (cause.type ?? 'internal') : 'unreachable';
    const fault = { kind, message: cause?.message ?? error.message };
    await closeVerification.executeWithOptions({ summary: 'close as failed' }, [{ verificationId, fault }]);
    throw error;
  }
}
