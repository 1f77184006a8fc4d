import type { Session } from '../adapter.ts';
import { perSession } from '../per-session.ts';
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
/** No organisation is known to have more than 100,000 datasets. */
const PAGES_MAX = 1_000;

/**
 * The marks on the organisation's newest records, with their ids, looked at once in a session: where no creation was ever
 * declared only one that a lost ledger knew of can be there, and it was there before the session.
 */
export const newest = perSession(async (session: Session<Settings>): Promise<ReadonlyMap<string, string>> => {
  needKey(session);
  const request = marksRequest(session.settings, await publisherId(session), 1, PAGE_SIZE);
  const { data } = await ask(session, WirePage, request);
  return new Map(data.map(marked).filter((one) => one !== undefined));
});

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
      const [here, id] = marked(raw) ?? [];
      if (here === mark) return id;
    }
    seen += answer.data.length;
    const more = answer.next_page !== undefined || (answer.total ?? 0) > seen;
    if (answer.data.length === 0 || !more) return undefined;
  }
  return undefined;
}

/** Mark and id of a record that is there. */
function marked(raw: unknown): [mark: string, id: string] | undefined {
  const read = WireMarked.safeParse(raw);
  if (!read.success || read.data.deleted !== undefined) return undefined;
  const mark = markOf(read.data.extras);
  return mark === undefined ? undefined : [mark, read.data.id];
}
