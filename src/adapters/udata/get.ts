import { RemoteFault } from '../../faults.ts';
import type { ListedRecord, Session } from '../adapter.ts';
import { askFor, hostOf } from './ask.ts';
import { readRecord } from './record.ts';
import { datasetRequest, serviceRequest } from './requests.ts';
import { SERVICE_PREFIX } from './service-to-model.ts';
import { readsWithKey } from './settings.ts';
import type { Settings } from './settings.ts';
import { WireAny, WireDated } from './wire.ts';

export async function get(session: Session<Settings>, remoteId: string): Promise<ListedRecord | undefined> {
  const { settings } = session;
  const service = remoteId.startsWith(SERVICE_PREFIX);
  const request = service
    ? serviceRequest(settings, remoteId.slice(SERVICE_PREFIX.length))
    : datasetRequest(settings, remoteId, readsWithKey(settings));
  const raw = await askFor(session, WireAny, request);
  if (raw === undefined) return undefined;
  // Members are also shown what is deleted.
  const state = WireDated.safeParse(raw);
  if (state.success && (state.data.deleted ?? state.data.deleted_at) !== undefined) return undefined;
  const { record, setAside } = readRecord(raw, service ? 'service' : 'dataset', settings.language);
  if (record !== undefined) return record;
  const { field, reason } = setAside;
  throw new RemoteFault(
    'malformed',
    `${hostOf(session)} shows ${remoteId} in a way that cannot be read: ${field ?? ''} ${reason}`,
  );
}
