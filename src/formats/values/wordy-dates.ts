import { fold } from '../../vocabularies/fold.ts';
import { dateOf, timeOf } from './calendar.ts';

/** English, French, German, Italian and Spanish, folded; the first letters tell them apart. */
const MONTHS: readonly RegExp[] = [
  /^(jan|gen|ene|jan)/,
  /^(feb|fev|fevr)/,
  /^(mar[sczt]|mar$|maerz|maer|mrz)/,
  /^(apr|avr|abr)/,
  /^(may|mai|mag|mei)/,
  /^(jun|juin|giu)/,
  /^(jul|juil|lug)/,
  /^(aug|aou|ago)/,
  /^(sep|set)/,
  /^(oct|okt|ott|out)/,
  /^(nov)/,
  /^(dec|dez|dic)/,
];
/** Sunday first, in the same languages; a word that is no day says nothing. */
const WEEK_DAYS: readonly RegExp[] = [
  /^(?:sun|dim|dom|so$|sonn)/,
  /^(?:mon|lun|mo$)/,
  /^(?:tue|mar|di$|dien)/,
  /^(?:wed|mer|mie|mi$|mitt)/,
  /^(?:thu|jeu|jue|gio|do$|donn)/,
  /^(?:fri|ven|vie|fr$|frei)/,
  /^(?:sat|sam|sab|sa$)/,
];

const NUMBERS =
  /^(?:(\p{L}{2,})\.?,?\s+)?(\d{1,2})([/.-])(\d{1,2})\3(\d{4})(?:\s*[-T,]?\s*(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([ap])\.?m\.?)?)?$/iu;
const DAY_FIRST =
  /^(?:[\p{L}]+\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th|er|\.)?[\s-]+(?:de\s+)?([\p{L}]+)\.?,?[\s-]+(?:de\s+)?(\d{4})(?:,?\s*[-T]?\s*(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(.*))?$/iu;
const MONTH_FIRST =
  /^(?:[\p{L}]+\.?,?\s+)?([\p{L}]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:,?\s*[-T]?\s*(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([ap])\.?m\.?)?)?$/iu;
const MONTH_ONLY = /^([\p{L}]+)\.?,?\s+(?:de\s+)?(\d{4})$/iu;
/** As `ctime` and JavaScript print it: `Tue Jul 26 2016 00:00:00 GMT+0000 (UTC)`. */
const PRINTED =
  /^[a-z]{3} ([a-z]{3}) +(\d{1,2}) (?:(\d{4}) )?(\d{2}):(\d{2}):(\d{2})(?: (?:GMT)?([+-]\d{4}|UTC|GMT|Z))?(?: (\d{4}))?(?: \(.*\))?$/i;

/** Dates in words and in national order: RFC 2822, `4 mars 2019`, `13.04.2019`, `Mon, 06/12/2017 - 00:00`. */
export function readWordyDate(told: string): string | undefined {
  return numbers(told) ?? printed(told) ?? words(told);
}

/** Day and month tell themselves apart by a number over twelve, by the weekday, or by dots, which only the day-first countries write. */
function numbers(told: string): string | undefined {
  const parts = NUMBERS.exec(told);
  if (parts === null) return undefined;
  const [, weekDay, first = '', mark, second = '', year = '', hours, minutes, seconds, half] = parts;
  const readings = [
    { day: Number(first), month: Number(second) },
    ...(mark === '.' ? [] : [{ day: Number(second), month: Number(first) }]),
  ].flatMap(({ day, month }) => {
    const date = dateOf(Number(year), month, day);
    return date === undefined || !falls(date, weekDay) ? [] : [date];
  });
  const [date, ...others] = [...new Set(readings)];
  if (date === undefined || others.length > 0) return undefined;
  // Midnight is what a form leaves that asks for the day alone.
  if (hours === undefined || (Number(hours) === 0 && Number(minutes) === 0 && half === undefined))
    return date;
  return withTime(date, hours, minutes, seconds, half);
}

function printed(told: string): string | undefined {
  const [, name, day, before, hours, minutes, seconds, zone, after] = PRINTED.exec(told) ?? [];
  const month = monthOf(name);
  const time = hours === undefined ? undefined : timeOf(hours, minutes, seconds, zone);
  return month === undefined || time === undefined
    ? undefined
    : dateOf(Number(before ?? after), month, Number(day), time);
}

function words(told: string): string | undefined {
  const dayFirst = DAY_FIRST.exec(told);
  if (dayFirst !== null) {
    const [, day, name, year, hours, minutes, seconds, zone = ''] = dayFirst;
    const month = monthOf(name);
    if (month === undefined) return undefined;
    const known = /^(?:[+-]\d{4}|[+-]\d{2}:\d{2}|GMT|UTC|UT|Z)$/i.test(zone) ? zone : '';
    const time = hours === undefined ? undefined : timeOf(hours, minutes, seconds, known);
    return dateOf(Number(year), month, Number(day), time);
  }
  const [, name, day, year, hours, minutes, seconds, half] = MONTH_FIRST.exec(told) ?? [];
  const month = monthOf(name);
  if (month !== undefined) {
    const date = dateOf(Number(year), month, Number(day));
    return date === undefined || hours === undefined ? date : withTime(date, hours, minutes, seconds, half);
  }
  const [, only, yearOnly] = MONTH_ONLY.exec(told) ?? [];
  const monthOnly = monthOf(only);
  return monthOnly === undefined ? undefined : dateOf(Number(yearOnly), monthOnly);
}

function withTime(
  date: string,
  hours: string,
  minutes: string | undefined,
  seconds: string | undefined,
  half: string | undefined,
): string | undefined {
  const hour =
    half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  const time = timeOf(String(hour), minutes, seconds);
  return time === undefined ? undefined : `${date}T${time}`;
}

function monthOf(name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  const folded = fold(name);
  const index = MONTHS.findIndex((month) => month.test(folded));
  return index === -1 ? undefined : index + 1;
}

function falls(date: string, weekDay: string | undefined): boolean {
  const word = fold(weekDay ?? '');
  const index = WEEK_DAYS.findIndex((day) => day.test(word));
  return index === -1 || new Date(`${date}T00:00:00Z`).getUTCDay() === index;
}
