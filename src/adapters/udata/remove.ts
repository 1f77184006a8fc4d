import { RemoteFault } from '../../faults.ts';
import type { Session } from '../adapter.ts';
import { tell } from './ask.ts';
import { needKey } from './organization.ts';
import { foreignRecord } from './rights.ts';
import { removeRequest } from './requests.ts';
import type { Settings } from './settings.ts';

/** Deleted softly: udata purges later. What is gone already is gone. */
export async function remove(
  session: Session<Settings>,
  remoteId: string,
  guard: () => Promise<void>,
): Promise<void> {
  needKey(session);
  await guard();
  try {
    await tell(session, removeRequest(session.settings, remoteId));
  } catch (error) {
    if (error instanceof RemoteFault && error.status === 403)
      throw await foreignRecord(session, remoteId, error);
    throw error;
  }
}
