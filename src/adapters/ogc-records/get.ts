import { z } from 'zod';
import { RemoteFault } from '../../faults.ts';
import type { ListedRecord } from '../adapter.ts';
import { placeOf } from './place.ts';
import { readItems } from './read.ts';
import { reading } from './requests.ts';
import type { OgcSession } from './requests.ts';

const WireRecord = z.looseObject({ id: z.union([z.string(), z.number()]) });

export async function get(session: OgcSession, remoteId: string): Promise<ListedRecord | undefined> {
  const { items } = await placeOf(session);
  let record: unknown;
  try {
    record = await session.http.json(
      WireRecord,
      reading(session.settings, `${items}/${encodeURIComponent(remoteId)}`),
    );
  } catch (error) {
    if (error instanceof RemoteFault && error.kind === 'absent') return undefined;
    throw error;
  }
  const { records, setAside } = await readItems([{ record }], session.settings, {
    kinds: ['dataset', 'series', 'service'],
  });
  const [found] = records;
  if (found !== undefined) return found;
  throw new RemoteFault(
    'malformed',
    `record ${remoteId} cannot be read: ${setAside[0]?.reason ?? 'nothing in it'}`,
  );
}
