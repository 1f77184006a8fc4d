import type { Session } from '../adapter.ts';
import { ask, askFor } from './ask.ts';
import { markOf } from './marks.ts';
import { needKey, publisherId } from './organization.ts';
import { marksRequest } from './requests.ts';
import type { Settings } from './settings.ts';
import { WireMarked, WirePage } from './wire.ts';

/** Cut down to id and extras, a hundred records are some 20 kB. */
const PAGE_SIZE = 100;
/** How far back a record is looked for whose creation was left in doubt: 2,000 others may have come since. */
export const DOUBTFUL_PAGES = 20;
/** Where no creation was ever declared only a lost ledger could have one: a look at the newest is enough. */
export const NEWEST_PAGES = 1;
/** No organisation is known to have more than 100,000 datasets. */
const PAGES_MAX = 1_000;

/** The id of the organisation's record that carries this mark, newest first. udata has no search for it. */
export async function find(
  session: Session<Settings>,
  mark: string,
  pagesMax = PAGES_MAX,
): Promise<string | undefined> {
  needKey(session);
  const organization = await publisherId(session);
  let seen = 0;
  for (let page = 1; page <= pagesMax; page += 1) {
    session.signal.throwIfAborted();
    const request = marksRequest(session.settings, organization, page, PAGE_SIZE);
    // A page past the end is a 404, which a deletion between two pages can bring about.
    const answer =
      page === 1 ? await ask(session, WirePage, request) : await askFor(session, WirePage, request);
    if (answer === undefined) return undefined;
    for (const raw of answer.data) {
      const marked = WireMarked.safeParse(raw);
      if (!marked.success || marked.data.deleted !== undefined) continue;
      if (markOf(marked.data.extras) === mark) return marked.data.id;
    }
    seen += answer.data.length;
    const more = answer.next_page !== undefined || (answer.total ?? 0) > seen;
    if (answer.data.length === 0 || !more) return undefined;
  }
  return undefined;
}
