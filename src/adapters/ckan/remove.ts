import { RemoteFault } from '../../faults.ts';
import { z } from 'zod';
import { attemptTo } from './call.ts';
import type { CkanSession } from './call.ts';
import { faultOf } from './errors.ts';
import { requireIdentity } from './identity.ts';
import { show } from './lookup.ts';
import { isUncertain, readBack } from '../recover.ts';
import { packageUrl, writing } from './requests.ts';

/** Deletes as CKAN does: the package disappears and can be revived by an editor of its organization. */
export async function remove(
  session: CkanSession,
  remoteId: string,
  guard: () => Promise<void>,
): Promise<void> {
  if (session.settings.apiToken === undefined) {
    throw new RemoteFault(
      'unauthorised',
      `a removal from ${new URL(session.settings.url).host} needs an API token`,
    );
  }
  await guard();
  const failure = await deleting(session, remoteId);
  if (failure?.kind === 'absent') return;
  if (failure === undefined || failure.kind === 'unauthorised' || isUncertain(failure)) {
    const gone = await readBack(() => isGone(session, remoteId), failure ?? stillThere(session, remoteId));
    if (gone) return;
  }
  throw failure ?? stillThere(session, remoteId);
}

async function deleting(session: CkanSession, remoteId: string): Promise<RemoteFault | undefined> {
  try {
    const attempt = await attemptTo(
      session,
      z.unknown(),
      writing(session.settings, 'package_delete', { id: remoteId }),
    );
    return attempt.ok ? undefined : faultOf(attempt.refusal, attempt.where);
  } catch (error) {
    if (error instanceof RemoteFault) return error;
    throw error;
  }
}

/** Gone is what shows as deleted, or not at all to somebody whom the site knows. */
async function isGone(session: CkanSession, remoteId: string): Promise<boolean> {
  const shown = await show(session, remoteId);
  if (shown.state === 'found') return shown.wire.state === 'deleted';
  await requireIdentity(session);
  // A package that we may no longer see was ours to delete a moment ago.
  return true;
}

function stillThere(session: CkanSession, remoteId: string): RemoteFault {
  return new RemoteFault(
    'broken',
    `${packageUrl(session.settings, remoteId)} is still there after its deletion`,
  );
}
