import { currentAttempt } from './attempt.ts';
import { reporting } from './failure.ts';
import { harvestPages } from './pages.ts';
import type { Ports } from './ports.ts';
import { mappingOf, scopeOf } from './scope.ts';
import { failRun, settleRun } from './settle.ts';
import { workflowOf } from './attempt.ts';
import { RemoteFault } from '../src/faults.ts';
import { connector } from '../src/ledger/connectors.ts';
import { openRun } from '../src/ledger/runs.ts';
import type { HarvestActivities } from '../workflows/contract.ts';

export function harvestActivities(ports: Ports): HarvestActivities {
  return {
    openHarvest: ({ connectorId, mode }) =>
      reporting(currentAttempt().attempt, async () => {
        const found = await connector(ports.db, connectorId);
        if (found?.config.harvest === undefined) {
          throw new RemoteFault('refused', `connector ${connectorId} has no harvest in its configuration`);
        }
        const { workflowId, runId } = workflowOf();
        await openRun(ports.db, {
          id: runId,
          connectorId,
          workflowId,
          mode,
          scopeFingerprint: scopeOf(found.config),
          mappingFingerprint: mappingOf(found.config),
        });
        return { runId };
      }),
    harvestPages: (input) => {
      const attempt = currentAttempt();
      return reporting(attempt.attempt, () => harvestPages(ports, attempt, input));
    },
    settleHarvest: (input) => settleRun(ports, input),
    failHarvest: (input) => failRun(ports, input),
  };
}
