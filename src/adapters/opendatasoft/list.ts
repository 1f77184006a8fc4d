import type { ListOptions, Page } from '../adapter.ts';
import { announcedBy, judge, SAME_PAGE, START, stepped } from '../walk.ts';
import type { OpendatasoftSession } from './ask.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { itemsOf, readItems } from './read.ts';
import { sheetAt } from './sheet.ts';

export async function list(
  session: OpendatasoftSession,
  cursor: string | undefined,
  options: ListOptions,
): Promise<Page> {
  if (!options.kinds.includes('dataset')) {
    const reason = 'Opendatasoft has datasets only';
    return { records: [], setAside: [], verdict: { state: 'complete', received: 0, reason } };
  }
  const before = cursor === undefined ? undefined : readCursor(cursor);
  const sheet = await sheetAt(session, before, options);
  const { way, offset, results, count, doubt, cut } = sheet;
  const items = itemsOf(results, session.settings);
  const leftOut = items.filter(({ isLeftOut }) => isLeftOut).length;
  const walk = stepped(before?.walk ?? START, {
    ids: items.map(({ id }) => id),
    announced: count,
    leftOut,
    doubt,
  });
  const goesOn = !sheet.isLast && walk.doubt !== SAME_PAGE;
  const next = goesOn ? writeCursor({ way, offset: offset + results.length, walk }) : undefined;
  if (next !== undefined) options.onNext?.(next);
  const read = await readItems(items, session.settings, options.known);
  const announced = announcedBy(walk);
  const page: Page = { ...read, ...(announced === undefined ? {} : { announced }) };
  if (next !== undefined) return { ...page, next };
  const ending = cut === undefined ? ({ kind: 'last' } as const) : ({ kind: 'cut', reason: cut } as const);
  return { ...page, verdict: judge(walk, ending) };
}
