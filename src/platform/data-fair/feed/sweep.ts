import type { ZodType, z } from 'zod';
import type { DataFairClient } from '../client.ts';
import { LIST_MAX, listing, ownerFilter } from '../requests.ts';
import { listOf } from '../wire.ts';

type Filter = Readonly<Record<string, string>>;

/** In what a list is taken apart that is longer than Data Fair shows. Each is without gaps and overlaps. */
const SPLITS: readonly (readonly Filter[])[] = [
  ['file', 'rest', 'virtual', 'metaOnly'].map((type) => ({ type })),
  ['public', 'protected', 'private'].map((visibility) => ({ visibility })),
];
/** What cannot be taken apart is read from both ends, in several orders. */
const ORDERS = ['id', 'createdAt', 'updatedAt', 'title'].flatMap((field) => [`${field}:1`, `${field}:-1`]);

export interface Swept<T> {
  found: T[];
  /** Everything was seen; otherwise what was not met may still be there. */
  complete: boolean;
}

/** Goes through everything that the account owns and the filter lets through, with as few requests as Data Fair allows. */
export async function sweep<S extends ZodType<{ id: string }>>(
  client: DataFairClient,
  member: S,
  fields: { select: string; raw?: boolean },
  filter: Filter = {},
): Promise<Swept<z.output<S>>> {
  const ask = (more: Record<string, string | number | boolean>) =>
    client.json(
      listOf(member),
      listing({ owner: ownerFilter(client.account), ...fields, ...filter, ...more }),
    );
  const found = new Map<string, z.output<S>>();
  let complete = true;

  async function part(within: Filter, splits: readonly (readonly Filter[])[], known?: number): Promise<void> {
    const count = known ?? (await ask({ ...within, size: 0, count: true })).count ?? 0;
    const [split, ...others] = splits;
    if (count > LIST_MAX && split !== undefined) {
      for (const one of split) await part({ ...within, ...one }, others);
      return;
    }
    let seen = 0;
    for (const sort of ORDERS) {
      if (seen >= count) break;
      const { results } = await ask({ ...within, size: LIST_MAX, sort, count: false });
      const before = found.size;
      for (const one of results) found.set(one.id, one);
      seen = count <= LIST_MAX ? count : seen + found.size - before;
      if (count <= LIST_MAX) break;
    }
    if (seen < count) complete = false;
  }

  await part({}, SPLITS);
  return { found: [...found.values()], complete };
}
