import type { MarkedRecord, Session } from '../adapter.ts';
import { ask, askFor } from './ask.ts';
import { markOf } from './marks.ts';
import { needKey, publisherId } from './organization.ts';
import { marksRequest } from './requests.ts';
import type { Settings } from './settings.ts';
import { WireMarked, WirePage } from './wire.ts';

/** Cut down to id and extras, a hundred records are some 20 kB. */
const PAGE_SIZE = 100;
/** No organisation is known to have more than 100,000 datasets. */
const PAGES_MAX = 1_000;

/** All marks of our organisation, a page of its records at a time. The cursor is the page's number. */
export async function marked(
  session: Session<Settings>,
  prefix: string,
  cursor: string | undefined,
): Promise<{ records: MarkedRecord[]; next?: string }> {
  needKey(session);
  const page = cursor === undefined ? 1 : Number(cursor);
  const request = marksRequest(session.settings, await publisherId(session), page, PAGE_SIZE);
  // A page past the end is a 404, which a deletion between two pages can bring about.
  const answer =
    page === 1 ? await ask(session, WirePage, request) : await askFor(session, WirePage, request);
  const records = (answer?.data ?? []).flatMap((raw): MarkedRecord[] => {
    const record = WireMarked.safeParse(raw);
    if (!record.success || record.data.deleted !== undefined) return [];
    const mark = markOf(record.data.extras);
    return mark?.startsWith(prefix) === true ? [{ remoteId: record.data.id, mark }] : [];
  });
  const more = answer?.next_page !== undefined && answer.data.length > 0 && page < PAGES_MAX;
  return { records, ...(more ? { next: String(page + 1) } : {}) };
}
