import type { Period } from '../../model/coverage.ts';

const DATE_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** A date or date-time of udata; older versions leave out the offset of what is UTC. */
export function readDate(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const trimmed = text.trim().replace(' ', 'T');
  if (!DATE_TIME.test(trimmed) || Number.isNaN(Date.parse(trimmed))) return undefined;
  return trimmed.includes('T') && !/(Z|[+-]\d{2}:\d{2})$/.test(trimmed) ? `${trimmed}Z` : trimmed;
}

/** udata's period: whole days, with a start. */
export interface Days {
  start: string;
  end?: string;
}

/** The days that a period covers: a year alone starts on 1 January and ends on 31 December. Undefined without a usable start. */
export function toDays(period: Period): Days | undefined {
  const start = period.start === undefined ? undefined : toDay(period.start, 'start');
  const end = period.end === undefined ? undefined : toDay(period.end, 'end');
  if (start === undefined) return undefined;
  if (end === undefined) return { start };
  return start <= end ? { start, end } : { start: end, end: start };
}

/** Whether the days say exactly what the period says. */
export function sameDays(period: Period, days: Days): boolean {
  return period.start === days.start && period.end === days.end;
}

function toDay(date: string, bound: 'start' | 'end'): string | undefined {
  const parts = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:T.*)?$/.exec(date);
  const [, year, month, day] = parts ?? [];
  if (year === undefined || year === '0000') return undefined;
  if (month === undefined) return bound === 'start' ? `${year}-01-01` : `${year}-12-31`;
  const lengthOfMonth = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
  if (day !== undefined) return Number(day) > lengthOfMonth ? undefined : `${year}-${month}-${day}`;
  return `${year}-${month}-${bound === 'start' ? '01' : String(lengthOfMonth)}`;
}
