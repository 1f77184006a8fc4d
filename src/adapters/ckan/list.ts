import type { ListOptions, Page, Verdict } from '../adapter.ts';
import type { CkanSession } from './call.ts';
import { hashIdentity, readCursor, sumNames, writeCursor } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { requireIdentity } from './identity.ts';
import { readPage } from './read.ts';
import { turn } from './sheet.ts';
import type { Sheet } from './sheet.ts';
import { verdictOf } from './verdict.ts';

export async function list(
  session: CkanSession,
  cursor: string | undefined,
  options: ListOptions,
): Promise<Page> {
  if (!options.kinds.includes('dataset') && !options.kinds.includes('series')) {
    return {
      records: [],
      setAside: [],
      verdict: { state: 'complete', received: 0, reason: 'CKAN has no data services' },
    };
  }
  const before = cursor === undefined ? undefined : readCursor(cursor);
  const identity = before?.identity ?? (await identityMark(session));
  const sheet = await turn(session, before, options);
  const here = advance(before, sheet, identity);
  const left = leftAfter(sheet, here);
  const { length } = sheet.results;
  const next = left > 0 && length > 0 && !isStuck(before, sheet) ? writeCursor(here) : undefined;
  if (next !== undefined) options.onNext?.(next);
  const judged = async (): Promise<Verdict> => {
    const sameIdentity = before === undefined || identity === (await identityMark(session));
    // A single page needs no order to be without repetition.
    const end = before === undefined ? { ...here, ordered: true } : here;
    return verdictOf(session, options, end, { cut: left > 0 && length === 0, sameIdentity });
  };
  // The last page is in: whether it was all is asked while it is mapped.
  const [records, verdict] = await Promise.all([
    readPage(sheet.results, session.settings, options),
    next === undefined ? judged() : undefined,
  ]);
  const announced = announcedBy(sheet, before);
  const page: Page = { ...records, ...(announced === undefined ? {} : { announced }) };
  return { ...page, ...(next === undefined ? {} : { next }), ...(verdict === undefined ? {} : { verdict }) };
}

/** By keys a page counts what is left; by offset, everything. */
function announcedBy({ mode, count }: Sheet, before: Cursor | undefined): number | undefined {
  if (count === undefined || mode === 'offset') return count;
  return (before?.received ?? 0) + count;
}

/** Who we are to the site. A token that it does not know would only list less, without a word. */
async function identityMark(session: CkanSession): Promise<string> {
  return session.settings.apiToken === undefined
    ? 'anonymous'
    : hashIdentity((await requireIdentity(session)).name);
}

/** Where the listing stands after this page. */
function advance(before: Cursor | undefined, sheet: Sheet, identity: string): Cursor {
  const { results } = sheet;
  const ids = sheet.ids.filter((id) => id !== '');
  const repeated = ids.length - new Set(ids).size;
  const rising = ids.every((id, index) => id > (ids[index - 1] ?? before?.last ?? ''));
  const byTime = sheet.mode === 'since' || before?.time !== undefined;
  const ordered = (before?.ordered ?? true) && (rising || byTime);
  const time = (byTime ? results.at(-1)?.time : undefined) ?? before?.time;
  const doubt =
    before?.doubt ??
    sheet.doubt ??
    (isStuck(before, sheet) ? 'it gives the same page again' : disorder(before, sheet, rising, repeated));
  const announced = before === undefined ? sheet.count : before.announced;
  return {
    mode:
      (sheet.mode === 'keys' && !rising) || (sheet.mode === 'since' && time === undefined)
        ? 'offset'
        : sheet.mode,
    last: ids.at(-1) ?? before?.last ?? '',
    first: ids[0] ?? '',
    ...(time === undefined ? {} : { time }),
    received: (before?.received ?? 0) + results.length - repeated,
    ...(announced === undefined ? {} : { announced }),
    ordered,
    names: sumNames(
      before?.names ?? '',
      results.map(({ name }) => name ?? ''),
    ),
    identity,
    ...(doubt === undefined ? {} : { doubt }),
  };
}

function disorder(
  before: Cursor | undefined,
  sheet: Sheet,
  rising: boolean,
  repeated: number,
): string | undefined {
  if (repeated > 0) return 'it gives a record twice on one page';
  // On the first page a site that does not sort is simply read by offset.
  return before !== undefined && sheet.mode === 'keys' && !rising ? 'its order by id breaks' : undefined;
}

/** Records still to come. Without a usable count there may always be more, until a page is empty. */
function leftAfter(sheet: Sheet, here: Cursor): number {
  if (sheet.count === undefined || sheet.doubt !== undefined) return sheet.results.length;
  return sheet.count - (sheet.mode === 'offset' ? here.received : sheet.results.length);
}

function isStuck(before: Cursor | undefined, sheet: Sheet): boolean {
  return (
    before !== undefined && sheet.ids[0] !== undefined && sheet.ids[0] !== '' && sheet.ids[0] === before.first
  );
}
