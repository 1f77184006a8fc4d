import { z } from 'zod';
import { RemoteFault } from '../../faults.ts';
import type { Verdict } from '../adapter.ts';
import type { CkanSession } from './call.ts';
import { sumNames } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { HARVEST_TYPE } from './filters.ts';
import { whereAvailable } from './identity.ts';
import { WireSearch } from './wire.ts';

/** How far database and index may be apart while datasets are being written; beyond, the index is broken. */
const APART_SHARE = 0.01;
const APART_MIN = 5;

/** Whether the index holds what the database holds: an index that lost records lists fewer without a word. */
export async function indexHealth(session: CkanSession): Promise<Pick<Verdict, 'state' | 'reason'>> {
  const everything = { fq: `(dataset_type:${HARVEST_TYPE} OR dataset_type:[* TO *])`, rows: 0 };
  const answer = await whereAvailable(session, WireSearch, 'package_search', everything);
  const indexed = typeof answer?.count === 'number' ? answer.count : undefined;
  if (indexed === undefined) return { state: 'complete' };
  const tail = await namesListed(session, window(indexed - 1, 2));
  const stored =
    tail === undefined ? undefined : tail.length > 2 ? tail.length : Math.max(indexed - 1, 0) + tail.length;
  if (stored === undefined || stored === indexed) return { state: 'complete' };
  const apart = Math.max(APART_MIN, Math.ceil(indexed * APART_SHARE));
  const beyond = stored > indexed ? await namesListed(session, window(indexed + apart, 1)) : undefined;
  const before = stored < indexed ? await namesListed(session, window(indexed - apart - 1, 1)) : undefined;
  const broken = (beyond?.length ?? 0) > 0 || before?.length === 0;
  const more = stored > indexed ? 'more' : 'fewer';
  const reason = `the search index has ${indexed} datasets, the database ${broken ? `over ${apart} ` : ''}${more}`;
  return { state: broken ? 'suspicious' : 'moving', reason };
}

/** For sites that give records in no order: the sum over all names that came is the sum over all that there are. */
export async function namesAgree(session: CkanSession, end: Cursor): Promise<boolean> {
  const names = await namesListed(session, {});
  return names !== undefined && names.length === end.received && sumNames('', names) === end.names;
}

const Names = z.array(z.string());

/** From the database. Large and old sites do not get it done in time: then the counts of the index have to do. */
async function namesListed(
  session: CkanSession,
  query: Record<string, number>,
): Promise<string[] | undefined> {
  try {
    return await whereAvailable(session, Names, 'package_list', query);
  } catch (error) {
    if (error instanceof RemoteFault && error.kind === 'unreachable') return undefined;
    throw error;
  }
}

/** CKAN takes an offset of 0 for none, and so do we. */
function window(offset: number, limit: number): Record<string, number> {
  return { limit, ...(offset > 0 ? { offset } : {}) };
}
