import { IsoDate } from '../../model/coverage.ts';

/** A date from its numbers; undefined when there is no such day or time. `time` as ISO writes it, with or without zone. */
export function dateOf(year: number, month?: number, day?: number, time?: string): string | undefined {
  const sign = year < 0 ? '-' : '';
  const parts = [sign + String(Math.abs(year)).padStart(4, '0')];
  if (month !== undefined) parts.push(String(month).padStart(2, '0'));
  if (day !== undefined) parts.push(String(day).padStart(2, '0'));
  const date = parts.join('-');
  if (month !== undefined && day !== undefined && !exists(year, month, day)) return undefined;
  const whole = time === undefined ? date : `${date}T${time}`;
  return IsoDate.safeParse(whole).success ? whole : undefined;
}

/** Hours, minutes, seconds and zone as ISO writes them; undefined when there is no such time. */
export function timeOf(
  hours: string,
  minutes: string | undefined,
  seconds: string | undefined,
  zone?: string,
): string | undefined {
  const [hour, minute, second] = [hours, minutes ?? '0', seconds ?? '0'].map((part) =>
    Number(part.replace(',', '.')),
  );
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  if (minute > 59 || second >= 61 || hour > 24 || (hour === 24 && (minute > 0 || second > 0)))
    return undefined;
  const clock = [
    hours.padStart(2, '0'),
    minutes,
    ...(seconds === undefined ? [] : [seconds.replace(',', '.')]),
  ];
  return clock.join(':') + zoneOf(zone ?? '');
}

function zoneOf(zone: string): string {
  if (zone === '') return '';
  if (!/^[+-]/.test(zone)) return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone.slice(0, 1)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

function exists(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  // Date.UTC takes the years 0 to 99 for 1900 to 1999; the calendar repeats every 400 years.
  return new Date(Date.UTC((((year % 400) + 400) % 400) + 2000, month - 1, day)).getUTCMonth() === month - 1;
}
