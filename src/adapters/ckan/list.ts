import { RemoteFault } from '../../faults.ts';
import type { ListOptions, Page } from '../adapter.ts';
import { attemptTo } from './call.ts';
import type { CkanSession } from './call.ts';
import { hashIdentity, readCursor, sumNames, writeCursor } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { indexTime } from './dates.ts';
import { faultOf } from './errors.ts';
import { listingFilter } from './filters.ts';
import { requireIdentity } from './identity.ts';
import { readRecords } from './read.ts';
import { phrase, reading } from './requests.ts';
import { verdictOf } from './verdict.ts';
import { WireSearch, isJson, textOf } from './wire.ts';

/** CKAN cuts larger pages down without a word. */
const ROWS_MAX = 1_000;

/** What one page says of itself. */
interface Sheet {
  mode: Cursor['mode'];
  results: unknown[];
  ids: string[];
  count: number | undefined;
  doubt: string | undefined;
}

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
  const records = readRecords(sheet.results, session.settings, options.kinds);
  const announced =
    sheet.count === undefined
      ? undefined
      : sheet.mode === 'offset'
        ? sheet.count
        : (before?.received ?? 0) + sheet.count;
  const page: Page = { ...records, ...(announced === undefined ? {} : { announced }) };
  if (left > 0 && sheet.results.length > 0 && !isStuck(before, sheet))
    return { ...page, next: writeCursor(here) };
  const sameIdentity = before === undefined || identity === (await identityMark(session));
  // A single page needs no order to be without repetition.
  const end = before === undefined ? { ...here, ordered: true } : here;
  return {
    ...page,
    verdict: await verdictOf(session, options, end, {
      cut: left > 0 && sheet.results.length === 0,
      sameIdentity,
    }),
  };
}

/** Who we are to the site. A token that it does not know would only list less, without a word. */
export async function identityMark(session: CkanSession): Promise<string> {
  return session.settings.apiToken === undefined
    ? 'anonymous'
    : hashIdentity((await requireIdentity(session)).name);
}

/** The next page by keys; by offset where the site ignores or refuses conditions, or does not sort by id. */
async function turn(session: CkanSession, before: Cursor | undefined, options: ListOptions): Promise<Sheet> {
  const mode = before?.mode ?? (options.modifiedSince === undefined ? 'keys' : 'since');
  const sheet = await fetchSheet(session, before, mode, options);
  if (before === undefined || before.mode === 'offset') return sheet ?? refusedFirst(session);
  if (sheet !== undefined && !goesBack(before, sheet)) return sheet;
  return (await fetchSheet(session, before, 'offset', options)) ?? refusedFirst(session);
}

async function fetchSheet(
  session: CkanSession,
  before: Cursor | undefined,
  mode: Cursor['mode'],
  options: ListOptions,
): Promise<Sheet | undefined> {
  const query = {
    ...listingFilter(session.settings, options.kinds, conditions(before, mode, options)),
    sort: options.modifiedSince === undefined ? 'id asc' : 'metadata_modified asc, id asc',
    rows: Math.min(Math.max(options.pageSize, 1), ROWS_MAX),
    start: mode === 'offset' ? (before?.received ?? 0) : 0,
  };
  const attempt = await attemptTo(session, WireSearch, reading(session.settings, 'package_search', query));
  if (!attempt.ok) {
    // An imitation may refuse the condition on ids that only the second page has.
    if (before !== undefined && mode !== 'offset' && [400, 409].includes(attempt.refusal.status))
      return undefined;
    throw faultOf(attempt.refusal, attempt.where);
  }
  const { results, count } = attempt.result;
  const ids = results.map((result) =>
    isJson(result) ? (textOf(result['id']) ?? textOf(result['name']) ?? '') : '',
  );
  const sound = typeof count === 'number' && Number.isInteger(count) && count >= 0;
  const number = Number(count ?? Number.NaN);
  return {
    mode,
    results,
    ids,
    count: Number.isInteger(number) && number >= 0 ? number : undefined,
    doubt: sound
      ? mode !== 'offset' && count < results.length
        ? `it announces ${count} records and gives ${results.length}`
        : undefined
      : `its count is no number: ${JSON.stringify(count)?.slice(0, 50)}`,
  };
}

function conditions(
  before: Cursor | undefined,
  mode: Cursor['mode'],
  { modifiedSince }: ListOptions,
): string[] {
  if (mode === 'keys') return before === undefined ? [] : [`+id:{${phrase(before.last)} TO *]`];
  if (modifiedSince === undefined) return [];
  const from = indexTime(modifiedSince);
  if (from === undefined) throw new RangeError(`modifiedSince is no date: ${modifiedSince}`);
  // Many records may share one moment (a bulk change): within it, ids go on.
  if (mode === 'since' && before?.time !== undefined) {
    const { time, last } = before;
    return [
      `+((metadata_modified:[${time} TO ${time}] AND id:{${phrase(last)} TO *]) OR metadata_modified:{${time} TO *])`,
    ];
  }
  return [`+metadata_modified:[${from} TO *]`];
}

/** Where the listing stands after this page. */
function advance(before: Cursor | undefined, sheet: Sheet, identity: string): Cursor {
  const { results } = sheet;
  const ids = sheet.ids.filter((id) => id !== '');
  const repeated = ids.length - new Set(ids).size;
  const rising = ids.every((id, index) => id > (ids[index - 1] ?? before?.last ?? ''));
  const byTime = sheet.mode === 'since' || before?.time !== undefined;
  const ordered = (before?.ordered ?? true) && (rising || byTime);
  const newest = results.at(-1);
  const time =
    byTime && isJson(newest)
      ? (indexTime(textOf(newest['metadata_modified']) ?? '') ?? before?.time)
      : before?.time;
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
      results.map((result) => (isJson(result) ? (textOf(result['name']) ?? '') : '')),
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

/** Whether the page starts where the last one ended or before: the condition was ignored. */
function goesBack(before: Cursor, sheet: Sheet): boolean {
  const [first] = sheet.ids;
  if (first === undefined || first === '') return false;
  if (sheet.mode === 'keys') return first <= before.last;
  const newest = sheet.results[0];
  const time = isJson(newest) ? indexTime(textOf(newest['metadata_modified']) ?? '') : undefined;
  return (
    before.time !== undefined &&
    time !== undefined &&
    (time < before.time || (time === before.time && first <= before.last))
  );
}

function isStuck(before: Cursor | undefined, sheet: Sheet): boolean {
  return (
    before !== undefined && sheet.ids[0] !== undefined && sheet.ids[0] !== '' && sheet.ids[0] === before.first
  );
}

function refusedFirst({ settings }: CkanSession): never {
  throw new RemoteFault('malformed', `${new URL(settings.url).host} refuses to page through its listing`);
}
