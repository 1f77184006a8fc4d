import { isIsoDate } from '../../model/coverage.ts';
import type { Warn } from './links.ts';

/**
 * An ISO date with the precision read. CKAN writes UTC without saying so, and with microseconds: the zone is added.
 * Undefined for anything else: `06/05/2009` is May in one country and June in another.
 */
export function dateOf(text: string): string | undefined {
  const parts =
    /^((-?\d{4,6})(?:-(\d{2})(?:-(\d{2}))?)?)(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(
      text.trim(),
    );
  if (parts === null) return undefined;
  const [, day = '', year, month, date, time, seconds = '', zone = 'Z'] = parts;
  const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const written = time === undefined ? day : `${day}T${time}${seconds}${offset}`;
  const moment = time === undefined || !Number.isNaN(Date.parse(written));
  return isIsoDate(written) && exists(year, month, date) && moment ? written : undefined;
}

/** Whether the calendar has such a day: the pattern lets 30 February pass. */
function exists(year: string | undefined, month: string | undefined, date: string | undefined): boolean {
  // All months have so many; years before ours are counted in more than one way.
  if (date === undefined || Number(date) <= 28 || year?.startsWith('-') === true) return true;
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(date))).getUTCDate() === Number(date);
}

/** Milliseconds, as the search index keeps them: JSON shows microseconds, which the index has cut off. */
export function indexTime(text: string): string | undefined {
  return usualTime(text) ?? anyTime(text);
}

/** As CKAN writes it, which every record of a listing has: that it comes out as it went in shows that there is such a moment. */
function usualTime(text: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}$/.test(text)) return undefined;
  const time = `${text.slice(0, 23)}Z`;
  const ms = Date.parse(time);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === time ? time : undefined;
}

function anyTime(text: string): string | undefined {
  const date = dateOf(text);
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

export function dateIn(text: string | undefined, field: string, warn: Warn): string | undefined {
  if (text === undefined) return undefined;
  const date = dateOf(text);
  if (date === undefined) warn(field, text, 'not a date that reads one way only');
  return date;
}
