import { merge, without } from '../merge.ts';
import type { Base, Merge } from '../merge.ts';
import type { PutRequest, PutResult, Session } from '../adapter.ts';
import type { Wanted } from './from-model.ts';
import { markOf } from './marks.ts';
import { matchAll } from './hosted.ts';
import type { Matching } from './hosted.ts';
import { ownedOf, resourceKey, sameOwned } from './owned.ts';
import type { Matched } from './owned.ts';
import { resolve } from './resolve.ts';
import { knownLosses, resultOf } from './result.ts';
import { readReuses, reuseBase, settleReuses } from './reuses/settle.ts';
import type { Settings } from './settings.ts';
import { splitBase, stillShown } from './shown.ts';
import type { Shown } from './shown.ts';
import type { WireDataset } from './wire.ts';
import { writeRecord } from './write-record.ts';

/** Three-way merge, then what differs is written. Undefined when the record went away meanwhile. */
export async function update(
  session: Session<Settings>,
  request: PutRequest,
  first: Wanted,
  current: WireDataset,
): Promise<PutResult | undefined> {
  const ours = markOf(current.extras) === request.mark;
  const matching = matchAll(current.resources ?? [], first.fields, request.distributionIds, ours);
  const { matched } = matching;
  const known = request.base === undefined ? undefined : reuseBase(session, request, request.base);
  const reuses = await readReuses(session, current.id, first.fields, known);
  const remote = { ...shownWith(current, matching), ...reuses.shown };
  const base = withLeftovers(
    withoutSuperseded(ownedBase(request, known, first.fields), matching),
    first.fields,
    remote,
    matched,
  );
  const differs = (field: string) =>
    field in first.fields &&
    !(field in stillShown(base.shown, first.fields, remote)) &&
    !sameOwned(field, first.fields[field], remote[field]);
  const wanted = await resolve(session, request.dataset, first, differs);
  const shown = stillShown(base.shown, wanted.fields, remote);
  const owned = mergeOwned(base.fields, wanted.fields, remote, shown, request);
  const restoring = [
    ...(current.deleted === undefined ? [] : [{ field: 'deleted', before: current.deleted }]),
    ...(current.archived === undefined || request.withdrawn?.includes('archive') !== true
      ? []
      : [{ field: 'archived', before: true, after: false }]),
  ];
  const merged = { ...owned, diff: [...restoring, ...owned.diff] };
  if (merged.conflicts.length > 0) return resultOf('conflict', current, wanted, merged, shown, matched);
  if (merged.diff.length === 0) return resultOf('unchanged', current, wanted, merged, shown, matched);
  await request.planned?.({
    action: 'update',
    remoteId: current.id,
    diff: merged.diff,
    losses: knownLosses(current, wanted, shown),
  });
  const record = await writeRecord(session, request, current, merged, matching);
  if (record === undefined) return undefined;
  const settled = await settleReuses(session, request, current.id, reuses, merged);
  return resultOf('updated', record.shown, wanted, merged, shown, record.matched, settled);
}

/** What is in the way of a file, or of a link, keeps its place in the order and is no edit of anybody's. */
function shownWith(current: WireDataset, { matched, superseded }: Matching): Base {
  const shown = ownedOf(current, new Map([...matched, ...superseded]));
  for (const key of superseded.keys()) delete shown[`resource:${key}`];
  return shown;
}

function withoutSuperseded(
  { fields, shown }: { fields: Base | undefined; shown: Shown },
  { superseded }: Matching,
): { fields: Base | undefined; shown: Shown } {
  if (fields === undefined || superseded.size === 0) return { fields, shown };
  const kept = Object.entries(fields).filter(([field]) => !superseded.has(resourceKey(field) ?? ''));
  return { fields: Object.fromEntries(kept), shown };
}

function mergeOwned(
  base: Base | undefined,
  wanted: Base,
  remote: Base,
  shown: Shown,
  request: PutRequest,
): Merge {
  const settled: Base = { ...wanted };
  for (const field of Object.keys(shown)) settled[field] = remote[field] ?? null;
  return merge(base, settled, remote, request.edits, sameOwned);
}

/** A draft stays one when the settings stop telling: emptying the field would publish it. One that we made to take it out of sight is nobody's edit. */
function ownedBase(
  request: PutRequest,
  base: Base | undefined,
  wanted: Base,
): { fields: Base | undefined; shown: Shown } {
  const { fields, shown } = splitBase(base);
  const ourDraft = request.withdrawn?.includes('private') === true;
  if (fields === undefined || ('private' in wanted && !ourDraft)) return { fields, shown };
  return { fields: without(fields, ['private']), shown };
}

/** Resources that carry our key and that we neither want nor remember are ours all the same: a push made them once. */
function withLeftovers(
  base: { fields: Base | undefined; shown: Shown },
  wanted: Base,
  remote: Base,
  matched: Matched,
): { fields: Base | undefined; shown: Shown } {
  const leftovers = [...matched.keys()].map((key) => `resource:${key}`).filter((field) => !(field in wanted));
  const forgotten = leftovers.filter((field) => base.fields === undefined || !(field in base.fields));
  if (forgotten.length === 0) return base;
  const fields: Base = { ...base.fields };
  for (const field of forgotten) fields[field] = remote[field];
  if (!('resources' in wanted)) fields['resources'] ??= remote['resources'];
  return { ...base, fields };
}
