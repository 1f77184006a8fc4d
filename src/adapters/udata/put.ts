import { RecordGone, RemoteFault } from '../../faults.ts';
import type { PutRequest, PutResult, Session } from '../adapter.ts';
import { askFor, hostOf } from './ask.ts';
import { create } from './create.ts';
import { DOUBTFUL_PAGES, find, newest } from './find.ts';
import { fromModel } from './from-model.ts';
import type { Wanted } from './from-model.ts';
import { filesOf } from './hosted.ts';
import { needKey } from './organization.ts';
import { datasetRequest } from './requests.ts';
import { hasReuses } from './reuses/fields.ts';
import type { Settings } from './settings.ts';
import { update } from './update.ts';
import { acceptable } from './upload.ts';
import { WireDataset } from './wire.ts';

/** Looked up, gone, found by its mark, gone again: after that somebody deletes as fast as we write. */
const ROUNDS_MAX = 3;

/** Finds the record, by its id or by our mark on it, and brings it up to date; makes it when there is none. */
export async function put(session: Session<Settings>, request: PutRequest): Promise<PutResult> {
  needKey(session);
  if (request.dataset.kind !== 'dataset') {
    const message = `This adapter pushes datasets to udata, not a ${request.dataset.kind}`;
    throw new RemoteFault('refused', message, { fields: [{ path: 'kind', message }] });
  }
  const { files, losses } = await acceptable(session, request);
  const mapped = fromModel(request.dataset, request.mark, session.settings, files);
  const wanted = { ...mapped, losses: [...mapped.losses, ...losses] };
  // Made a draft by us: published again, unless the settings want drafts.
  if (request.withdrawn?.includes('private') === true) wanted.fields['private'] ??= false;
  let { remoteId } = request;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    session.signal.throwIfAborted();
    const current =
      remoteId === undefined ? await findOurs(session, request, round) : await read(session, remoteId);
    const usable = current !== undefined && (current.deleted === undefined || request.gone === 'recreate');
    if (usable) {
      const result = await update(session, request, wanted, current);
      if (result !== undefined) return result;
    } else if (remoteId === undefined) {
      return makeWhole(session, request, wanted);
    } else if (request.gone === 'stop') {
      throw new RecordGone(`${hostOf(session)} has no ${remoteId} any more`);
    }
    // A deleted record that we see can be brought back; one that we do not see any more has to be made again.
    if (current === undefined) remoteId = undefined;
  }
  throw new RemoteFault('conflict', `${hostOf(session)} loses the record as fast as it is written`);
}

/** The record first, with its links, so that it can be found again; then its files and its reuses. All files are at hand before either. */
async function makeWhole(
  session: Session<Settings>,
  request: PutRequest,
  wanted: Wanted,
): Promise<PutResult> {
  const isAll = filesOf(wanted.fields).size === 0 && !hasReuses(wanted.fields);
  if (isAll) return create(session, request, wanted);
  for (const file of request.files?.values() ?? []) await file.ready();
  const made = await create(session, request, wanted);
  const current = await read(session, made.remoteId);
  const { base, distributionIds, diff } = made;
  const known = { ...request, remoteId: made.remoteId, base, distributionIds, planned: () => undefined };
  const result = current && (await update(session, known, wanted, current));
  if (result === undefined)
    throw new RemoteFault('conflict', `${hostOf(session)} lost the new record ${made.remoteId} at once`);
  return { ...result, action: 'created', diff };
}

function read(session: Session<Settings>, remoteId: string): Promise<WireDataset | undefined> {
  return askFor(session, WireDataset, datasetRequest(session.settings, remoteId, true));
}

/** What an earlier attempt made, whose answer never arrived. */
async function findOurs(
  session: Session<Settings>,
  request: PutRequest,
  round: number,
): Promise<WireDataset | undefined> {
  const doubtful = request.intended === true || round > 0;
  // What was among the newest may have gone since, by our own hand too: then it is looked for anew.
  if (!doubtful && !(await newest(session)).has(request.mark)) return undefined;
  const id = await find(session, request.mark, DOUBTFUL_PAGES);
  if (id === undefined) return undefined;
  await request.created(id);
  return read(session, id);
}
