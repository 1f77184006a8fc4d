import type { Portal } from '../../formats/data-fair/portal.ts';
import { RemoteFault } from '../../faults.ts';
import type { PutRequest, PutResult } from '../adapter.ts';
import { merge } from '../merge.ts';
import { createBody } from './body.ts';
import type { Wanted } from './from-model.ts';
import { demandOwner } from './owner.ts';
import { recordId } from '../record-id.ts';
import { readRecord, writeRecord } from './record.ts';
import { resultOf } from './result.ts';
import { show } from './show.ts';
import { hostIn, type DataFairSession } from './send-to.ts';

/** One PUT with everything in it, under an id of ours; then it is shown to whom it shall be. Undefined when it was there already. */
export async function create(
  session: DataFairSession,
  request: PutRequest,
  wanted: Wanted,
  portal: Portal,
): Promise<PutResult | undefined> {
  const { settings } = session;
  const id = recordId(request.mark);
  const { visibility } = settings;
  const fields = { ...wanted.fields, visibility };
  const merged = merge(undefined, fields, {}, request.edits);
  await request.planned?.({ action: 'create', diff: merged.diff, losses: wanted.losses });
  // A base without visibility is one of a record that was not shown yet.
  const { visibility: _later, publicationSite: _too, ...sent } = merged.base;
  await request.intend(sent);
  await request.guard();
  const body = createBody(wanted.fields, demandOwner(settings));
  if (!(await makes(session, id, body))) return undefined;
  await request.created(id);
  await show(session, id, () => request.guard(), {
    ...(visibility === 'public' ? { visibility } : {}),
    ...(portal.site === undefined ? {} : { site: portal.site }),
  });
  const record = await readRecord(session, id);
  if (record === undefined)
    throw new RemoteFault('conflict', `${hostIn(settings)} lost the new record ${id} at once`);
  return resultOf('created', record, wanted, merged, {}, portal, request);
}

/** False when there is a dataset of this id: metadata alone take no second PUT. */
async function makes(session: DataFairSession, id: string, body: Record<string, unknown>): Promise<boolean> {
  try {
    await writeRecord(session, id, 'PUT', body);
    return true;
  } catch (error) {
    const isThere = error instanceof RemoteFault && ['conflict', 'refused'].includes(error.kind);
    if (isThere && (await readRecord(session, id)) !== undefined) return false;
    throw error;
  }
}
