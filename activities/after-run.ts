import { isMeasure, remember } from './mode.ts';
import type { Ports } from './ports.ts';
import { connector } from '../src/ledger/connectors.ts';
import { closeOlderAsides } from '../src/ledger/open-asides.ts';
import { harvestState, NO_DATES, passed, runNotes, saveHealth } from '../src/ledger/harvest-states.ts';
import { anyOpen } from '../src/ledger/holds.ts';
import { addNotice } from '../src/ledger/notices.ts';
import { forgetVersions } from '../src/ledger/record-versions.ts';
import { run as findRun, type Run } from '../src/ledger/runs.ts';
import type { Health } from '../src/ledger/schema/runs.ts';
import type { HarvestResult } from '../workflows/contract.ts';

/**
 * What a run that has ended means for the next ones: how far the remote was listed, whether its dates can be believed,
 * whether somebody is to be told, and what of the past is let go. Doing it twice changes nothing.
 */
export async function afterRun(ports: Ports, result: HarvestResult): Promise<HarvestResult> {
  const run = await findRun(ports.db, result.runId);
  if (run === undefined || run.mode === 'validate') return result;
  const harvest = (await connector(ports.db, run.connectorId))?.config.harvest;
  const notice = await ports.db.transaction().execute(async (tx) => {
    const state = await harvestState(tx, run.connectorId);
    const health = healthOf(run, await anyOpen(tx, run.connectorId)) ?? state.health;
    const done = await addNotice(tx, run, state.health, health);
    if (done === 'known') return true;
    if (run.verdict?.state === 'complete' && run.state === 'complete') {
      const notes = await runNotes(tx, run.id);
      const full = run.mode !== 'incremental';
      const measured = run.mode === 'full' && isMeasure(notes.dates);
      await passed(tx, run.connectorId, {
        full,
        watermark: latest(notes.newest, state),
        scopeFingerprint: run.scopeFingerprint,
        mappingFingerprint: run.mappingFingerprint,
        ...(measured ? { dates: remember(state.dates ?? NO_DATES, notes.dates) } : {}),
      });
      if (full) await closeOlderAsides(tx, run.connectorId, run.id);
    }
    if (state.health !== health) await saveHealth(tx, run.connectorId, health);
    return done === 'added';
  });
  const { added, updated, removed } = run.counts;
  if (harvest !== undefined && added + updated + removed > 0)
    await forgetVersions(
      ports.db,
      run.connectorId,
      { runId: run.id, writer: `harvest/${run.connectorId}/${run.id}` },
      harvest.versions,
    );
  return notice ? { ...result, notice: true } : result;
}

/** Undefined for a run that says nothing of it: one that was stopped or cancelled, or whose remote was moving. */
function healthOf(run: Pick<Run, 'state' | 'verdict'>, waits: boolean): Health | undefined {
  if (run.state === 'failed' || run.verdict?.state === 'suspicious') return 'failing';
  if (waits) return 'held';
  return run.state === 'complete' ? 'ok' : undefined;
}

function latest(newest: string | undefined, state: { watermark?: string }): string | undefined {
  if (newest === undefined || state.watermark === undefined) return newest ?? state.watermark;
  return Date.parse(newest) > Date.parse(state.watermark) ? newest : state.watermark;
}
