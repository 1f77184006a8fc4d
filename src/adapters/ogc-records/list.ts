import { RemoteFault } from '../../faults.ts';
import type { ListOptions, Page } from '../adapter.ts';
import { announcedBy, judge, SAME_PAGE, START, stepped } from '../walk.ts';
import type { Ending, Walk } from '../walk.ts';
import { abilitiesOf } from './abilities.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { placeOf } from './place.ts';
import { readItems, unwantedAmong } from './read.ts';
import { changedSince, firstQuery, reading } from './requests.ts';
import type { FirstPart, OgcSession } from './requests.ts';
import { sheetOf } from './sheet.ts';
import type { Sheet } from './sheet.ts';
import { WireItems } from './wire.ts';

/** Page after page along the server's own links. */
export async function list(
  session: OgcSession,
  cursor: string | undefined,
  options: ListOptions,
): Promise<Page> {
  const before = cursor === undefined ? undefined : readCursor(cursor);
  const { url, wire } =
    before === undefined
      ? await firstPage(session, options)
      : { url: before.url, wire: await session.http.json(WireItems, reading(session.settings, before.url)) };
  const sheet = sheetOf(wire, url);
  const unwanted = unwantedAmong(sheet.items, options.kinds);
  const early = unwanted === undefined ? undefined : nextOf(before, sheet, unwanted);
  if (early?.next !== undefined) options.onNext?.(early.next);
  const { leftOut, ...read } = await readItems(sheet.items, session.settings, options);
  const { walk, next } = early ?? nextOf(before, sheet, leftOut);
  const announced = announcedBy(walk);
  const page: Page = { ...read, ...(announced === undefined ? {} : { announced }) };
  return next === undefined ? { ...page, verdict: judge(walk, endingOf(sheet, walk)) } : { ...page, next };
}

/** Sorted and narrowed down as far as the server says that it can; where it refuses all the same, less is asked of it. */
async function firstPage(
  session: OgcSession,
  options: ListOptions,
): Promise<{ url: string; wire: WireItems }> {
  const { settings } = session;
  const place = await placeOf(session);
  const { conditions, sort } = await abilitiesOf(session, place);
  const since = conditions && options.modifiedSince !== undefined ? changedSince(options.modifiedSince) : [];
  const parts = [...since, undefined].flatMap((condition): FirstPart[] => {
    const part = { size: options.pageSize, condition };
    return sort === undefined ? [part] : [{ ...part, sort }, part];
  });
  let refusal: RemoteFault | undefined;
  for (const part of parts) {
    const query = firstQuery(settings, part);
    try {
      const wire = await session.http.json(WireItems, reading(settings, place.items, query));
      return { url: addressWith(place.items, query), wire };
    } catch (error) {
      if (!(error instanceof RemoteFault) || error.kind !== 'refused') throw error;
      refusal ??= error;
    }
  }
  throw refusal ?? new TypeError('a listing is asked for in one way at least');
}

function addressWith(url: string, query: ReturnType<typeof firstQuery>): string {
  const address = new URL(url);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) address.searchParams.set(name, String(value));
  return address.href;
}

function nextOf(
  before: Cursor | undefined,
  { items, matched, next, doubt }: Sheet,
  leftOut: number,
): { walk: Walk; next: string | undefined } {
  const hole = items.length === 0;
  const told = { ids: items.map(({ id }) => id), announced: matched, leftOut };
  const walk = stepped(before?.walk ?? START, {
    ...told,
    doubt: doubt ?? overrun(before, matched, items.length),
  });
  // Where it does not add up, further pages would not mend it; that a count is wrong they may still show.
  const isOver = hole && (before?.hole === true || allCame(walk));
  const goesOn = next !== undefined && !isOver && !isEndless(walk);
  return { walk, next: goesOn ? writeCursor({ url: next, hole, walk }) : undefined };
}

/** Links that lead on and on, although all that was announced has come. */
function overrun(before: Cursor | undefined, matched: number | undefined, came: number): string | undefined {
  if (before === undefined || matched === undefined || came === 0) return undefined;
  const { received, leftOut, repeated } = before.walk;
  return received + leftOut + repeated >= matched + came ? ENDLESS : undefined;
}

const ENDLESS = 'it goes on although all its records have come';

function isEndless({ doubt }: Walk): boolean {
  return doubt === ENDLESS || doubt === SAME_PAGE;
}

function endingOf({ items, next }: Sheet, walk: Walk): Ending {
  if (items.length > 0 || next === undefined || allCame(walk)) return { kind: 'last' };
  const announced = walk.announced ?? 'more';
  return { kind: 'cut', reason: `the server announced ${announced} records and then gave empty pages` };
}

function allCame({ received, leftOut, announced }: Walk): boolean {
  return announced !== undefined && received + leftOut >= announced;
}
