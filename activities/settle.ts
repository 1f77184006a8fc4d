import { settleAbsences, WHOLE } from './absences.ts';
import { findFiltered } from './out-of-scope.ts';
import { scopeFingerprintOf } from './settings-fingerprint.ts';
import type { Ports } from './ports.ts';
import { shortOf } from './short.ts';
import { verdictOf } from './verdict.ts';
import { alone, recordCounts } from '../src/ledger/absences.ts';
import { connector } from '../src/ledger/connectors.ts';
import { hold } from '../src/ledger/holds.ts';
import { forgetPages } from '../src/ledger/run-pages.ts';
import { closeRun, run as findRun, type Run } from '../src/ledger/runs.ts';
import type { HarvestResult } from '../workflows/contract.ts';

/** Closes a run: how far its listing can be believed, and what that means for the records that it did not hold. */
export async function settleRun(
  ports: Ports,
  input: { connectorId: string; runId: string },
): Promise<HarvestResult> {
  const run = await findRun(ports.db, input.runId);
  if (run === undefined) throw new RangeError(`no run ${input.runId}`);
  // A second try after an answer that was lost.
  if (run.state !== 'running') return resultOf(ports, run);
  const config = (await connector(ports.db, input.connectorId))?.config;
  const harvest = config?.harvest;
  const stores = run.mode !== 'validate';
  if (config !== undefined && saysWhatIsAbsent(run)) await findFiltered(ports, config, run.id);
  const sameScope = config === undefined || scopeFingerprintOf(ports, config) === run.scopeFingerprint;
  const closed = await ports.db.transaction().execute(async (tx): Promise<Run> => {
    await alone(tx, run.connectorId);
    const { live, seen } = await recordCounts(tx, run.connectorId, run.id);
    const verdict = verdictOf(run, { live, distinct: stores ? seen : comparedIn(run), sameScope });
    const absence =
      harvest === undefined || !stores
        ? undefined
        : await settleAbsences(ports, tx, { run, harvest, live, seen, proved: verdict.state === 'complete' });
    const counts = { ...run.counts, ...absence?.counts };
    const reason =
      [verdict.reason, ...(absence?.reasons ?? [])].filter((part) => part !== undefined).join('; ') ||
      undefined;
    const state = verdict.state === 'complete' ? 'complete' : 'partial';
    await closeRun(tx, run.id, { state, counts, verdict, reason });
    await forgetPages(tx, run.id);
    return { ...run, state, counts, verdict, ...(reason === undefined ? {} : { reason }) };
  });
  ports.nudgeDue();
  return resultOf(ports, closed);
}

export async function failRun(
  ports: Ports,
  input: { runId: string; kind: string; message: string },
): Promise<HarvestResult> {
  const run = await findRun(ports.db, input.runId);
  if (run === undefined) throw new RangeError(`no run ${input.runId}`);
  if (run.state !== 'running') return resultOf(ports, run);
  const state = input.kind === 'cancelled' ? 'cancelled' : 'failed';
  await closeRun(ports.db, run.id, { state, counts: run.counts, reason: input.message });
  await forgetPages(ports.db, run.id);
  return { runId: run.id, state: 'failed', reason: input.message, counts: shortOf(run.counts) };
}

function saysWhatIsAbsent({ mode, verdict }: Run): boolean {
  return verdict?.state === 'complete' && WHOLE.has(mode);
}

/** A run that stores nothing leaves no trace on the records. */
function comparedIn({ counts: { added, updated, unchanged } }: Run): number {
  return added + updated + unchanged;
}

async function resultOf(ports: Ports, run: Run): Promise<HarvestResult> {
  const opened = await hold(ports.db, run.id);
  const waitMs = opened === undefined ? 0 : opened.expiresAt.getTime() - Date.now();
  return {
    runId: run.id,
    state: run.state === 'complete' || run.state === 'failed' ? run.state : 'partial',
    counts: shortOf(run.counts),
    ...(run.verdict === undefined ? {} : { verdict: run.verdict.state }),
    ...(run.reason === undefined ? {} : { reason: run.reason }),
    ...(opened?.state === 'open' ? { decideWithinMs: Math.max(waitMs, 1) } : {}),
  };
}
