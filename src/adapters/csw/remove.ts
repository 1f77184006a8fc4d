import { RemoteFault } from '../../faults.ts';
import { isUncertain, readBack } from '../recover.ts';
import { placeOf } from './ask.ts';
import type { CswSession } from './ask.ts';
import { elementById } from './get-iso.ts';
import { deletions } from './transaction.ts';

/** Deletes by id, and looks that it is gone: services say that they deleted nothing, and some that did say so too. */
export async function remove(
  session: CswSession,
  remoteId: string,
  guard: () => Promise<void>,
): Promise<void> {
  if ((await elementById(session, remoteId)) === undefined) return;
  const isGone = async (): Promise<boolean> => (await elementById(session, remoteId)) === undefined;
  let failure = new RemoteFault(
    'broken',
    `record ${remoteId} is still on ${placeOf(session.settings.url)} after its deletion`,
  );
  for (const attempt of await deletions(session, remoteId)) {
    await guard();
    try {
      await attempt();
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw error;
      failure = error;
      const mayBeDone: boolean = isUncertain(error);
      if (!mayBeDone && error.kind !== 'refused' && error.kind !== 'absent') throw error;
    }
    if (await readBack(isGone, failure)) return;
    // Another name for the id mends what was not understood, not what broke.
    if (failure.kind !== 'broken' && failure.kind !== 'refused') throw failure;
  }
  throw failure;
}
