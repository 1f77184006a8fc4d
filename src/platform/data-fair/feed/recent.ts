import type { DataFairClient } from '../client.ts';
import { LIST_MAX, listing, ownerFilter, STAMP_QUERY } from '../requests.ts';
import { listOf, WireStamp } from '../wire.ts';
import type { Clock } from './cursor.ts';

/** Most looks find nothing: the first page is small. */
const FIRST = 50;
const NEXT = 1_000;

/** What one clock moved since then, newest first; `all` is false when it reaches deeper than Data Fair lists. */
export async function recent(
  client: DataFairClient,
  clock: Clock,
  since: string,
): Promise<{ stamps: WireStamp[]; all: boolean }> {
  const stamps: WireStamp[] = [];
  for (let skip = 0, size = FIRST; skip + size <= LIST_MAX; skip += size, size = NEXT) {
    const { results } = await client.json(
      listOf(WireStamp),
      listing({
        owner: ownerFilter(client.account),
        sort: `${clock}:-1`,
        ...STAMP_QUERY,
        count: false,
        size,
        skip,
      }),
    );
    const fresh = results.filter((stamp) => (stamp[clock] ?? '') >= since);
    stamps.push(...fresh);
    // Those without the date come last: they are no news of this clock.
    if (fresh.length < results.length || results.length < size) return { stamps, all: true };
  }
  return { stamps, all: false };
}
