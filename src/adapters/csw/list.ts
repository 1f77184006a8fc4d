import type { ListOptions, Page } from '../adapter.ts';
import { announcedBy, judge, SAME_PAGE, START, stepped } from '../walk.ts';
import type { Ending, Walk } from '../walk.ts';
import { CswRefusal } from './ask.ts';
import type { CswSession } from './ask.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { askPart, negotiate } from './negotiate.ts';
import type { Answered } from './negotiate.ts';
import { readItems, unwantedAmong } from './read.ts';
import { sheetOf } from './sheet.ts';
import type { Sheet } from './sheet.ts';

/** What search engines say behind their window, through the services in front of them. */
const WINDOW_SAID = /window is too large|max_result_window|from \+ size must be/i;

/** Pages by position, in the way that the service took on the first one. */
export async function list(
  session: CswSession,
  cursor: string | undefined,
  options: ListOptions,
): Promise<Page> {
  const before = cursor === undefined ? undefined : readCursor(cursor);
  const part = { size: Math.max(1, options.pageSize), since: options.modifiedSince };
  const start = before?.start ?? 1;
  let answered: Answered;
  try {
    answered =
      before === undefined
        ? await negotiate(session, part)
        : { way: before.way, answer: await askPart(session, before.way, { ...part, start }) };
  } catch (error) {
    if (before === undefined || !(error instanceof CswRefusal)) throw error;
    if (isBehind(before)) return ended(before.walk, { kind: 'last' });
    if (!isWindow(error)) throw error;
    return ended(before.walk, {
      kind: 'cut',
      reason: `the service gives no more than the first ${start - 1} records; narrow the harvest down with a constraint`,
    });
  }
  const sheet = sheetOf(answered.answer, { start, size: part.size, afterHole: before?.hole ?? false });
  const place = { way: answered.way, walk: before?.walk ?? START };
  const unwanted = unwantedAmong(sheet.items, options.kinds);
  const early = unwanted === undefined ? undefined : nextOf(place, sheet, unwanted);
  if (early?.next !== undefined) options.onNext?.(early.next);
  const { leftOut, ...read } = await readItems(sheet.items, session.settings, options);
  const { walk, next } = early ?? nextOf(place, sheet, leftOut);
  if (next === undefined) return { ...ended(walk, endingOf(sheet, walk)), ...read };
  const announced = announcedBy(walk);
  return { ...read, ...(announced === undefined ? {} : { announced }), next };
}

function nextOf(
  { way, walk: before }: Pick<Cursor, 'way' | 'walk'>,
  { items, matched, doubt, next, hole }: Sheet,
  leftOut: number,
): { walk: Walk; next: string | undefined } {
  const walk = stepped(before, { ids: items.map(({ id }) => id), announced: matched, leftOut, doubt });
  const goesOn = next !== undefined && walk.doubt !== SAME_PAGE;
  return { walk, next: goesOn ? writeCursor({ way, start: next, hole, walk }) : undefined };
}

function ended(walk: Walk, ending: Ending): Page {
  const announced = announcedBy(walk);
  return {
    records: [],
    setAside: [],
    ...(announced === undefined ? {} : { announced }),
    verdict: judge(walk, ending),
  };
}

function endingOf({ hole }: Sheet, { announced }: Walk): Ending {
  return hole
    ? {
        kind: 'cut',
        reason: `the service announced ${announced ?? 'more'} records and then gave empty pages`,
      }
    : { kind: 'last' };
}

function isWindow({ exception }: CswRefusal): boolean {
  return WINDOW_SAID.test(exception.text);
}

/** Services may refuse a place behind their last record. */
function isBehind({ start, walk: { announced } }: Cursor): boolean {
  return announced !== undefined && start > announced;
}
