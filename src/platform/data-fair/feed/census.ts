import { countKnown } from '../../../ledger/platform-datasets.ts';
import type { Tx } from '../../../ledger/ledger.ts';
import type { DataFairClient } from '../client.ts';
import { listing, ownerFilter } from '../requests.ts';
import { PUBLIC } from '../stamp.ts';
import { listOf, WireStamp } from '../wire.ts';
import type { Cursor } from './cursor.ts';

type Census = NonNullable<Cursor['surplus']>;

/** How many datasets the account has, all and public: no date tells that one went, was given away or is no longer public. */
export async function census(client: DataFairClient): Promise<Census> {
  const count = async (filter: Record<string, string>): Promise<number> => {
    const asked = listing({
      owner: ownerFilter(client.account),
      select: 'id',
      size: 0,
      count: true,
      ...filter,
    });
    return (await client.json(listOf(WireStamp), asked)).count ?? 0;
  };
  const [all, open] = await Promise.all([count({}), count({ visibility: 'public' })]);
  return { all, public: open };
}

/** What Data Fair counts beyond what is known of it; the same as long as nothing happens that nobody tells. */
export async function surplusOf(counted: Census, within: Tx): Promise<Census> {
  const known = await countKnown(within, ` ${PUBLIC}`);
  return { all: counted.all - known.all, public: counted.public - known.ending };
}
