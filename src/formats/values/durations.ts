import { readDate } from './dates.ts';

const DURATION =
  /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/i;
const WELL_FORMED =
  /^P(?=[\dT])(?:\d+(?:\.\d+)?Y)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?W)?(?:\d+(?:\.\d+)?D)?(?:T(?=\d)(?:\d+(?:\.\d+)?H)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?S)?)?$/;

/** An ISO 8601 duration in capitals; undefined for anything else. */
export function readDuration(text: string): string | undefined {
  const told = text.trim().toUpperCase().replace(',', '.');
  return told.length <= 60 && WELL_FORMED.test(told) ? told : undefined;
}

/** The date that lies a duration later (`sign` 1) or earlier (-1), as precise as the date; undefined when either is not readable. */
export function addDuration(date: string, duration: string, sign: 1 | -1): string | undefined {
  const parts = DURATION.exec(duration.trim());
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(date) ?? [];
  if (parts === null || year === undefined) return undefined;
  const [years, months, weeks, days, hours, minutes, seconds] = parts
    .slice(1)
    .map((part: string | undefined) => sign * Number(part ?? 0));
  const time = /T(.+?)(Z|[+-]\d{2}:\d{2})?$/.exec(date);
  const start = Date.parse(`${year}-${month ?? '01'}-${day ?? '01'}T${time?.[1] ?? '00:00'}Z`);
  if (Number.isNaN(start)) return undefined;
  const moved = new Date(start);
  moved.setUTCFullYear(moved.getUTCFullYear() + (years ?? 0), moved.getUTCMonth() + (months ?? 0));
  moved.setUTCDate(moved.getUTCDate() + (weeks ?? 0) * 7 + (days ?? 0));
  moved.setUTCSeconds(moved.getUTCSeconds() + (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0));
  if (Number.isNaN(moved.getTime())) return undefined;
  const length =
    time === null ? [year, month, day].filter((part) => part !== undefined).join('-').length : 19;
  return readDate(moved.toISOString().slice(0, length) + (time === null ? '' : (time[2] ?? '')));
}
