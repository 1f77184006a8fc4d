import type { ListOptions, Page, Verdict } from '../adapter.ts';
import { announcedBy, judge, SAME_PAGE, START, stepped, type Walk } from '../walk.ts';
import type { DataFairSession } from './send-to.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { itemsOf, readItems, withOwners } from './read.ts';
import { sheetAt, type Sheet } from './sheet.ts';

export async function list(
  session: DataFairSession,
  cursor: string | undefined,
  options: ListOptions,
): Promise<Page> {
  if (!options.kinds.includes('dataset')) {
    const reason = 'Data Fair has datasets only';
    return { records: [], setAside: [], verdict: { state: 'complete', received: 0, reason } };
  }
  const before = cursor === undefined ? undefined : readCursor(cursor);
  const sheet = await sheetAt(session, before, options);
  const found = itemsOf(sheet.results, session.settings);
  const walk = stepped(before?.walk ?? START, {
    ids: found.map(({ id }) => id),
    announced: sheet.announced,
    leftOut: found.filter(({ isLeftOut }) => isLeftOut).length,
    doubt: sheet.doubt,
  });
  const goesOn = sheet.next !== undefined && walk.doubt !== SAME_PAGE;
  const next = goesOn && sheet.next !== undefined ? writeCursor({ ...sheet.next, walk }) : undefined;
  if (next !== undefined) options.onNext?.(next);
  const results = sheet.view === 'catalog' ? await withOwners(session, sheet.results) : sheet.results;
  const read = await readItems(session, itemsOf(results, session.settings), options.known);
  const announced = announcedBy(walk);
  const page: Page = { ...read, ...(announced === undefined ? {} : { announced }) };
  return next === undefined ? { ...page, verdict: verdictOf(sheet, walk) } : { ...page, next };
}

function verdictOf({ part, cut }: Sheet, walk: Walk): Verdict {
  const ending = cut === undefined ? ({ kind: 'last' } as const) : ({ kind: 'cut', reason: cut } as const);
  if (part.by !== 'clock' || cut !== undefined || walk.doubt !== undefined) return judge(walk, ending);
  // Whatever moves while it is read is newer than when it began: the next look finds it.
  return {
    state: 'complete',
    received: walk.received,
    reason: 'only what changed since, by the dates of metadata, data and processing',
  };
}
