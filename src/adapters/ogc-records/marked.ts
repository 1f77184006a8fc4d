import type { MarkedRecord } from '../adapter.ts';
import { markOnRecord } from '../../formats/ogc-records/mark.ts';
import { markedInListing } from '../marked-in-listing.ts';
import { recordId } from '../record-id.ts';
import { itemOf } from './item.ts';
import { list } from './list.ts';
import type { OgcSession } from './requests.ts';

const PAGES_MAX = 2_000;

/** Through the whole catalogue, page by page: the standard has no way to ask for a property of ours. */
export function marked(
  session: OgcSession,
  prefix: string,
  cursor: string | undefined,
): Promise<{ records: MarkedRecord[]; next?: string }> {
  return markedInListing((place, options) => list(session, place, options), prefix, cursor);
}

/** The mark gives the id, unless the server gives ids of its own. */
export async function find(session: OgcSession, mark: string): Promise<string | undefined> {
  const id = recordId(mark);
  const item = await itemOf(session, id);
  if (item !== undefined && markOnRecord(item.record) === mark) return id;
  return search(session, mark);
}

/** A record by its mark, wherever it is. */
export async function search(session: OgcSession, mark: string): Promise<string | undefined> {
  let cursor: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await marked(session, mark, cursor);
    const found = page.records.find((record) => record.mark === mark);
    if (found !== undefined) return found.remoteId;
    if (page.next === undefined) return undefined;
    cursor = page.next;
  }
  return undefined;
}
