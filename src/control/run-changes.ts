import { diffDatasets } from '../model/dataset-diff.ts';
import type { ListedAside } from '../ledger/set-aside.ts';
import { asidesOf } from '../ledger/set-aside.ts';
import type { Db, Tx } from '../ledger/ledger.ts';
import type { Parts } from './parts.ts';
import { runsBetween, type Run } from '../ledger/runs.ts';
import { pickText } from '../model/text.ts';
import type { Dataset } from '../model/dataset.ts';
import type { DatasetChange, PlatformHistory } from '../platform/history.ts';
import { ControlError } from './control.ts';
import type { ReportRow, RunChange, RunChanges } from './run-control.ts';

const AT_ONCE = 500;

/** Under which name a run writes to the platform. */
export function writerOf(run: Pick<Run, 'id' | 'connectorId'>): string {
  return `harvest/${run.connectorId}/${run.id}`;
}

/** What changed in the platform between the ends of two runs; what one run changed when there is no second. */
export async function diffRuns(
  { db, platform }: Pick<Parts, 'db' | 'platform'>,
  from: Run,
  to: Run | undefined,
  { after = '', limit }: { after?: string | undefined; limit: number },
): Promise<RunChanges> {
  if (to !== undefined && to.connectorId !== from.connectorId)
    throw new ControlError(
      'invalid',
      `runs of two connectors cannot be compared: ${from.connectorId} and ${to.connectorId}`,
    );
  const [first, last] =
    to !== undefined && to.startedAt < from.startedAt ? [to, from] : ([from, to] as const);
  const writers = last === undefined ? [first] : await runsBetween(db, first, last);
  const found = await historyOf(platform).changesBy(writers.map(writerOf), { after, limit });
  const end = found.at(-1);
  return {
    changes: found.map(changeOf).filter((change) => change !== undefined),
    ...(found.length < limit || end === undefined ? {} : { next: end.datasetId }),
  };
}

/** What the platform remembers of its datasets; one that remembers nothing cannot answer. */
export function historyOf(platform: Parts['platform']): PlatformHistory<Tx> {
  if (platform.history !== undefined) return platform.history;
  throw new ControlError(
    'unavailable',
    'this platform keeps no earlier versions of its datasets: what a run changed cannot be compared or taken back',
  );
}

/** Everything that a run changed where the platform remembers it, removals first, then what the run set aside. */
export async function* reportRows(
  { db, platform }: Pick<Parts, 'db' | 'platform'>,
  run: Run,
): AsyncGenerator<ReportRow> {
  if (platform.history !== undefined) yield* changedRows(platform.history, run);
  yield* asideRows(db, run);
}

async function* changedRows(history: PlatformHistory<Tx>, run: Run): AsyncGenerator<ReportRow> {
  for (const removed of [true, false]) {
    for (let after: string | undefined = ''; after !== undefined;) {
      const found: DatasetChange[] = await history.changesBy([writerOf(run)], {
        after,
        limit: AT_ONCE,
        removed,
      });
      for (const change of found.map(changeOf)) if (change !== undefined) yield rowOf(change);
      after = found.length < AT_ONCE ? undefined : found.at(-1)?.datasetId;
    }
  }
}

async function* asideRows(db: Db, run: Run): AsyncGenerator<ReportRow> {
  for (let after: number | undefined = 0; after !== undefined;) {
    const found: ListedAside[] = await asidesOf(db, run.id, after, AT_ONCE);
    for (const { id: _id, remoteId, raw: _raw, ...row } of found)
      yield { what: 'setAside', ...(remoteId === undefined ? {} : { record: remoteId }), ...definedOf(row) };
    after = found.length < AT_ONCE ? undefined : found.at(-1)?.id;
  }
}

/** All changes of some runs, page by page. */
export async function* allChanges(
  history: PlatformHistory<Tx>,
  writers: readonly string[],
  within?: Tx,
): AsyncGenerator<DatasetChange> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const found: DatasetChange[] = await history.changesBy(writers, { after, limit: AT_ONCE }, within);
    yield* found;
    after = found.length < AT_ONCE ? undefined : found.at(-1)?.datasetId;
  }
}

export function titleOf(dataset: Dataset, id: string): string {
  return pickText(dataset.title, ['fr', 'en']) ?? id;
}

/** Undefined when the ends are the same: what one run did, another took back. */
function changeOf({ datasetId, before, after, created }: DatasetChange): RunChange | undefined {
  const was = before?.state === 'active' ? before.dataset : undefined;
  const is = after.state === 'active' ? after.dataset : undefined;
  const diff = diffDatasets(was, is);
  const title = titleOf(after.dataset, datasetId);
  if (is === undefined) {
    return created || before?.state !== 'active'
      ? undefined
      : { datasetId, action: 'removed', title, diff: [] };
  }
  if (created) return { datasetId, action: 'added', title, diff };
  if (was === undefined && before !== undefined) return { datasetId, action: 'returned', title, diff };
  return diff.length === 0 ? undefined : { datasetId, action: 'updated', title, diff };
}

function rowOf({ datasetId, action, title, diff }: RunChange): ReportRow {
  const fields = action === 'updated' ? { fields: diff.map(({ field }) => field) } : {};
  return { what: action, dataset: datasetId, title, ...fields };
}

function definedOf(row: Omit<ListedAside, 'id' | 'remoteId' | 'raw'>): Partial<ReportRow> {
  const { stage, field, value, reason } = row;
  return {
    stage,
    reason,
    ...(field === undefined ? {} : { field }),
    ...(value === undefined ? {} : { value }),
  };
}
