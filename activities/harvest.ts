import { currentAttempt } from './attempt.ts';
import { reporting } from './failure.ts';
import { harvestPages } from './pages.ts';
import type { Ports } from './ports.ts';
import { mappingOf, scopeOf } from './scope.ts';
import { failRun, settleRun } from './settle.ts';
import { workflowOf } from './attempt.ts';
import { RemoteFault } from '../src/faults.ts';
import { connector } from '../src/ledger/connectors.ts';
import { forgetRules } from '../src/ledger/records.ts';
import { openRun, runs } from '../src/ledger/runs.ts';
import { startAfter } from '../src/config/blackout.ts';
import type { ConnectorConfig, HarvestConfig } from '../src/config/connector.ts';
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
        const waitMs = blackoutMs(found.config.harvest, new Date());
        if (waitMs > 0) return { runId, waitMs };
        await forgetOldRules(ports, found.config);
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

/** How long no harvest may start, at most an hour: then the configuration is read anew. */
const WAIT_MS_MAX = 3_600_000;

function blackoutMs({ blackout = [] }: HarvestConfig, now: Date): number {
  return Math.min(startAfter(blackout, now).getTime() - now.getTime(), WAIT_MS_MAX);
}

/** What rules that are gone did is no longer true of records that stay as they are. */
async function forgetOldRules(ports: Ports, config: ConnectorConfig): Promise<void> {
  if (config.harvest?.rules !== undefined) return;
  const [last] = await runs(ports.db, { connectorId: config.id, limit: 1 });
  if (last?.mappingFingerprint !== undefined && last.mappingFingerprint !== mappingOf(config))
    await forgetRules(ports.db, config.id);
}
