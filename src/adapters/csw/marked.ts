import { markIn } from '../../formats/iso/mark.ts';
import type { MarkedRecord } from '../adapter.ts';
import { recordId } from '../record-id.ts';
import type { CswSession } from './ask.ts';
import { elementById } from './get-iso.ts';
import { list } from './list.ts';

const PAGE_SIZE = 100;

/** Through the whole catalogue, page by page: services do not agree on how a note is searched for. */
export async function marked(
  session: CswSession,
  prefix: string,
  cursor: string | undefined,
): Promise<{ records: MarkedRecord[]; next?: string }> {
  const page = await list(session, cursor, {
    pageSize: PAGE_SIZE,
    kinds: ['dataset', 'series', 'service'],
  });
  const records = page.records.flatMap(({ remoteId, mark }) =>
    mark?.startsWith(prefix) === true ? [{ remoteId, mark }] : [],
  );
  return { records, ...(page.next === undefined ? {} : { next: page.next }) };
}

/** The mark gives the id. */
export async function find(session: CswSession, mark: string): Promise<string | undefined> {
  const id = recordId(mark);
  const record = await elementById(session, id);
  return record !== undefined && markIn(record) === mark ? id : undefined;
}
