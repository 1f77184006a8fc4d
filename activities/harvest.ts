import { afterRun } from './after-run.ts';
import { beating, currentAttempt, workflowOf } from './attempt.ts';
import { reporting } from './failure.ts';
import { decide } from './mode.ts';
import { notify } from './notify.ts';
import { harvestPages } from './pages.ts';
import { carryOut, keepDecision } from './holds.ts';
import type { Ports } from './ports.ts';
import { failRun, settleRun } from './settle.ts';
import { steer } from './steer.ts';
import { RemoteFault } from '../src/faults.ts';
import { connector } from '../src/ledger/connectors.ts';
import { startAfter } from '../src/config/blackout.ts';
import type { ConnectorConfig, HarvestConfig } from '../src/config/connector.ts';
import { forgetRules } from '../src/ledger/records.ts';
import { askMode, harvestState } from '../src/ledger/harvest-states.ts';
import { openRun, run as findRun, runs } from '../src/ledger/runs.ts';
import { mappingFingerprintOf, scopeFingerprintOf } from './settings-fingerprint.ts';
import type { HarvestActivities } from '../workflows/contract.ts';

export function harvestActivities(ports: Ports): HarvestActivities {
  return {
    openHarvest: (input) => reporting(currentAttempt().attempt, () => open(ports, input)),
    harvestPages: (input) => {
      const attempt = currentAttempt();
      return reporting(attempt.attempt, () => harvestPages(ports, attempt, input));
    },
    settleHarvest: (input) => beating(async () => afterRun(ports, await settleRun(ports, input))),
    failHarvest: async (input) => afterRun(ports, await failRun(ports, input)),
    steerHarvest: (input) => steer(ports, input),
    decideRemovals: ({ runId, decision }) => beating(() => keepDecision(ports, { runId, decision })),
    applyRemovals: (input) => beating(() => carryOut(ports, input)),
    notify: (input) =>
      reporting(currentAttempt().attempt, () => notify(ports, input, currentAttempt().signal)),
  };
}

/** Opens the run in the mode that is due. What somebody asked of the next run is used up with it. */
async function open(
  ports: Ports,
  { connectorId, mode }: { connectorId: string; mode: string },
): Promise<{ runId: string; waitMs?: number }> {
  const found = await connector(ports.db, connectorId);
  if (found?.config.harvest === undefined) {
    throw new RemoteFault('refused', `connector ${connectorId} has no harvest in its configuration`);
  }
  const { harvest } = found.config;
  const { workflowId, runId } = workflowOf();
  const waitMs = blackoutMs(harvest, new Date());
  if (waitMs > 0) return { runId, waitMs };
  await forgetOldRules(ports, found.config);
  const scopeFingerprint = scopeFingerprintOf(ports, found.config);
  const mappingFingerprint = mappingFingerprintOf(found.config);
  await ports.db.transaction().execute(async (tx) => {
    if ((await findRun(tx, runId)) !== undefined) return;
    const state = await harvestState(tx, connectorId);
    const can = ports.adapterOf(found.config.adapter)?.incremental === true;
    const asked = state.askedMode ?? mode;
    const decision = decide(asked, {
      harvest,
      state,
      can,
      scopeFingerprint,
      mappingFingerprint,
      now: new Date(),
    });
    const { since, reason: modeReason } = decision;
    await openRun(tx, {
      id: runId,
      connectorId,
      workflowId,
      mode: decision.mode,
      scopeFingerprint,
      mappingFingerprint,
      since,
      modeReason,
    });
    if (state.askedMode !== undefined) await askMode(tx, connectorId, null);
  });
  return { runId };
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
  if (last?.mappingFingerprint !== undefined && last.mappingFingerprint !== mappingFingerprintOf(config))
    await forgetRules(ports.db, config.id);
}
