import { z } from 'zod';
import { WireDataset, WireTopic } from '../../formats/data-fair/wire.ts';

/** Any list; what its entries are is found out one by one. */
export const WireSome = z.looseObject({ results: z.array(z.unknown()) });
export const WirePage = WireSome.extend({ count: z.unknown().optional() });

export const WireOwned = WireDataset.pick({ id: true, owner: true });

/** One dataset, whole: only a single one that cannot be read is a fault. */
export const WireOne = z.looseObject({ id: z.string().min(1), title: z.string().optional() });

export const WireTopics = z.looseObject({
  facets: z.looseObject({ topics: z.array(z.looseObject({ value: WireTopic })).catch([]) }),
});

export const WireInfo = z.looseObject({ info: z.looseObject({ version: z.string().min(1).max(50) }) });
