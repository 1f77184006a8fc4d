import type { Portal } from '../../formats/data-fair/portal.ts';
import type { WireDataset } from '../../formats/data-fair/wire.ts';
import type { PutRequest, PutResult } from '../adapter.ts';
import { merge, without, type Base, type Merge } from '../merge.ts';
import { patchBody } from './body.ts';
import type { Wanted } from './from-model.ts';
import { linkField, matchLinks, ownedOf, sameOwned, type Matched } from './owned.ts';
import { readRecord, writeRecord } from './record.ts';
import { resultOf } from './result.ts';
import { show } from './show.ts';
import { lossesOf, splitBase, stillShown } from './shown.ts';
import type { DataFairSession } from './send-to.ts';

/** Three-way merge, then what differs is written. Undefined when the record went away meanwhile. */
export async function update(
  session: DataFairSession,
  request: PutRequest,
  first: Wanted,
  current: WireDataset,
  portal: Portal,
): Promise<PutResult | undefined> {
  const { fields: before, shown: known } = splitBase(request.base);
  const wanted = { ...first, fields: { ...first.fields, ...visibilityWanted(session, request, before) } };
  const matched = matchLinks(current, wanted.fields, request.mark);
  const remote = ownedOf(current, matched, portal.site ?? siteIn(before));
  const base = withLeftovers(comparable(before, wanted.fields, request), wanted.fields, remote, matched);
  const shown = stillShown(known, wanted.fields, remote);
  const settled: Base = { ...wanted.fields };
  for (const field of Object.keys(shown)) settled[field] = remote[field] ?? null;
  const merged = merge(base, settled, remote, request.edits, sameOwned);
  const result = (action: PutResult['action'], record: WireDataset): PutResult =>
    resultOf(action, record, wanted, merged, shown, portal, request);
  if (merged.conflicts.length > 0) return result('conflict', current);
  if (merged.diff.length === 0) return result('unchanged', current);
  const losses = [...wanted.losses, ...lossesOf(shown)];
  await request.planned?.({ action: 'update', remoteId: current.id, diff: merged.diff, losses });
  const written = await write(session, request, current, merged, matched);
  return written === undefined ? undefined : result('updated', written);
}

/**
 * A record that was not shown yet is shown, and one that we took out of sight ourselves; one that somebody closed stays
 * closed. A base without visibility is one of a record that was never finished.
 */
function visibilityWanted(
  { settings }: DataFairSession,
  { withdrawn }: PutRequest,
  before: Base | undefined,
): Base {
  const isUnfinished = before === undefined || !('visibility' in before);
  const isOurs = withdrawn?.includes('private') === true;
  return isUnfinished || isOurs ? { visibility: settings.visibility } : {};
}

/** What is not looked at is no field that we no longer want; and closing it ourselves was nobody's edit. */
function comparable(before: Base | undefined, wanted: Base, { withdrawn }: PutRequest): Base | undefined {
  if (before === undefined) return undefined;
  if (!('visibility' in wanted) || withdrawn?.includes('private') === true)
    return without(before, ['visibility']);
  return before;
}

/** Links that carry our key and that we neither want nor remember are ours all the same: a push made them once. */
function withLeftovers(
  base: Base | undefined,
  wanted: Base,
  remote: Base,
  matched: Matched,
): Base | undefined {
  const forgotten = [...matched.keys()]
    .map(linkField)
    .filter((field) => !(field in wanted) && (base === undefined || !(field in base)));
  if (forgotten.length === 0) return base;
  return { ...base, ...Object.fromEntries(forgotten.map((field) => [field, remote[field]])) };
}

function siteIn(base: Base | undefined): string | undefined {
  const site = base?.['publicationSite'];
  return typeof site === 'string' ? site : undefined;
}

/** Closed before anything else, shown after everything else. */
async function write(
  session: DataFairSession,
  request: PutRequest,
  current: WireDataset,
  merged: Merge,
  matched: Matched,
): Promise<WireDataset | undefined> {
  const { id } = current;
  const guard = (): Promise<void> => request.guard();
  const changed = new Map(merged.diff.map(({ field, before, after }) => [field, { before, after }]));
  const visibility = changed.get('visibility')?.after;
  if (visibility === 'private') await show(session, id, guard, { visibility });
  const body = patchBody(current, merged, matched);
  let written: WireDataset | undefined = current;
  if (Object.keys(body).length > 0) {
    await guard();
    written = await writeRecord(session, id, 'PATCH', body);
    if (written === undefined) return undefined;
  }
  if (visibility === 'public') await show(session, id, guard, { visibility });
  const site = changed.get('publicationSite');
  if (site !== undefined)
    await show(session, id, guard, {
      ...(typeof site.after === 'string' ? { site: site.after } : {}),
      ...(typeof site.before === 'string' ? { leaving: site.before } : {}),
    });
  return visibility === undefined && site === undefined ? written : readRecord(session, id);
}
