import { RemoteFault } from '../../faults.ts';
import type { Session } from '../adapter.ts';
import { askFor, hostOf, tell } from './ask.ts';
import { needKey } from './organization.ts';
import { foreignRecord } from './rights.ts';
import { datasetRequest, removeRequest } from './requests.ts';
import { reusesOf, unlinkAll } from './reuses/unlink.ts';
import type { Settings } from './settings.ts';
import { WireMarked } from './wire.ts';

/** Its reuses lose it first. Deleted softly: udata purges later. What is gone already is gone, and what udata says that it deleted is looked at once more. */
export async function remove(
  session: Session<Settings>,
  remoteId: string,
  guard: () => Promise<void>,
): Promise<void> {
  needKey(session);
  await unlinkAll(session, await reusesOf(session, remoteId), remoteId, guard);
  await guard();
  try {
    if (!(await tell(session, removeRequest(session.settings, remoteId)))) return;
  } catch (error) {
    if (error instanceof RemoteFault && error.status === 403)
      throw await foreignRecord(session, remoteId, error);
    throw error;
  }
  const shown = await askFor(session, WireMarked, datasetRequest(session.settings, remoteId, true));
  if (shown !== undefined && shown.deleted === undefined)
    throw new RemoteFault('broken', `${hostOf(session)} still has ${remoteId} after its deletion`);
}
