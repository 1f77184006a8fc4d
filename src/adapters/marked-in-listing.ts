import type { ListOptions, MarkedRecord, Page } from './adapter.ts';

const OPTIONS: ListOptions = { pageSize: 100, kinds: ['dataset', 'series', 'service'] };

/** One page of the marked records of a remote that cannot be asked for marks: it is gone through as a whole. */
export async function markedInListing(
  list: (cursor: string | undefined, options: ListOptions) => Promise<Page>,
  prefix: string,
  cursor: string | undefined,
): Promise<{ records: MarkedRecord[]; next?: string }> {
  const page = await list(cursor, OPTIONS);
  const records = page.records.flatMap(({ remoteId, mark }) =>
    mark?.startsWith(prefix) === true ? [{ remoteId, mark }] : [],
  );
  return { records, ...(page.next === undefined ? {} : { next: page.next }) };
}
