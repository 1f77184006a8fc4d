import { RemoteFault } from '../../faults.ts';
import type { CswAnswer } from '../../formats/csw/answer.ts';
import { ask, CswRefusal } from './ask.ts';
import type { CswSession } from './ask.ts';
import { serviceOf } from './capabilities.ts';
import { getRecords } from './requests.ts';
import type { Part } from './requests.ts';
import { waysOf } from './schemas.ts';
import type { Way } from './schemas.ts';
import { countIn } from './sheet.ts';

const TRIES_MAX = 8;

export interface Answered {
  way: Way;
  answer: CswAnswer;
}

/**
 * The first part of a listing, in the first way that the service takes: what it says of itself is often not so. A schema is given
 * up only where it is refused, or yields none of the records that there are (some services leave out what they cannot convert):
 * where a service breaks, the poorer schema would be taken for a change of all records.
 */
export async function negotiate(
  session: CswSession,
  part: Omit<Part, 'start' | 'constraint'>,
): Promise<Answered> {
  const service = await serviceOf(session);
  let refusal: RemoteFault | undefined;
  let empty: Answered | undefined;
  let onlySchema: string | undefined;
  for (const way of waysOf(service, session.settings).slice(0, TRIES_MAX)) {
    if (onlySchema !== undefined && way.schema !== onlySchema) continue;
    try {
      const answered = { way, answer: await askPart(session, way, { ...part, start: 1 }) };
      if (!isEmptied(answered.answer) || part.size === 1) return answered;
      empty ??= answered;
    } catch (error) {
      if (!(error instanceof RemoteFault) || !mayGoOtherwise(error, way)) throw error;
      refusal ??= error;
      if (error.kind === 'broken') onlySchema ??= way.schema;
    }
  }
  if (empty !== undefined) return empty;
  throw refusal ?? new RemoteFault('malformed', 'the service offers neither GET nor POST for GetRecords');
}

/** There are records, and none of them came. */
function isEmptied({ records, results }: CswAnswer): boolean {
  return records.length === 0 && (countIn(results?.matched) ?? 0) > 0;
}

export async function askPart(
  session: CswSession,
  way: Way,
  part: Omit<Part, 'constraint'>,
): Promise<CswAnswer> {
  const { constraint } = session.settings;
  const { answer } = await ask(session, getRecords(way, { ...part, constraint }));
  if (answer.root === 'GetRecordsResponse' || answer.results !== undefined) return answer;
  throw new RemoteFault('malformed', `the service answered a ${answer.root.slice(0, 100)} to GetRecords`);
}

/** What stands in front of a service may know nothing of POST. */
function mayGoOtherwise(fault: RemoteFault, { method }: Way): boolean {
  if (fault.kind === 'refused' || (fault instanceof CswRefusal && fault.kind === 'broken')) return true;
  return method === 'POST' && (fault.status === 403 || fault.status === 404);
}
