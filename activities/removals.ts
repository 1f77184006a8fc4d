import type { HarvestConfig } from '../src/config/connector.ts';
import { markRemoved, takeDue, type Leaving, type Patience } from '../src/ledger/absences.ts';
import type { Tx } from '../src/ledger/ledger.ts';
import type { Run } from '../src/ledger/runs.ts';
import type { Ports } from './ports.ts';

/** Records that go in one statement. */
const BATCH = 500;

/** Lets all records go that are due. The run's own transaction: all of them or none. */
export async function removeDue(
  ports: Ports,
  tx: Tx,
  run: Run,
  patience: Patience,
  removed: HarvestConfig['removed'],
): Promise<number> {
  for (let count = 0; ;) {
    const leaving = await takeDue(tx, run, patience, BATCH);
    if (leaving.length === 0) return count;
    await letGo(ports, tx, { connectorId: run.connectorId, runId: run.id, removed }, leaving);
    count += leaving.length;
  }
}

/** Does with these records what their connector does with removed ones. */
export async function letGo(
  ports: Ports,
  tx: Tx,
  { connectorId, runId, removed }: { connectorId: string; runId: string; removed: HarvestConfig['removed'] },
  leaving: readonly Leaving[],
): Promise<void> {
  const ids = leaving.map(({ datasetId }) => datasetId);
  if (removed === 'mark') await ports.platform.markMissing(ids, tx);
  else if (removed !== 'keep')
    await ports.platform.setState(
      ids,
      removed === 'delete' ? 'deleted' : 'archived',
      `harvest/${connectorId}/${runId}`,
      tx,
    );
  await markRemoved(
    tx,
    connectorId,
    leaving.map(({ key }) => key),
  );
}
