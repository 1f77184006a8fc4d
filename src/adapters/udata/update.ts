import { RemoteFault } from '../../faults.ts';
import { merge } from '../merge.ts';
import type { Base, Merge } from '../merge.ts';
import type { PutRequest, PutResult, Session } from '../adapter.ts';
import { ask, askFor, tell } from './ask.ts';
import { updateOf } from './body.ts';
import type { Update } from './body.ts';
import { contactIds } from './contact-ids.ts';
import type { Wanted } from './from-model.ts';
import { markOf } from './marks.ts';
import { publisherId } from './organization.ts';
import { matchResources, ownedOf, sameOwned } from './owned.ts';
import type { Matched } from './owned.ts';
import { datasetRequest, removeResourceRequest, updateRequest, updateResourceRequest } from './requests.ts';
import { resolve } from './resolve.ts';
import { knownLosses, resultOf, urlsOf } from './result.ts';
import { foreignRecord } from './rights.ts';
import type { Settings } from './settings.ts';
import { splitBase, stillShown } from './shown.ts';
import type { Shown } from './shown.ts';
import { WireAny, WireDataset } from './wire.ts';

/** Three-way merge, then what differs is written. Undefined when the record went away meanwhile. */
export async function update(
  session: Session<Settings>,
  request: PutRequest,
  first: Wanted,
  current: WireDataset,
): Promise<PutResult | undefined> {
  const ours = markOf(current.extras) === request.mark;
  const matched = matchResources(
    current.resources ?? [],
    urlsOf(first.fields),
    request.distributionIds,
    ours,
  );
  const remote = ownedOf(current, matched);
  const base = withLeftovers(ownedBase(request, first.fields), first.fields, remote, matched);
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
  const changesContacts = merged.diff.some(({ field }) => field === 'contact_points');
  const contacts = changesContacts
    ? await contactIds(
        session,
        merged.merged['contact_points'],
        current.contact_points ?? [],
        current.organization?.id ?? (await publisherId(session)),
        () => request.guard(),
      )
    : [];
  const written = await write(session, request, current.id, updateOf(current, merged, matched, contacts));
  return written === undefined ? undefined : resultOf('updated', written, wanted, merged, shown, matched);
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
function ownedBase(request: PutRequest, wanted: Base): { fields: Base | undefined; shown: Shown } {
  const { fields, shown } = splitBase(request.base);
  const ourDraft = request.withdrawn?.includes('private') === true;
  if (fields === undefined || ('private' in wanted && !ourDraft)) return { fields, shown };
  const { private: _draft, ...others } = fields;
  return { fields: others, shown };
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

async function write(
  session: Session<Settings>,
  request: PutRequest,
  id: string,
  { removals, body, checksumsToClear }: Update,
): Promise<WireDataset | undefined> {
  const { settings } = session;
  try {
    for (const resourceId of removals) {
      await request.guard();
      await tell(session, removeResourceRequest(settings, id, resourceId));
    }
    let shown: WireDataset | undefined;
    if (body !== undefined) {
      await request.guard();
      shown = await askFor(session, WireDataset, updateRequest(settings, id, body));
      if (shown === undefined) return undefined;
    }
    for (const resourceId of checksumsToClear) {
      await request.guard();
      await ask(session, WireAny, updateResourceRequest(settings, id, resourceId, { checksum: null }));
    }
    if (shown !== undefined && checksumsToClear.length === 0) return shown;
    return await askFor(session, WireDataset, datasetRequest(settings, id, true));
  } catch (error) {
    if (error instanceof RemoteFault && error.status === 403) throw await foreignRecord(session, id, error);
    throw error;
  }
}
