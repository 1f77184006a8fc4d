import { RecordGone, RemoteFault } from '../../faults.ts';
import type { PutRequest } from '../adapter.ts';
import type { CkanSession } from './call.ts';
import { idOf, markOf, searchMark, show, showKnown } from './lookup.ts';
import type { WirePackage } from './wire.ts';

/** Where a push goes: to a package that is ours, or to a new one under the first of these names. */
export type Target = { wire: WirePackage; base: 'known' | 'none' } | { names: string[] };

export async function locate(
  session: CkanSession,
  request: PutRequest,
  names: readonly string[],
): Promise<Target> {
  if (request.remoteId === undefined) return locateByMark(session, request.mark, names);
  const wire = await showKnown(session, request.remoteId);
  const { host } = new URL(session.settings.url);
  if (wire !== undefined) {
    const mark = markOf(wire);
    if (mark !== undefined && mark !== request.mark) {
      throw new RemoteFault(
        'conflict',
        `package ${request.remoteId} on ${host} carries another mark: ${mark}`,
      );
    }
    if (wire.state !== 'deleted') return { wire, base: 'known' };
  }
  if (request.gone === 'stop') throw new RecordGone(`package ${request.remoteId} is gone from ${host}`);
  return wire === undefined ? locateByMark(session, request.mark, names) : { wire, base: 'known' };
}

/** By the search index, then by the names that an earlier try would have used: the index may lag behind. */
async function locateByMark(session: CkanSession, mark: string, names: readonly string[]): Promise<Target> {
  for (const candidate of await searchMark(session, mark)) {
    const shown = await show(session, idOf(candidate));
    if (shown.state === 'found' && markOf(shown.wire) === mark) return { wire: shown.wire, base: 'none' };
  }
  return locateByName(session, mark, names);
}

/** A package of that name without our mark is somebody else's, and so is one that we may not see. */
export async function locateByName(
  session: CkanSession,
  mark: string,
  names: readonly string[],
): Promise<Target> {
  let firstFree = names.length;
  for (const [index, name] of names.entries()) {
    const shown = await show(session, name);
    if (shown.state === 'found' && markOf(shown.wire) === mark) return { wire: shown.wire, base: 'none' };
    if (shown.state === 'absent') {
      firstFree = index;
      break;
    }
  }
  return { names: names.slice(firstFree) };
}
