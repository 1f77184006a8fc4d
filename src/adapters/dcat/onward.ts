import type { Seen } from '../../formats/format.ts';
import type { Kind } from '../../model/dataset.ts';
import { fingerprintOf } from '../../model/fingerprint.ts';
import type { Verdict } from '../adapter.ts';
import { judge, SAME_PAGE, stepped } from '../walk.ts';
import type { Ending, Walk } from '../walk.ts';
import type { Cursor } from './cursor.ts';
import type { Sheet } from './sheet.ts';

/** A catalogue of more pages is one that turns in a circle. */
const PAGES_MAX = 10_000;
/** More pages, and more services, are not remembered: a longer circle shows by its records. */
const REMEMBERED_MAX = 1_000;
const SHORT_HASH = 10;
const ENDLESS = 'it goes on although all its records have come';

/** From the end of a page: to the next one, or to the verdict. `here`: what of the page was wanted. */
export function onward(
  place: Cursor,
  sheet: Sheet,
  here: readonly Seen[],
  kinds: readonly Kind[],
): { next: Cursor; verdict?: undefined } | { next?: undefined; verdict: Verdict } {
  const { file, total, next } = sheet;
  // What a catalogue counts are its datasets and series.
  const counted = file.records.filter(({ kind }) => kind !== 'service');
  const leftOut = counted.filter(({ kind }) => kind !== undefined && !kinds.includes(kind)).length;
  const seen = [...place.seen, shortHash(place.url)].slice(-REMEMBERED_MAX);
  const circle =
    next !== undefined && seen.includes(shortHash(next)) ? 'its pages turn in a circle' : undefined;
  const doubt = sheet.doubt ?? circle ?? overrun(place.walk, total, counted.length);
  const walk = stepped(place.walk, { ids: counted.map(({ id }) => id), announced: total, leftOut, doubt });
  const services = here.flatMap(({ id, kind }) =>
    kind === 'service' && id !== undefined ? [shortHash(id)] : [],
  );
  const lost = place.lost ?? file.lost;
  const after: Cursor = {
    ...withoutMark(place),
    seen,
    walk,
    hole: file.records.length === 0,
    services: [...place.services, ...services].slice(-REMEMBERED_MAX),
    ...(lost === undefined ? {} : { lost }),
  };
  const isStuck = walk.doubt === SAME_PAGE || walk.doubt === ENDLESS || (after.hole && place.hole);
  const goesOn = next !== undefined && circle === undefined && !isStuck && walk.pages < PAGES_MAX;
  if (goesOn) return { next: { ...after, url: next, at: 0 } };
  const isPaged = walk.pages > 1 || next !== undefined || total !== undefined || doubt !== undefined;
  return { verdict: isPaged ? verdictOf(after, sheet) : verdictOfFile(after, wantedCount(here)) };
}

function withoutMark({ mark: _mark, ...place }: Cursor): Cursor {
  return place;
}

function wantedCount(here: readonly Seen[]): { received: number; announced: number } {
  return { received: here.length, announced: here.length };
}

/** Links that lead on and on, although all that was announced has come. */
function overrun(
  { pages, received, leftOut, repeated }: Walk,
  total: number | undefined,
  came: number,
): string | undefined {
  if (pages === 0 || total === undefined || came === 0) return undefined;
  return received + leftOut + repeated >= total + came ? ENDLESS : undefined;
}

function verdictOf(place: Cursor, { next }: Sheet): Verdict {
  const { walk, services } = place;
  const { announced = 0, received, leftOut } = walk;
  const ending: Ending =
    next !== undefined && walk.announced !== undefined && received + leftOut < announced
      ? { kind: 'cut', reason: `the catalogue announced ${announced} records and then gave empty pages` }
      : { kind: 'last' };
  const verdict = judge(walk, ending);
  const told = {
    received: verdict.received + services.length,
    ...(verdict.announced === undefined ? {} : { announced: verdict.announced + services.length }),
  };
  return { ...verdict, ...told, ...troubleOf(place, verdict) };
}

/** A file is the whole listing. */
function verdictOfFile(place: Cursor, counts: { received: number; announced: number }): Verdict {
  return { state: 'complete', ...counts, ...troubleOf(place, { state: 'complete' }) };
}

function troubleOf(
  { lost, moved }: Cursor,
  { state }: Pick<Verdict, 'state'>,
): { state?: Verdict['state']; reason?: string } {
  if (state !== 'complete') return {};
  if (lost !== undefined) return { state: lost.isCut ? 'truncated' : 'suspicious', reason: lost.reason };
  return moved ? { state: 'moving', reason: 'a page began to list other records while it was read' } : {};
}

export function shortHash(text: string): string {
  return fingerprintOf(text).slice(0, SHORT_HASH);
}
