import { z } from 'zod';
import type { ListOptions, Verdict } from '../adapter.ts';
import type { CkanSession } from './call.ts';
import { sumNames } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { indexTime } from './dates.ts';
import { HARVEST_TYPE, listingFilter } from './filters.ts';
import { whereAvailable } from './identity.ts';
import { WireSearch } from './wire.ts';

/** How far database and index may be apart while datasets are being written; beyond, the index is broken. */
const APART_SHARE = 0.01;
const APART_MIN = 5;

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
  ending: Ending,
): Promise<Verdict> {
  const { received } = end;
  if (end.doubt !== undefined)
    return { state: 'suspicious', reason: `the site’s answers do not add up: ${end.doubt}`, received };
  if (!ending.sameIdentity)
    return {
      state: 'suspicious',
      reason: 'the site took us for somebody else at the end than at the start',
      received,
    };
  const since =
    options.modifiedSince === undefined
      ? []
      : [`+metadata_modified:[${indexTime(options.modifiedSince)} TO *]`];
  const announced = await countOf(session, { ...listingFilter(session.settings, options.kinds, since) });
  if (announced === undefined)
    return { state: 'suspicious', reason: 'the site no longer tells how many records there are', received };
  const counts = { announced, received };
  if (ending.cut)
    return { state: 'truncated', reason: `the site announced more and then gave an empty page`, ...counts };
  const moved = end.announced !== announced;
  if (received !== announced && moved)
    return {
      state: 'moving',
      reason: `${end.announced} records were announced at the start, ${announced} at the end, ${received} came`,
      ...counts,
    };
  if (received < announced)
    return { state: 'truncated', reason: `of ${announced} announced records ${received} came`, ...counts };
  if (received > announced)
    return { state: 'suspicious', reason: `${received} records came of ${announced} announced`, ...counts };
  if (options.modifiedSince !== undefined) return { state: 'complete', ...counts };
  if (!end.ordered && !(await namesAgree(session, end))) {
    return {
      state: 'suspicious',
      reason: 'the site does not sort by id, so a record may have come twice and another not at all',
      ...counts,
    };
  }
  return { ...(await indexHealth(session)), ...counts };
}

/** Whether the index holds what the database holds: an index that lost records lists fewer without a word. */
async function indexHealth(session: CkanSession): Promise<Pick<Verdict, 'state' | 'reason'>> {
  const indexed = await countOf(session, { fq: `(dataset_type:${HARVEST_TYPE} OR dataset_type:[* TO *])` });
  if (indexed === undefined) return { state: 'complete' };
  const tail = await whereAvailable(session, Names, 'package_list', window(indexed - 1, 2));
  const stored =
    tail === undefined ? undefined : tail.length > 2 ? tail.length : Math.max(indexed - 1, 0) + tail.length;
  if (stored === undefined || stored === indexed) return { state: 'complete' };
  const apart = Math.max(APART_MIN, Math.ceil(indexed * APART_SHARE));
  const beyond =
    stored > indexed
      ? await whereAvailable(session, Names, 'package_list', window(indexed + apart, 1))
      : undefined;
  const before =
    stored < indexed
      ? await whereAvailable(session, Names, 'package_list', window(indexed - apart - 1, 1))
      : undefined;
  const broken = (beyond?.length ?? 0) > 0 || before?.length === 0;
  const more = stored > indexed ? 'more' : 'fewer';
  const reason = `the search index has ${indexed} datasets, the database ${broken ? `over ${apart} ` : ''}${more}`;
  return { state: broken ? 'suspicious' : 'moving', reason };
}

/** For sites that give records in no order: the sum over all names that came is the sum over all that there are. */
async function namesAgree(session: CkanSession, end: Cursor): Promise<boolean> {
  const names = await whereAvailable(session, Names, 'package_list', {});
  return names !== undefined && names.length === end.received && sumNames('', names) === end.names;
}

const Names = z.array(z.string());

/** CKAN takes an offset of 0 for none, and so do we. */
function window(offset: number, limit: number): Record<string, number> {
  return { limit, ...(offset > 0 ? { offset } : {}) };
}

async function countOf(
  session: CkanSession,
  filter: Record<string, string | number | true>,
): Promise<number | undefined> {
  const { include_private: seesPrivate, ...query } = filter;
  const all = { ...query, rows: 0, ...(seesPrivate === undefined ? {} : { include_private: 'true' }) };
  const answer = await whereAvailable(
    session,
    WireSearch,
    'package_search',
    Object.fromEntries(Object.entries(all).map(([key, value]) => [key, String(value)])),
  );
  return typeof answer?.count === 'number' ? answer.count : undefined;
}
