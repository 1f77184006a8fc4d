import { RemoteFault } from '../../faults.ts';
import { glanceAt } from '../../formats/csw/glance.ts';
import type { CswAnswer } from '../../formats/csw/answer.ts';
import type { Kind } from '../../model/dataset.ts';
import type { ListedRecord } from '../adapter.ts';
import { ask, CswRefusal } from './ask.ts';
import type { CswSession } from './ask.ts';
import { serviceOf } from './capabilities.ts';
import { readItems } from './read.ts';
import { getRecordById } from './requests.ts';
import { waysOf } from './schemas.ts';
import type { Way } from './schemas.ts';

const EVERY_KIND: readonly Kind[] = ['dataset', 'series', 'service'];

export async function get(session: CswSession, remoteId: string): Promise<ListedRecord | undefined> {
  const service = await serviceOf(session);
  const ways = waysOf(service, session.settings);
  const bySchema = [...new Map(ways.map((way) => [way.schema, way])).values()];
  let refusal: RemoteFault | undefined;
  for (const way of bySchema) {
    try {
      const answer = await askFor(session, way, service.get ?? session.settings.url, remoteId);
      return answer === undefined ? undefined : await firstOf(session, answer, remoteId);
    } catch (error) {
      if (!(error instanceof RemoteFault) || error.kind !== 'refused') throw error;
      refusal ??= error;
    }
  }
  throw refusal ?? new RemoteFault('malformed', 'the service names no schema of its records');
}

/** An unknown id is an empty answer in 2.0.2, an exception in 3.0, and either in practice. */
export async function askFor(
  session: CswSession,
  way: Way,
  url: string,
  id: string,
): Promise<CswAnswer | undefined> {
  try {
    const { answer } = await ask(session, getRecordById(way, url, id));
    if (answer.root === 'GetRecordByIdResponse' || answer.records.length > 0) return answer;
    throw new RemoteFault(
      'malformed',
      `the service answered a ${answer.root.slice(0, 100)} to GetRecordById`,
    );
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    if (error.kind === 'absent') return undefined;
    const isId = error instanceof CswRefusal && /^id$/i.test(error.exception.locator);
    if (error.kind === 'refused' && isId) return undefined;
    throw error;
  }
}

async function firstOf(
  session: CswSession,
  { records }: CswAnswer,
  id: string,
): Promise<ListedRecord | undefined> {
  const items = records.map((record) => ({ record, ...glanceAt(record.element) }));
  const read = await readItems(items, session.settings, { kinds: EVERY_KIND });
  const [aside] = read.setAside;
  const found = read.records.find(({ remoteId }) => remoteId === id) ?? read.records[0];
  if (found !== undefined || aside === undefined) return found;
  throw new RemoteFault('malformed', `record ${id} cannot be read: ${aside.reason}`);
}
