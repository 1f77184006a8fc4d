import { RemoteFault } from '../../faults.ts';
import type { ListOptions } from '../adapter.ts';
import { countDoubt, wholeNumber } from '../walk.ts';
import { ask } from './ask.ts';
import type { DataFairSession } from './send-to.ts';
import { CLOCKS, type Cursor, type Part } from './cursor.ts';
import { countRequest, KINDS, pageRequest, sizeOf, WINDOW } from './requests.ts';
import { WirePage } from './wire.ts';

export type Place = Pick<Cursor, 'view' | 'part' | 'offset'>;

/** What one page says of itself. */
export interface Sheet extends Place {
  results: unknown[];
  /** Of the whole listing, where this page tells it. */
  announced: number | undefined;
  doubt?: string;
  /** Data Fair gives nothing of this part from here on. */
  cut?: string;
  /** Where the listing goes on; absent at its end. */
  next?: Place;
}

export async function sheetAt(
  session: DataFairSession,
  before: Cursor | undefined,
  options: ListOptions,
): Promise<Sheet> {
  if (before === undefined) return firstSheet(session, options);
  if (before.part.by === 'clock') return clockSheet(session, before, options);
  if (before.part.by === 'kind')
    return kindSheet(session, { ...before, part: before.part }, before.walk.announced, options);
  return idSheet(session, before, options);
}

/** A portal shows its catalogue; elsewhere there is the list of all datasets. */
async function firstSheet(session: DataFairSession, options: ListOptions): Promise<Sheet> {
  const part: Part = options.modifiedSince === undefined ? { by: 'id' } : { by: 'clock', at: 0 };
  const first = (view: Place['view']): Promise<Sheet> => {
    const place = { view, part, offset: 0 };
    return part.by === 'clock' ? clockSheet(session, place, options) : idSheet(session, place, options);
  };
  if (session.settings.publicationSite !== undefined) return first('datasets');
  try {
    return await first('catalog');
  } catch (error) {
    const isNone = error instanceof RemoteFault && ['refused', 'absent'].includes(error.kind);
    if (!isNone) throw error;
    return first('datasets');
  }
}

/** By rising ids, as far as the window goes; a longer list is taken apart by kinds from its first page on. */
async function idSheet(session: DataFairSession, place: Place, options: ListOptions): Promise<Sheet> {
  const { offset } = place;
  const size = Math.min(sizeOf(options.pageSize), WINDOW - offset);
  if (size < 1) return { ...place, results: [], announced: undefined, cut: PAST_WINDOW };
  const { results, count, ...told } = await pageAt(session, place, size);
  if (offset === 0 && (count ?? 0) > WINDOW)
    return kindSheet(session, { ...place, part: { by: 'kind', at: 0 } }, count, options);
  const end = offset + results.length;
  // A full page may be followed by more than the count admits: only a look behind it tells.
  const isFull = results.length === size && end < WINDOW;
  const isLast = results.length === 0 || (end >= (count ?? 0) && !isFull);
  return {
    ...place,
    ...told,
    results,
    announced: count,
    ...(isLast ? {} : { next: { ...place, offset: end } }),
  };
}

type KindPlace = Place & { part: Extract<Part, { by: 'kind' }> };

/** Each kind from its first id as far as the window goes, and what is beyond it from behind. How many there are in all is asked at the end. */
async function kindSheet(
  session: DataFairSession,
  place: KindPlace,
  announced: number | undefined,
  options: ListOptions,
): Promise<Sheet> {
  const { part, offset, view } = place;
  const bound = part.fromBehind ?? WINDOW;
  const size = Math.min(sizeOf(options.pageSize), bound - offset);
  const { results, count = 0, ...told } = await pageAt(session, place, size);
  const end = offset + results.length;
  const isFull = results.length === size && part.fromBehind === undefined;
  if (results.length > 0 && end < bound && (end < count || isFull))
    return { ...place, ...told, results, announced, next: { ...place, offset: end } };
  const beyond = count - WINDOW;
  const isCut = beyond > WINDOW;
  const cut = isCut ? { cut: PAST_WINDOW } : {};
  if (part.fromBehind === undefined && beyond > 0 && !isCut) {
    const next = { view, part: { ...part, fromBehind: beyond }, offset: 0 };
    return { ...place, ...told, results, announced, next };
  }
  if (part.at + 1 < KINDS.length && !isCut) {
    const next = { view, part: { by: 'kind' as const, at: part.at + 1 }, offset: 0 };
    return { ...place, ...told, results, announced, next };
  }
  const whole = await ask(session, WirePage, countRequest(session.settings, view));
  return { ...place, ...told, ...cut, results, announced: wholeNumber(whole.count) };
}

/** What a clock moved since; then the next clock. None of the three alone shows every change. */
async function clockSheet(session: DataFairSession, place: Place, options: ListOptions): Promise<Sheet> {
  const { part, offset, view } = place;
  if (part.by !== 'clock') throw new TypeError('not a listing by dates');
  const size = Math.min(sizeOf(options.pageSize), WINDOW - offset);
  if (size < 1) return { ...place, results: [], announced: undefined, cut: PAST_WINDOW };
  const { results, doubt } = await pageAt(session, place, size);
  const moved = (at: number, one: unknown): boolean => isMoved(one, at, options.modifiedSince ?? '');
  const fresh = results.filter((one) => moved(part.at, one));
  // What an earlier clock moved too has been listed under that one.
  const mine = fresh.filter((one) => !CLOCKS.slice(0, part.at).some((_clock, at) => moved(at, one)));
  const sheet = { ...place, results: mine, announced: undefined, ...(doubt === undefined ? {} : { doubt }) };
  if (results.length === size && fresh.length === results.length)
    return { ...sheet, next: { ...place, offset: offset + results.length } };
  if (part.at + 1 >= CLOCKS.length) return sheet;
  return { ...sheet, next: { view, part: { by: 'clock', at: part.at + 1 }, offset: 0 } };
}

function isMoved(dataset: unknown, at: number, since: string): boolean {
  const clock = CLOCKS[at];
  if (clock === undefined || typeof dataset !== 'object' || dataset === null) return false;
  const told = Object.entries(dataset).find(([key]) => key === clock)?.[1];
  return typeof told === 'string' && Date.parse(told) >= Date.parse(since);
}

const PAST_WINDOW = `Data Fair shows no more than ${WINDOW} datasets of one question; narrow the harvest down with filter`;

async function pageAt(
  session: DataFairSession,
  place: Place,
  size: number,
): Promise<{ results: unknown[]; count: number | undefined; doubt?: string }> {
  const page = await ask(session, WirePage, pageRequest(session.settings, place, size));
  const count = wholeNumber(page.count);
  const doubt = countDoubt(page.count);
  return { results: page.results, count, ...(doubt === undefined ? {} : { doubt }) };
}
