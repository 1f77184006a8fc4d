import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { ReconcileActivities, ReconcileCounts, ReconcileInput, ReconcilePlace } from './contract.ts';

const { reconcilePage } = proxyActivities<ReconcileActivities>({
  startToCloseTimeout: '5 minutes',
  scheduleToCloseTimeout: '6 hours',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  priority: { priorityKey: 4 },
});

/**
 * Compares what a connector should show with what it last pushed, and announces the differences: the net under lost and
 * never sent announcements. It writes nothing to the remote itself; the connector does.
 */
export async function reconcile(input: ReconcileInput): Promise<ReconcileCounts> {
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
  return counts;
}
