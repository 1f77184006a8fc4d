import type { Portal } from '../../formats/data-fair/portal.ts';
import { RecordGone, RemoteFault } from '../../faults.ts';
import type { PutRequest, PutResult } from '../adapter.ts';
import { create } from './create.ts';
import { fromModel } from './from-model.ts';
import { demandOwner } from './owner.ts';
import { recordId } from '../record-id.ts';
import { readRecord } from './record.ts';
import { hostIn, type DataFairSession } from './send-to.ts';
import { portalFor } from './topics.ts';
import { update } from './update.ts';

/** Looked up, gone, made, there already: after that somebody writes as fast as we do. */
const ROUNDS_MAX = 3;

/** Finds the record, by its id or by the one that our mark gives it, and brings it up to date; makes it when there is none. */
export async function put(session: DataFairSession, request: PutRequest): Promise<PutResult> {
  demandOwner(session.settings);
  const { dataset } = request;
  if (dataset.kind !== 'dataset') {
    const message = `This adapter pushes datasets to Data Fair, not a ${dataset.kind}`;
    throw new RemoteFault('refused', message, { fields: [{ path: 'kind', message }] });
  }
  const portal: Portal = await portalFor(session, {
    topics: (dataset.theme ?? []).length > 0,
    licenses: dataset.license !== undefined,
  });
  const wanted = fromModel(dataset, request.mark, portal);
  let { remoteId } = request;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    session.signal.throwIfAborted();
    const current = await readRecord(session, remoteId ?? recordId(request.mark));
    if (current !== undefined) {
      // What an earlier attempt made, whose answer never arrived.
      if (remoteId === undefined) await request.created(current.id);
      const result = await update(session, request, wanted, current, portal);
      if (result !== undefined) return result;
    } else if (remoteId !== undefined && request.gone === 'stop') {
      throw new RecordGone(`${hostIn(session.settings)} has no ${remoteId} any more`);
    } else if (remoteId === undefined || remoteId === recordId(request.mark)) {
      const result = await create(session, request, wanted, portal);
      if (result !== undefined) return result;
    }
    remoteId = undefined;
  }
  throw new RemoteFault(
    'conflict',
    `${hostIn(session.settings)}: the record of ${dataset.id} comes and goes as fast as it is written`,
  );
}
