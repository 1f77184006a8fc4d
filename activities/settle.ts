import { sql } from 'kysely';
import { findFiltered } from './out-of-scope.ts';
import { scopeOf } from './scope.ts';
import { shortOf } from './short.ts';
import type { Ports } from './ports.ts';
import { connector } from '../src/ledger/connectors.ts';
import type { ConnectorConfig, HarvestConfig } from '../src/config/connector.ts';
import type { Db, Tx } from '../src/ledger/ledger.ts';
import { ageAbsent, markRemoved, recordCounts, removable } from '../src/ledger/records.ts';
import { closeRun, run as findRun, type Run } from '../src/ledger/runs.ts';
import type { HarvestResult } from '../workflows/contract.ts';

/** Closes a run: how far its listing can be believed, and what that means for the records that it did not hold. */
export async function settleRun(
  ports: Ports,
  input: { connectorId: string; runId: string },
): Promise<HarvestResult> {
  const run = await findRun(ports.db, input.runId);
  if (run === undefined) throw new RangeError(`no run ${input.runId}`);
  if (run.state !== 'running') return resultOf(run);
  const found = await connector(ports.db, input.connectorId);
  const harvest = found?.config.harvest;
  const verdict = await judge(ports.db, run, found?.config);
  if (verdict.state === 'complete' && found !== undefined) await findFiltered(ports, found.config, run.id);
  const closed = await ports.db.transaction().execute(async (tx): Promise<Run> => {
    const absence =
      verdict.state === 'complete' && harvest !== undefined
        ? await settleAbsences(ports, tx, run, harvest)
        : NO_ABSENCES;
    const counts = { ...run.counts, ...absence.counts };
    const reason =
      [verdict.reason, absence.reason].filter((part) => part !== undefined).join('; ') || undefined;
    const state = verdict.state === 'complete' ? 'complete' : 'partial';
    await closeRun(tx, run.id, { state, counts, verdict, reason });
    return { ...run, state, counts, verdict, ...(reason === undefined ? {} : { reason }) };
  });
  ports.nudgeDue();
  return resultOf(closed);
}

export async function failRun(
  ports: Ports,
  input: { runId: string; kind: string; message: string },
): Promise<HarvestResult> {
  const run = await findRun(ports.db, input.runId);
  if (run === undefined) throw new RangeError(`no run ${input.runId}`);
  await closeRun(ports.db, run.id, { state: 'failed', counts: run.counts, reason: input.message });
  return { runId: run.id, state: 'failed', reason: input.message, counts: shortOf(run.counts) };
}

/** The adapter's verdict, checked against what was stored. */
async function judge(
  db: Db,
  run: Run,
  config: ConnectorConfig | undefined,
): Promise<NonNullable<Run['verdict']>> {
  const verdict = run.verdict ?? {
    state: 'suspicious',
    reason: 'the listing ended without a verdict',
    received: run.counts.received,
  };
  const { seen } = await recordCounts(db, run.connectorId, run.id);
  const kept = seen + run.counts.own + run.counts.setAside + run.counts.filtered;
  if (verdict.state === 'complete' && kept < verdict.received) {
    return {
      ...verdict,
      state: 'suspicious',
      reason: `${verdict.received} records came and ${kept} are accounted for`,
    };
  }
  if (verdict.state === 'complete' && config !== undefined && scopeOf(config) !== run.scopeFingerprint) {
    const reason = 'the settings changed while it ran: pages before and after are not one listing';
    return { ...verdict, state: 'moving', reason };
  }
  return verdict;
}

interface Absences {
  counts: { missing: number; removed: number; held: number };
  reason?: string;
}

const NO_ABSENCES: Absences = { counts: { missing: 0, removed: 0, held: 0 } };

/**
 * Only a complete listing of the same scope as the last complete one says that a record is absent. What was absent
 * often enough goes by the connector's policy, within the removal budget: never more than its share, never everything,
 * nothing after an empty listing. Over it nothing goes and the run says how many are held.
 */
async function settleAbsences(ports: Ports, tx: Tx, run: Run, harvest: HarvestConfig): Promise<Absences> {
  const scope = await lastScope(tx, run);
  if (scope !== undefined && scope !== run.scopeFingerprint) {
    return {
      ...NO_ABSENCES,
      reason:
        'the settings changed since the last complete harvest: what is missing may be out of scope, so nothing was counted as absent',
    };
  }
  const missing = await ageAbsent(tx, run.connectorId, run.id);
  if (missing === 0) return NO_ABSENCES;
  const candidates = harvest.removed === 'keep' ? [] : await removable(tx, run.connectorId, harvest.absences);
  if (candidates.length === 0) return { counts: { missing, removed: 0, held: 0 } };
  const { live, seen } = await recordCounts(tx, run.connectorId, run.id);
  const budget = seen === 0 ? 0 : Math.min(Math.max(1, Math.floor(live * harvest.removalShare)), live - 1);
  if (candidates.length > budget) {
    return {
      counts: { missing, removed: 0, held: candidates.length },
      reason: `${candidates.length} of ${live} records are gone from the remote, more than the ${budget} that one run may remove: nothing was removed`,
    };
  }
  const ids = candidates.map((candidate) => candidate.datasetId);
  await ports.platform.setState(
    ids,
    harvest.removed === 'delete' ? 'deleted' : 'archived',
    `harvest/${run.connectorId}/${run.id}`,
    tx,
  );
  await markRemoved(
    tx,
    run.connectorId,
    candidates.map((candidate) => candidate.key),
  );
  return { counts: { missing, removed: candidates.length, held: 0 } };
}

async function lastScope(tx: Tx, run: Run): Promise<string | undefined> {
  const row = await tx
    .selectFrom('runs')
    .select('scope_fingerprint')
    .where('connector_id', '=', run.connectorId)
    .where('state', '=', 'complete')
    .where('id', '<>', run.id)
    .orderBy(sql`ended_at`, 'desc')
    .executeTakeFirst();
  return row?.scope_fingerprint;
}

function resultOf(run: Run): HarvestResult {
  return {
    runId: run.id,
    state: run.state === 'complete' || run.state === 'failed' ? run.state : 'partial',
    counts: shortOf(run.counts),
    ...(run.verdict === undefined ? {} : { verdict: run.verdict.state }),
    ...(run.reason === undefined ? {} : { reason: run.reason }),
  };
}
