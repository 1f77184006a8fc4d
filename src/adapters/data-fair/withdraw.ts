import type { WireDataset } from '../../formats/data-fair/wire.ts';
import { RemoteFault } from '../../faults.ts';
import type { Removal, WithdrawRequest } from '../adapter.ts';
import { markIn } from './mark.ts';
import { isPublic } from './owned.ts';
import { demandOwner } from './owner.ts';
import { setPublic } from './permissions.ts';
import { readRecord } from './record.ts';
import { hostIn, type DataFairSession } from './send-to.ts';
import type { DataFairSettings } from './settings.ts';

/** Records that nobody else sees anyway cannot be hidden. */
export function removals({ visibility }: DataFairSettings): readonly Removal[] {
  return visibility === 'private' ? ['delete'] : ['delete', 'private'];
}

/** Seen by its owner alone, and on the portal again as soon as it is public. */
export async function withdraw(
  session: DataFairSession,
  request: WithdrawRequest,
): Promise<'withdrawn' | 'unchanged' | 'gone'> {
  demandOwner(session.settings);
  const { remoteId, how } = request;
  const host = hostIn(session.settings);
  if (how !== 'private')
    throw new RemoteFault('refused', `${host}: Data Fair has no archive for ${remoteId}`);
  const current = await readRecord(session, remoteId);
  if (current === undefined) return 'gone';
  demandMark(current, request, host);
  if (!isPublic(current)) return 'unchanged';
  await request.planned([{ field: 'visibility', before: 'public', after: 'private' }]);
  await setPublic(session, remoteId, false, () => request.guard());
  const shown = await readRecord(session, remoteId);
  if (shown === undefined) return 'gone';
  if (!isPublic(shown)) return 'withdrawn';
  throw new RemoteFault('broken', `${host} took a change of permissions of ${remoteId} and does not show it`);
}

function demandMark({ extras }: WireDataset, { remoteId, mark }: WithdrawRequest, host: string): void {
  const found = markIn(extras);
  if (found !== undefined && found !== mark)
    throw new RemoteFault('conflict', `${host}: ${remoteId} carries another mark: ${found}`);
}
