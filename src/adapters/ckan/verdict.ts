import type { ListOptions, Verdict } from '../adapter.ts';
import { call } from './call.ts';
import type { CkanSession } from './call.ts';
import type { Cursor } from './cursor.ts';
import { indexTime } from './dates.ts';
import { listingFilter } from './filters.ts';
import { indexHealth, namesAgree } from './health.ts';
import { reading } from './requests.ts';
import { WireSearch } from './wire.ts';

interface Ending {
  /** The last page was empty although more was announced. */
  cut: boolean;
  sameIdentity: boolean;
}

/** How far a finished listing can be believed: what came against what is announced now, and index against database. */
export async function verdictOf(
  session: CkanSession,
  options: ListOptions,
  end: Cursor,
  { cut, sameIdentity }: Ending,
): Promise<Verdict> {
  const { received } = end;
  const told = (state: Verdict['state'], reason: string): Verdict => ({ state, reason, received });
  if (end.doubt !== undefined) return told('suspicious', `the site’s answers do not add up: ${end.doubt}`);
  if (!sameIdentity)
    return told('suspicious', 'the site took us for somebody else at the end than at the start');
  const announced = await announcedNow(session, options);
  if (announced === undefined)
    return told('suspicious', 'the site no longer tells how many records there are');
  const verdict = judge(end, announced, cut) ?? (await proof(session, options, end));
  return { ...verdict, announced, received };
}

async function announcedNow(
  session: CkanSession,
  { kinds, modifiedSince }: ListOptions,
): Promise<number | undefined> {
  const since = modifiedSince === undefined ? [] : [`+metadata_modified:[${indexTime(modifiedSince)} TO *]`];
  const query = { ...listingFilter(session.settings, kinds, since), rows: 0 };
  const { count } = await call(session, WireSearch, reading(session.settings, 'package_search', query));
  return typeof count === 'number' ? count : undefined;
}

/** What the counts alone tell; undefined when they agree. */
function judge(
  { received, announced: first }: Cursor,
  now: number,
  cut: boolean,
): Omit<Verdict, 'received'> | undefined {
  if (cut) return { state: 'truncated', reason: 'the site announced more and then gave an empty page' };
  if (received === now) return undefined;
  if (first !== now) {
    const reason = `${first} records were announced at the start, ${now} at the end, ${received} came`;
    return { state: 'moving', reason };
  }
  return received < now
    ? { state: 'truncated', reason: `of ${now} announced records ${received} came` }
    : { state: 'suspicious', reason: `${received} records came of ${now} announced` };
}

/** Agreeing counts prove nothing where records may have come twice, or where the index itself has lost some. */
async function proof(
  session: CkanSession,
  options: ListOptions,
  end: Cursor,
): Promise<Omit<Verdict, 'received'>> {
  if (options.modifiedSince !== undefined) return { state: 'complete' };
  if (end.ordered || (await namesAgree(session, end))) return indexHealth(session);
  const reason = 'the site does not sort by id, so a record may have come twice and another not at all';
  return { state: 'suspicious', reason };
}
