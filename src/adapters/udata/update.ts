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
import { matchAll } from './hosted.ts';
import type { Matching } from './hosted.ts';
import { ownedOf, resourceKey, sameOwned } from './owned.ts';
import type { Matched } from './owned.ts';
import { datasetRequest, removeResourceRequest, updateRequest, updateResourceRequest } from './requests.ts';
import { resolve } from './resolve.ts';
import { knownLosses, resultOf } from './result.ts';
import { foreignRecord } from './rights.ts';
import type { Settings } from './settings.ts';
import { sendFiles, toSend } from './send-files.ts';
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
  const matching = matchAll(current.resources ?? [], first.fields, request.distributionIds, ours);
  const { matched } = matching;
  const remote = shownWith(current, matching);
  const base = withLeftovers(
    withoutSuperseded(ownedBase(request, first.fields), matching),
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
  const sending = toSend(request, merged, matched);
  for (const { file } of sending) await file.ready();
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
  const living = await revived(session, request, current, merged, matching, sending.length > 0);
  if (living === undefined) return undefined;
  const sent = await sendFiles(session, request, living, matching, sending).catch((error: unknown) =>
    explained(session, current.id, error),
  );
  const update = updateOf(sent.current, merged, sent.matched, contacts, matching.superseded);
  const written = await write(session, request, current.id, update);
  return written === undefined
    ? undefined
    : resultOf('updated', written, wanted, merged, shown, sent.matched);
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
    return explained(session, id, error);
  }
}

/** A deleted record takes no files: it is brought back first. */
async function revived(
  session: Session<Settings>,
  request: PutRequest,
  current: WireDataset,
  merged: Merge,
  { matched }: Matching,
  takesFiles: boolean,
): Promise<WireDataset | undefined> {
  if (!takesFiles || current.deleted === undefined) return current;
  return write(session, request, current.id, updateOf(current, { ...merged, diff: [] }, matched, []));
}

async function explained(session: Session<Settings>, id: string, error: unknown): Promise<never> {
  if (error instanceof RemoteFault && error.status === 403) throw await foreignRecord(session, id, error);
  throw error;
}
