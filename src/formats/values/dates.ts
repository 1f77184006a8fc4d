import { memoise } from '../../vocabularies/memo.ts';
import { dateOf, timeOf } from './calendar.ts';
import { readWordyDate } from './wordy-dates.ts';
import type { Warn } from './warn.ts';

/** A date of a record outside these years is a placeholder: `0001-01-01`, `9999-12-31`. */
const RECORD_YEARS = { from: 1500, to: 2200 } as const;
const LENGTH_MAX = 100;

const ISO =
  /^([+-]?\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]+(\d{1,2})(?::?(\d{2})(?::?(\d{2}(?:[.,]\d+)?))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?(?:\[[\w/+-]+\])?$/i;
const BASIC = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$/i;
const ORDINAL = /^(\d{4})-?(\d{3})$/;
const WEEK_DAY = /^(\d{4})-?W(\d{2})-?([1-7])$/i;
const SLASHED = /^(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?(?:[T ]+(.+))?$/;
const EPOCH = /^-?\d{12,13}$/;
const EPOCH_SECONDS = /^1\d{9}$/;

/**
 * An ISO date with the precision read. Undefined for what is no date, for days that no calendar has, and for what reads
 * two ways: `06/05/2009` is May in one country and June in another.
 */
export function readDate(text: string): string | undefined {
  const told = text.trim();
  if (told.length === 0 || told.length > LENGTH_MAX) return undefined;
  return isoDate(told) ?? readOther(told) ?? readWordyDate(told);
}

/** A record tells the same date of itself and of each of its files. */
const isoDate = memoise(readIsoDate);

/** The date of a record or of its file; what is none is told, and so is what had to be interpreted. */
export function dateIn(text: string | undefined, field: string, warn: Warn): string | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const date = readDate(text);
  if (date === undefined) {
    warn(field, text, 'not a date that reads one way only: left out');
    return undefined;
  }
  const year = Number(/^[+-]?\d+/.exec(date)?.[0]);
  if (year < RECORD_YEARS.from || year > RECORD_YEARS.to) {
    warn(field, text, `no date of today's records (${RECORD_YEARS.from} to ${RECORD_YEARS.to}): left out`);
    return undefined;
  }
  if (isoDate(text.trim()) === undefined) warn(field, text, `read as ${date}`);
  return date;
}

/** A date of the model as a moment; undefined for what is none. */
export function instantOf(date: unknown): string | undefined {
  const time = typeof date === 'string' && readDate(date) !== undefined ? Date.parse(date) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function readIsoDate(told: string): string | undefined {
  const parts = ISO.exec(told);
  if (parts === null) return undefined;
  const [, year = '', month, day, hours, minutes, seconds, zone] = parts;
  if (hours !== undefined && day === undefined) return undefined;
  // A year without a sign has four digits; `201903` is no year.
  if (/^\d/.test(year) && year.length > 4) return undefined;
  const numbers = [month, day].map((part) => (part === undefined ? undefined : Number(part)));
  // xsd:date may carry a zone, which says nothing of a day.
  if (hours === undefined && /^[+-]\d{2,4}$/.test(zone ?? '')) return undefined;
  if (hours === undefined) return dateOf(Number(year), numbers[0], numbers[1]);
  const time = timeOf(hours, minutes, seconds, zone);
  return time === undefined ? undefined : dateOf(Number(year), numbers[0], numbers[1], time);
}

function readOther(told: string): string | undefined {
  const basic = BASIC.exec(told);
  if (basic !== null) {
    const [, year, month, day, hours, minutes, seconds, zone] = basic;
    const time = hours === undefined ? undefined : timeOf(hours, minutes, seconds, zone);
    return dateOf(Number(year), Number(month), Number(day), time);
  }
  const [, slashedYear, slashedMonth, slashedDay, rest] = SLASHED.exec(told) ?? [];
  if (slashedYear !== undefined && slashedMonth !== undefined) {
    if (slashedDay === undefined) return dateOf(Number(slashedYear), Number(slashedMonth));
    const day = dateOf(Number(slashedYear), Number(slashedMonth), Number(slashedDay));
    return day === undefined || rest === undefined ? day : readIsoDate(`${day}T${rest.trim()}`);
  }
  const [, ordinalYear, ordinal] = ORDINAL.exec(told) ?? [];
  if (ordinalYear !== undefined && told.includes('-')) return dayOfYear(Number(ordinalYear), Number(ordinal));
  const [, weekYear, week, weekDay] = WEEK_DAY.exec(told) ?? [];
  if (weekYear !== undefined) return dayOfWeek(Number(weekYear), Number(week), Number(weekDay));
  if (EPOCH.test(told)) return new Date(Number(told)).toISOString();
  return EPOCH_SECONDS.test(told) ? new Date(Number(told) * 1_000).toISOString() : undefined;
}

function dayOfYear(year: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, 0, day));
  return day >= 1 && date.getUTCFullYear() === year ? date.toISOString().slice(0, 10) : undefined;
}

function dayOfWeek(year: number, week: number, day: number): string | undefined {
  if (week < 1 || week > 53) return undefined;
  // The fourth of January is always in week 1.
  const fourth = new Date(Date.UTC(year, 0, 4)).getUTCDay() || 7;
  return new Date(Date.UTC(year, 0, 4 - fourth + (week - 1) * 7 + day)).toISOString().slice(0, 10);
}
