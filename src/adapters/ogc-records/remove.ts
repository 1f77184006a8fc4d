import { RemoteFault } from '../../faults.ts';
import { isUncertain, readBack } from '../recover.ts';
import { addressOf, itemOf, writableItems, writing } from './item.ts';
import type { OgcSession } from './requests.ts';

/** Deletes, and looks that it is gone. */
export async function remove(
  session: OgcSession,
  remoteId: string,
  guard: () => Promise<void>,
): Promise<void> {
  const items = await writableItems(session);
  const found = await itemOf(session, remoteId);
  if (found === undefined) return;
  await guard();
  let failure = new RemoteFault(
    'broken',
    `record ${remoteId} is still on ${new URL(items).host} after its deletion`,
  );
  try {
    await session.http.send(writing(session, 'DELETE', addressOf(items, remoteId), { etag: found.etag }));
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    if (error.kind === 'absent') return;
    const mayBeDone: boolean = isUncertain(error);
    if (!mayBeDone) throw error;
    failure = error;
  }
  const isGone = await readBack(async () => (await itemOf(session, remoteId)) === undefined, failure);
  if (!isGone) throw failure;
}
