import { RemoteFault } from '../../faults.ts';
import type { ListedRecord } from '../adapter.ts';
import { askFor } from './ask.ts';
import type { DataFairSession } from './send-to.ts';
import { itemsOf, readItems } from './read.ts';
import { datasetRequest } from './requests.ts';
import { WireOne } from './wire.ts';

export async function get(session: DataFairSession, remoteId: string): Promise<ListedRecord | undefined> {
  const dataset = await askFor(session, WireOne, datasetRequest(remoteId));
  // Portals find datasets by their slug too: one of another id is another one.
  if (dataset === undefined || dataset.id !== remoteId) return undefined;
  const items = itemsOf([dataset], session.settings).map((item) => ({ ...item, isLeftOut: false }));
  const { records, setAside } = await readItems(session, items);
  const [found] = records;
  if (found !== undefined) return found;
  throw new RemoteFault(
    'malformed',
    `dataset ${remoteId} cannot be read: ${setAside[0]?.reason ?? 'nothing in it'}`,
  );
}
