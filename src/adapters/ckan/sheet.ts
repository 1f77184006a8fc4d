import { RemoteFault } from '../../faults.ts';
import type { ListOptions } from '../adapter.ts';
import { attemptTo } from './call.ts';
import type { CkanSession } from './call.ts';
import type { Cursor } from './cursor.ts';
import { indexTime } from './dates.ts';
import { faultOf } from './errors.ts';
import { listingFilter } from './filters.ts';
import { foundPackage, PACKAGES } from './found.ts';
import type { FoundPackage } from './found.ts';
import { phrase, reading, type Query } from './requests.ts';
import { WireSearch } from './wire.ts';

/** CKAN cuts larger pages down without a word. */
const ROWS_MAX = 1_000;

/** What one page says of itself. */
export interface Sheet {
  mode: Cursor['mode'];
  results: FoundPackage[];
  ids: string[];
  count: number | undefined;
  doubt: string | undefined;
}

/** The next page by keys; by offset where the site ignores or refuses conditions, or does not sort by id. */
export async function turn(
  session: CkanSession,
  before: Cursor | undefined,
  options: ListOptions,
): Promise<Sheet> {
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
  const query = queryFor(session, before, mode, options);
  const request = reading(session.settings, 'package_search', query);
  const attempt = await attemptTo(session, WireSearch, request, PACKAGES);
  if (!attempt.ok) {
    // An imitation may refuse the condition on ids that only the second page has.
    if (before !== undefined && mode !== 'offset' && [400, 409].includes(attempt.refusal.status))
      return undefined;
    throw faultOf(attempt.refusal, attempt.where);
  }
  const { count } = attempt.result;
  const results = attempt.result.results.map(foundPackage);
  const ids = results.map(({ id, name }) => id ?? name ?? '');
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

/** The search for the page after a place. */
export function queryFor(
  { settings }: CkanSession,
  before: Cursor | undefined,
  mode: Cursor['mode'],
  options: ListOptions,
): Query {
  return {
    ...listingFilter(settings, options.kinds, conditions(before, mode, options)),
    sort: options.modifiedSince === undefined ? 'id asc' : 'metadata_modified asc, id asc',
    rows: Math.min(Math.max(options.pageSize, 1), ROWS_MAX),
    start: mode === 'offset' ? (before?.received ?? 0) : 0,
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

/** Whether the page starts where the last one ended or before: the condition was ignored. */
function goesBack(before: Cursor, sheet: Sheet): boolean {
  const [first] = sheet.ids;
  if (first === undefined || first === '') return false;
  if (sheet.mode === 'keys') return first <= before.last;
  const time = sheet.results[0]?.time;
  return (
    before.time !== undefined &&
    time !== undefined &&
    (time < before.time || (time === before.time && first <= before.last))
  );
}

function refusedFirst({ settings }: CkanSession): never {
  throw new RemoteFault('malformed', `${new URL(settings.url).host} refuses to page through its listing`);
}
