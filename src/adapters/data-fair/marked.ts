import { z } from 'zod';
import type { MarkedRecord } from '../adapter.ts';
import { ask } from './ask.ts';
import { markIn } from './mark.ts';
import { demandOwner } from './owner.ts';
import { recordId } from '../record-id.ts';
import { readRecord } from './record.ts';
import { WINDOW } from './requests.ts';
import type { DataFairSession } from './send-to.ts';
import { accountText } from './settings.ts';
import { WireSome } from './wire.ts';

const PAGE_SIZE = 1_000;
const WireMarked = z.looseObject({ id: z.string().min(1), extras: z.unknown() });

/** All marks of the account's datasets, a page of them at a time. The cursor is the place. */
export async function marked(
  session: DataFairSession,
  prefix: string,
  cursor: string | undefined,
): Promise<{ records: MarkedRecord[]; next?: string }> {
  const { type, id } = demandOwner(session.settings);
  const skip = cursor === undefined ? 0 : Number(cursor);
  const query = {
    owner: accountText({ type, id }),
    sort: 'id:1',
    select: 'id,extras',
    raw: true,
    count: false,
    size: PAGE_SIZE,
    skip,
  };
  const { results } = await ask(session, WireSome, { path: ['datasets'], query });
  const records = results.flatMap((one): MarkedRecord[] => {
    const found = WireMarked.safeParse(one);
    const mark = markIn(found.data?.extras);
    if (!found.success || mark?.startsWith(prefix) !== true) return [];
    return [{ remoteId: found.data.id, mark }];
  });
  const next = skip + PAGE_SIZE;
  const more = results.length >= PAGE_SIZE && next + PAGE_SIZE <= WINDOW;
  return { records, ...(more ? { next: String(next) } : {}) };
}

/** Under the id that its mark gives it, or wherever somebody put it. */
export async function find(session: DataFairSession, mark: string): Promise<string | undefined> {
  const own = await readRecord(session, recordId(mark));
  if (own !== undefined && markIn(own.extras) === mark) return own.id;
  const cursors = new Set<string | undefined>();
  for (let cursor: string | undefined; !cursors.has(cursor);) {
    cursors.add(cursor);
    const page = await marked(session, mark, cursor);
    const found = page.records.find((one) => one.mark === mark);
    if (found !== undefined) return found.remoteId;
    if (page.next === undefined) return undefined;
    cursor = page.next;
  }
  return undefined;
}
