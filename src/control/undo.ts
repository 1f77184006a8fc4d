import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { allChanges, historyOf, titleOf, writerOf } from './run-changes.ts';
import { ControlError } from './control.ts';
import type { Parts } from './parts.ts';
import type { Undo, UndoStep } from './run-control.ts';
import { alone } from '../ledger/absences.ts';
import { connector, connectors } from '../ledger/connectors.ts';
import type { Tx } from '../ledger/ledger.ts';
import { pin, unpin } from '../ledger/pins.ts';
import { keepRemoved, keepUnremoved, recordsOf } from '../ledger/kept-records.ts';
import { closeRun, NO_COUNTS, openRun, runs, type Run } from '../ledger/runs.ts';
import { diffDatasets } from '../model/dataset-diff.ts';
import { fingerprint } from '../model/fingerprint.ts';
import { demandWritten } from '../platform/written.ts';
import type { DatasetChange } from '../platform/history.ts';

/** Steps that are told one by one. */
const STEPS_TOLD = 1_000;
const AT_ONCE = 200;

/** A run whose changes were taken back; it ends a transaction that was only a plan. */
class OnlyPlanned extends Error {
  readonly undo: Undo;
  constructor(undo: Undo) {
    super('planned');
    this.undo = undo;
  }
}

/**
 * Takes back what a run changed, all of it in one transaction, as a run of its own. What was changed since by somebody
 * else is left alone unless forced. The records are pinned: a harvest leaves them as they are now for as long as the
 * source says what it said then.
 */
export async function undoRun(
  parts: Parts,
  run: Run,
  options: { force: boolean; dryRun: boolean },
): Promise<Undo> {
  const [last] = await runs(parts.db, { connectorId: run.connectorId, limit: 1 });
  if (!options.dryRun && last?.state === 'running')
    throw new ControlError(
      'invalid',
      `a harvest of ${run.connectorId} is running since ${last.startedAt.toISOString()}: stop it, or wait for its end`,
    );
  try {
    const undo = await parts.db.transaction().execute((tx) => takeBack(parts, tx, run, options));
    for (const { config } of await connectors(parts.db))
      if (config.push !== undefined) parts.nudger.nudge(config.id);
    return undo;
  } catch (error) {
    if (error instanceof OnlyPlanned) return error.undo;
    throw error;
  }
}

async function takeBack(
  parts: Parts,
  tx: Tx,
  run: Run,
  { force, dryRun }: { force: boolean; dryRun: boolean },
): Promise<Undo> {
  await alone(tx, run.connectorId);
  const undoRun = randomUUID();
  const undo: Undo = { run: run.id, counts: { revert: 0, restore: 0, remove: 0, refused: 0 }, steps: [] };
  const policy = (await connector(parts.db, run.connectorId))?.config.harvest?.removed;
  const gone = policy === 'delete' ? 'deleted' : 'archived';
  let batch: { change: DatasetChange; action: UndoStep['action'] }[] = [];
  const flush = async (): Promise<void> => {
    if (!dryRun) await write(parts, tx, { run, undoRun, gone }, batch);
    batch = [];
  };
  for await (const change of allChanges(historyOf(parts.platform), [writerOf(run)], tx)) {
    const step = stepOf(change);
    if (step === undefined) continue;
    const left =
      step.refused !== undefined && (!force || (change.before === undefined && step.action !== 'remove'));
    undo.counts[left ? 'refused' : step.action] += 1;
    if (undo.steps.length < STEPS_TOLD) undo.steps.push(step);
    if (left) continue;
    batch.push({ change, action: step.action });
    if (batch.length >= AT_ONCE) await flush();
  }
  await flush();
  if (dryRun) throw new OnlyPlanned(undo);
  await record(tx, run, undoRun, undo);
  return { ...undo, undoRun };
}

/** Undefined when there is nothing to take back. */
function stepOf(change: DatasetChange): UndoStep | undefined {
  const { datasetId, before, after, created, since } = change;
  const title = titleOf(after.dataset, datasetId);
  const base = { datasetId, title, ...(since === undefined ? {} : { refused: `changed since by ${since}` }) };
  if (created || (before !== undefined && before.state !== 'active'))
    return after.state === 'active' ? { ...base, action: 'remove', diff: [] } : undefined;
  if (before === undefined)
    return { ...base, action: 'revert', diff: [], refused: 'the version before is no longer kept' };
  if (after.state !== 'active') return { ...base, action: 'restore', diff: [] };
  return { ...base, action: 'revert', diff: diffDatasets(after.dataset, before.dataset) };
}

async function write(
  parts: Parts,
  tx: Tx,
  { run, undoRun, gone }: { run: Run; undoRun: string; gone: 'archived' | 'deleted' },
  batch: readonly { change: DatasetChange; action: UndoStep['action'] }[],
): Promise<void> {
  if (batch.length === 0) return;
  const { connectorId } = run;
  const by = writerOf({ id: undoRun, connectorId });
  const back = batch.flatMap(({ change: { datasetId, before }, action }) =>
    action === 'remove' || before === undefined
      ? []
      : [{ id: datasetId, dataset: before.dataset, visibility: before.visibility, harvestedBy: connectorId }],
  );
  demandWritten(await parts.platform.upsert(back, by, tx));
  const removed = batch.filter(({ action }) => action === 'remove').map(({ change }) => change.datasetId);
  await parts.platform.setState(removed, gone, by, tx);
  const restored = batch.filter(({ action }) => action === 'restore').map(({ change }) => change.datasetId);
  const marks = new Map(back.map((entry) => [entry.id, fingerprint(entry.dataset)]));
  const records = await recordsOf(
    tx,
    connectorId,
    batch.map(({ change }) => change.datasetId),
  );
  // What is now as the source says needs no protection from it.
  const [same, other] = [
    records.filter((record) => marks.get(record.datasetId) === record.fingerprint),
    records.filter((record) => marks.get(record.datasetId) !== record.fingerprint),
  ];
  await unpin(
    tx,
    connectorId,
    same.map(({ key }) => key),
  );
  await pin(tx, connectorId, undoRun, other);
  await keepRemoved(tx, connectorId, removed);
  await keepUnremoved(tx, connectorId, restored);
}

/** The undoing is a run of its own, which can be looked at, reported and undone. */
async function record(tx: Tx, run: Run, undoRun: string, undo: Undo): Promise<void> {
  const { id, connectorId } = { id: undoRun, connectorId: run.connectorId };
  await openRun(tx, {
    id,
    connectorId,
    workflowId: 'undo',
    mode: 'undo',
    scopeFingerprint: run.scopeFingerprint,
    modeReason: `takes back run ${run.id}`,
  });
  const { revert, restore, remove, refused } = undo.counts;
  await closeRun(tx, id, {
    state: refused === 0 ? 'complete' : 'partial',
    counts: {
      ...NO_COUNTS,
      received: revert + restore + remove + refused,
      updated: revert,
      returned: restore,
      added: restore,
      removed: remove,
      unchanged: refused,
    },
    ...(refused === 0 ? {} : { reason: `${refused} datasets changed since and were left alone` }),
  });
  await sql`update runs set started_at = clock_timestamp() where id = ${id}`.execute(tx);
}
