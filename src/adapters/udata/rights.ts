import { RemoteFault } from '../../faults.ts';
import type { Session } from '../adapter.ts';
import { askFor, hostOf } from './ask.ts';
import { organizationId } from './organization.ts';
import { datasetRequest } from './requests.ts';
import type { Settings } from './settings.ts';
import { WireDataset } from './wire.ts';

/**
 * A 403 on one record: where the record was handed to another organisation it is a matter of that dataset alone, else our
 * account lost its rights and nothing else will work either.
 */
export async function foreignRecord(
  session: Session<Settings>,
  remoteId: string,
  fault: RemoteFault,
): Promise<RemoteFault> {
  const record = await askFor(session, WireDataset, datasetRequest(session.settings, remoteId, true));
  const owner = record?.organization;
  const ours = await organizationId(session);
  if (record === undefined || ours === undefined || owner?.id === ours) return fault;
  const holder = owner?.name ?? 'somebody else';
  return new RemoteFault(
    'refused',
    `${hostOf(session)} has ${remoteId} under ${holder} now, where we may not write`,
    {
      status: fault.status,
      cause: fault,
    },
  );
}
