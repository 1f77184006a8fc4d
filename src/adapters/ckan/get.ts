import { RemoteFault } from '../../faults.ts';
import type { ListedRecord } from '../adapter.ts';
import type { CkanSession } from './call.ts';
import { showKnown } from './lookup.ts';
import { recordOf } from './read.ts';

/** A deleted package is shown to editors only; for a listing it is gone all the same. */
export async function get(session: CkanSession, remoteId: string): Promise<ListedRecord | undefined> {
  const wire = await showKnown(session, remoteId);
  if (wire === undefined || wire.state === 'deleted') return undefined;
  const record = recordOf(wire, session.settings, { id: wire.id, name: wire.name });
  if ('dataset' in record) {
    const { raw: _raw, ...listed } = record;
    return listed;
  }
  throw new RemoteFault('malformed', `package ${remoteId} cannot be read: ${record.reason}`);
}
