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
 * The first part of a listing, in the first way that the service takes: what it says of itself is often not so. A way that
 * yields none of the records that there are is the last choice: some services leave out what they cannot convert.
 */
export async function negotiate(
  session: CswSession,
  part: Omit<Part, 'start' | 'constraint'>,
): Promise<Answered> {
  const service = await serviceOf(session);
  let refusal: RemoteFault | undefined;
  let empty: Answered | undefined;
  for (const way of waysOf(service, session.settings).slice(0, TRIES_MAX)) {
    try {
      const answered = { way, answer: await askPart(session, way, { ...part, start: 1 }) };
      if (answered.answer.records.length > 0 || (countIn(answered.answer.results?.matched) ?? 0) === 0)
        return answered;
      empty ??= answered;
    } catch (error) {
      if (!(error instanceof RemoteFault) || !mayGoOtherwise(error)) throw error;
      refusal ??= error;
    }
  }
  if (empty !== undefined) return empty;
  throw refusal ?? new RemoteFault('malformed', 'the service offers neither GET nor POST for GetRecords');
}

export async function askPart(
  session: CswSession,
  way: Way,
  part: Omit<Part, 'constraint'>,
): Promise<CswAnswer> {
  const { answer } = await ask(
    session,
    getRecords(way, { ...part, constraint: session.settings.constraint }),
  );
  if (answer.root === 'GetRecordsResponse' || answer.results !== undefined) return answer;
  throw new RemoteFault('malformed', `the service answered a ${answer.root.slice(0, 100)} to GetRecords`);
}

function mayGoOtherwise(fault: RemoteFault): boolean {
  return fault.kind === 'refused' || (fault instanceof CswRefusal && fault.kind === 'broken');
}
