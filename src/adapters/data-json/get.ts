import { RemoteFault } from '../../faults.ts';
import type { ListedRecord } from '../adapter.ts';
import { recordIn } from '../listed-file.ts';
import { fileOf } from './file.ts';
import type { DataJsonSession } from './file.ts';

export async function get(session: DataJsonSession, remoteId: string): Promise<ListedRecord | undefined> {
  session.signal.throwIfAborted();
  const file = await fileOf(session);
  const found = await recordIn(file, remoteId);
  if (found !== undefined && 'record' in found) return found.record;
  // It may stand in what could not be read.
  const reason = found?.aside.reason ?? file.lost?.reason;
  if (reason === undefined) return undefined;
  throw new RemoteFault('malformed', `record ${remoteId} cannot be read: ${reason}`);
}
