import { markIn } from '../../formats/iso/mark.ts';
import type { MarkedRecord } from '../adapter.ts';
import { markedInListing } from '../marked-in-listing.ts';
import { recordId } from '../record-id.ts';
import type { CswSession } from './ask.ts';
import { elementById } from './get-iso.ts';
import { list } from './list.ts';

/** Through the whole catalogue, page by page: services do not agree on how a note is searched for. */
export function marked(
  session: CswSession,
  prefix: string,
  cursor: string | undefined,
): Promise<{ records: MarkedRecord[]; next?: string }> {
  return markedInListing((place, options) => list(session, place, options), prefix, cursor);
}

/** The mark gives the id. */
export async function find(session: CswSession, mark: string): Promise<string | undefined> {
  const id = recordId(mark);
  const record = await elementById(session, id);
  return record !== undefined && markIn(record) === mark ? id : undefined;
}
