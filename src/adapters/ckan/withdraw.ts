import { RemoteFault } from '../../faults.ts';
import type { Removal, WithdrawRequest } from '../adapter.ts';
import type { CkanSession } from './call.ts';
import { faultOf } from './errors.ts';
import { idOf, markOf, showKnown } from './lookup.ts';
import { readBack } from '../recover.ts';
import { packageUrl } from './requests.ts';
import type { CkanSettings } from './settings.ts';
import type { WirePackage } from './wire.ts';
import { write } from './write.ts';

/** Somebody who saves again and again is let pass, and we come back later. */
const STALE_MAX = 3;

/** CKAN archives nothing; packages that are private anyway cannot be hidden by making them so. */
export function removals(settings: CkanSettings): readonly Removal[] {
  return settings.private === true ? ['delete'] : ['delete', 'private'];
}

/** Private: seen by the members of its organization alone. */
export async function withdraw(
  session: CkanSession,
  request: WithdrawRequest,
): Promise<'withdrawn' | 'unchanged' | 'gone'> {
  needToken(session);
  if (request.how !== 'private') throw new RemoteFault('refused', 'CKAN cannot archive a package');
  let isTold = false;
  for (let stale = 0; stale < STALE_MAX; stale += 1) {
    const wire = await showKnown(session, request.remoteId);
    if (wire === undefined || wire.state === 'deleted') return 'gone';
    refuseStranger(session, wire, request);
    if (wire.private === true) return isTold ? 'withdrawn' : 'unchanged';
    if (!isTold) await request.planned([{ field: 'private', before: false, after: true }]);
    isTold = true;
    await request.guard();
    const written = await write(session, wire, { private: true });
    if (written.state === 'refused') throw faultOf(written.refusal, written.where);
    if (written.state === 'stale') continue;
    const failure = written.state === 'uncertain' ? written.failure : stillShown(session, wire);
    const now = await readBack(() => showKnown(session, idOf(wire)), failure);
    if (now === undefined || now.state === 'deleted') return 'gone';
    if (now.private !== true) throw failure;
    return 'withdrawn';
  }
  throw new RemoteFault('conflict', `package ${request.remoteId} is being edited by somebody else`);
}

function needToken({ settings }: CkanSession): void {
  if (settings.apiToken === undefined)
    throw new RemoteFault('unauthorised', `a removal from ${new URL(settings.url).host} needs an API token`);
}

function refuseStranger(session: CkanSession, wire: WirePackage, { remoteId, mark }: WithdrawRequest): void {
  const theirs = markOf(wire);
  const { host } = new URL(session.settings.url);
  if (theirs !== undefined && theirs !== mark)
    throw new RemoteFault('conflict', `package ${remoteId} on ${host} carries another mark: ${theirs}`);
  if (wire.owner_org === undefined && wire.organization === undefined)
    throw new RemoteFault(
      'refused',
      `package ${remoteId} on ${host} has no organization, and CKAN keeps none private without: set push.removal to delete`,
    );
}

function stillShown({ settings }: CkanSession, wire: WirePackage): RemoteFault {
  return new RemoteFault(
    'broken',
    `${packageUrl(settings, wire.name ?? idOf(wire))} is still public after it was made private`,
  );
}
