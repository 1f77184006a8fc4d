import type { Period } from '../../model/coverage.ts';
import { readDate } from './dates.ts';
import { addDuration } from './durations.ts';
import type { Warn } from './warn.ts';

const LENGTH_MAX = 400;
/** What people write for an end that has not come. */
const OPEN =
  /^(?:\.\.|now|today|present|current|ongoing|en cours|aujourd.?hui|heute|laufend|unknown|none|null|-)?$/i;
const DCMI = /(?:^|[;\s])(start|end)\s*=\s*([^;]*)/gi;
const SINCE = /^(?:since|from|depuis|à partir de|ab|seit|dal|desde)\s+(?:le\s+)?(.+)$/i;
const UNTIL = /^(?:until|up to|jusqu.?à|jusqu.?au|bis|fino al|hasta)\s+(.+)$/i;
const YEARS = /^(\d{4})\s*[-–—]\s*(\d{4})$/;
const WORDS = /^(?:from |du |de |von |dal |since )?(.+?)\s+(?:to|au|à|bis|until|al|a|-|–|—|through)\s+(.+)$/i;

/**
 * A period written as one text: an ISO interval (with a duration too), a DCMI Period, two years or dates with a word or a dash between,
 * or a single date, which covers itself. Undefined when it says no date.
 */
export function readPeriod(text: string): Period | undefined {
  const told = text.trim();
  if (told === '' || told.length > LENGTH_MAX) return undefined;
  const named = [...told.matchAll(DCMI)];
  if (named.length > 0) {
    const part = (name: string): string | undefined =>
      named.find(([, key]) => key?.toLowerCase() === name)?.[2]?.trim();
    return bounded(part('start'), part('end'));
  }
  const whole = readDate(told);
  if (whole !== undefined) return { start: whole, end: whole };
  if (told.includes('/')) {
    const interval = readInterval(told.replace(/^R\d*\//i, '').split(/\s*\/\s*/));
    if (interval !== undefined) return interval;
  }
  const [, first, last] = YEARS.exec(told) ?? WORDS.exec(told) ?? [];
  const between = first === undefined || last === undefined ? undefined : bounded(first, last);
  if (between !== undefined) return between;
  const since = SINCE.exec(told)?.[1];
  if (since !== undefined) return bounded(since, undefined);
  const until = UNTIL.exec(told)?.[1];
  return until === undefined ? undefined : bounded(undefined, until);
}

/** A period from its two bounds; a bound that is no date is told and left open. */
export function periodOf(
  start: string | undefined,
  end: string | undefined,
  field: string,
  warn: Warn,
): Period | undefined {
  const bound = (text: string | undefined, side: string): string | undefined => {
    if (text === undefined || OPEN.test(text.trim())) return undefined;
    const date = readDate(text);
    if (date === undefined) warn(`${field}.${side}`, text, 'not a date that reads one way only: left open');
    return date;
  };
  const period = made(bound(start, 'start'), bound(end, 'end'));
  if (period?.start !== undefined && period.end !== undefined && before(period.end, period.start))
    warn(field, `${period.start}/${period.end}`, 'ends before it starts: kept as told');
  return period;
}

function readInterval(parts: readonly string[]): Period | undefined {
  const [first = '', last = '', ...more] = parts;
  if (more.length > 0 || parts.length < 2) return undefined;
  if (/^P/i.test(last)) {
    const start = readDate(first);
    return made(start, start === undefined ? undefined : addDuration(start, last, 1));
  }
  if (/^P/i.test(first)) {
    const end = readDate(last);
    return made(end === undefined ? undefined : addDuration(end, first, -1), end);
  }
  return bounded(first, last);
}

/** Both must be dates, or open. */
function bounded(first: string | undefined, last: string | undefined): Period | undefined {
  const [start, end] = [first, last].map((text) => {
    if (text === undefined || OPEN.test(text.trim())) return undefined;
    return readDate(text) ?? null;
  });
  return start === null || end === null ? undefined : made(start, end);
}

function made(start: string | undefined, end: string | undefined): Period | undefined {
  if (start === undefined && end === undefined) return undefined;
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}

/** As far as both are precise. */
function before(a: string, b: string): boolean {
  if (a.startsWith('-') || b.startsWith('-')) return false;
  const length = Math.min(a.length, b.length, 10);
  return a.slice(0, length) < b.slice(0, length);
}
