import type { Seen } from '../../formats/format.ts';
import type { ListOptions, Page } from '../adapter.ts';
import { readSlice, wantedOf } from '../listed-file.ts';
import { announcedBy, START } from '../walk.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { onward, shortHash } from './onward.ts';
import { sheetAt } from './sheet.ts';
import type { DcatSession, Sheet } from './sheet.ts';

/** Page after page along the catalogue's own links; a page that is too large for one of ours is taken slice by slice. */
export async function list(
  session: DcatSession,
  cursor: string | undefined,
  options: ListOptions,
): Promise<Page> {
  const before = cursor === undefined ? beginningAt(session.settings.url) : readCursor(cursor);
  const sheet = await sheetAt(session, before.url);
  const { file } = sheet;
  const here = wantedOf(file, options.kinds).filter((seen) => !hasCome(seen, before));
  const end = before.at + Math.max(1, options.pageSize);
  const slice = here.slice(before.at, end);
  const place: Cursor = {
    ...before,
    mark: file.mark,
    moved: before.moved || (before.mark !== undefined && before.mark !== file.mark),
  };
  const after =
    end < here.length ? { next: { ...place, at: end } } : onward(place, sheet, here, options.kinds);
  const next = after.next === undefined ? undefined : writeCursor(after.next);
  if (next !== undefined) options.onNext?.(next);
  const { setAside, ...read } = await readSlice(slice, options);
  const announced =
    after.next === undefined ? after.verdict?.announced : announcedSoFar(after.next, sheet, here.length);
  const page: Page = {
    ...read,
    setAside: before.at === 0 ? [...file.notes, ...setAside] : setAside,
    ...(announced === undefined ? {} : { announced }),
  };
  if (next !== undefined) return { ...page, next };
  return { ...page, ...(after.verdict === undefined ? {} : { verdict: after.verdict }) };
}

function beginningAt(url: string): Cursor {
  return { url, at: 0, moved: false, hole: false, seen: [], services: [], walk: START };
}

/** Of a file it is known at once. */
function announcedSoFar({ walk }: Cursor, { next, total }: Sheet, here: number): number | undefined {
  const isFile = walk.pages === 0 && next === undefined && total === undefined;
  return isFile ? here : announcedBy(walk);
}

/** A service that stood on a page before. */
function hasCome({ id, kind }: Seen, { services }: Cursor): boolean {
  return kind === 'service' && id !== undefined && services.length > 0 && services.includes(shortHash(id));
}
