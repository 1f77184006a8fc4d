import { beating, currentAttempt, workflowOf } from './attempt.ts';
import { reporting } from './failure.ts';
import { harvestPages } from './pages.ts';
import { carryOut, keepDecision } from './holds.ts';
import type { Ports } from './ports.ts';
import { failRun, settleRun } from './settle.ts';
import type { ConnectorConfig } from '../src/config/connector.ts';
import { RemoteFault } from '../src/faults.ts';
import { connector } from '../src/ledger/connectors.ts';
import { openRun } from '../src/ledger/runs.ts';
import { fingerprintOf } from '../src/model/fingerprint.ts';
import type { HarvestActivities } from '../workflows/contract.ts';

export function harvestActivities(ports: Ports): HarvestActivities {
  return {
    openHarvest: ({ connectorId, mode }) =>
      reporting(currentAttempt().attempt, async () => {
        const found = await connector(ports.db, connectorId);
        if (found?.config.harvest === undefined) {
          throw new RemoteFault('refused', `connector ${connectorId} has no harvest in its configuration`);
        }
        const { harvest } = found.config;
        const { workflowId, runId } = workflowOf();
        const scopeFingerprint = scopeOf(ports, found.config, harvest.kinds);
        await openRun(ports.db, { id: runId, connectorId, workflowId, mode, scopeFingerprint });
        return { runId };
      }),
    harvestPages: (input) => {
      const attempt = currentAttempt();
      return reporting(attempt.attempt, () => harvestPages(ports, attempt, input));
    },
    settleHarvest: (input) => beating(() => settleRun(ports, input)),
    failHarvest: (input) => failRun(ports, input),
    decideRemovals: ({ runId, decision }) => beating(() => keepDecision(ports, { runId, decision })),
    applyRemovals: (input) => beating(() => carryOut(ports, input)),
  };
}

/**
 * Of everything that decides what a listing holds: records that fall out of it are out of scope, not removed. Whose key
 * is used is told by the identity instead.
 */
function scopeOf(
  ports: Ports,
  { adapter: kind, settings }: ConnectorConfig,
  kinds: readonly string[],
): string {
  const adapter = ports.adapterOf(kind);
  const secret = new Set(adapter === undefined ? [] : ports.secretFields(adapter));
  const open = Object.entries(settings).filter(([name]) => !secret.has(name));
  return fingerprintOf([kind, Object.fromEntries(open), kinds]);
}
