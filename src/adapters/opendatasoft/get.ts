import { RemoteFault } from '../../faults.ts';
import type { ListedRecord } from '../adapter.ts';
import { ask } from './ask.ts';
import type { OpendatasoftSession } from './ask.ts';
import { itemsOf, readItems } from './read.ts';
import { WireDataset } from './wire.ts';

export async function get(session: OpendatasoftSession, remoteId: string): Promise<ListedRecord | undefined> {
  const settings = { ...session.settings, onlyOriginal: false };
  let dataset: unknown;
  try {
    dataset = await ask(session, WireDataset, `datasets/${encodeURIComponent(remoteId)}`);
  } catch (error) {
    if (error instanceof RemoteFault && error.kind === 'absent') return undefined;
    throw error;
  }
  const { records, setAside } = await readItems(itemsOf([dataset], settings), settings);
  const [found] = records;
  if (found !== undefined) return found;
  throw new RemoteFault(
    'malformed',
    `dataset ${remoteId} cannot be read: ${setAside[0]?.reason ?? 'nothing in it'}`,
  );
}
