import { RemoteFault } from '../../faults.ts';
import type { ListedRecord } from '../adapter.ts';
import { recordIn } from '../listed-file.ts';
import { perSession } from '../per-session.ts';
import { sheetAt } from './sheet.ts';
import type { DcatSession } from './sheet.ts';

/** Pages that are looked through for records. */
const PAGES_MAX = 2_000;

interface Index {
  /** Page by id of its records. */
  pages: Map<string, string>;
  /** Pages with records that show their id only when they are mapped. */
  nameless: string[];
  /** Why a record may be there that was not found. */
  gap?: string;
}

/** Where each record stands: a catalogue cannot be asked for one. Looked through once in a session. */
const indexOf = perSession(async (session: DcatSession): Promise<Index> => {
  const index: Index = { pages: new Map(), nameless: [] };
  const seen = new Set<string>();
  let url: string | undefined = session.settings.url;
  while (url !== undefined && !seen.has(url)) {
    if (seen.size >= PAGES_MAX)
      return { ...index, gap: `only its first ${PAGES_MAX} pages were looked through` };
    seen.add(url);
    const { file, next, doubt } = await sheetAt(session, url);
    for (const { id } of file.records) if (id !== undefined && !index.pages.has(id)) index.pages.set(id, url);
    if (file.records.some(({ id }) => id === undefined)) index.nameless.push(url);
    const gap = index.gap ?? file.lost?.reason ?? doubt;
    if (gap !== undefined) index.gap = gap;
    url = next;
  }
  return url === undefined ? index : { ...index, gap: 'its pages turn in a circle' };
});

export async function get(session: DcatSession, remoteId: string): Promise<ListedRecord | undefined> {
  session.signal.throwIfAborted();
  const { pages, nameless, gap } = await indexOf(session);
  const page = pages.get(remoteId);
  for (const url of page === undefined ? nameless : [page]) {
    const found = await recordIn((await sheetAt(session, url)).file, remoteId);
    if (found !== undefined && 'record' in found) return found.record;
    if (found !== undefined) throw unreadable(remoteId, found.aside.reason);
  }
  if (gap !== undefined) throw unreadable(remoteId, gap);
  return undefined;
}

function unreadable(remoteId: string, reason: string): RemoteFault {
  return new RemoteFault('malformed', `record ${remoteId} cannot be read: ${reason}`);
}
