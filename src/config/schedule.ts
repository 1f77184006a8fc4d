import { Cron } from 'croner';
import { z } from 'zod';

/** Five fields, as cron has them. */
export const CronText = z
  .string()
  .refine(isCron, 'five cron fields: minute hour day month weekday, for example "0 4 * * *"');

function isCron(text: string): boolean {
  if (text.trim().split(/\s+/).length !== 5) return false;
  try {
    return new Cron(text, { paused: true }).nextRun() !== undefined;
  } catch {
    return false;
  }
}

export const TimeZone = z.string().refine(isTimeZone, 'an IANA time zone, for example Europe/Paris');

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}

export const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Day = (typeof DAYS)[number];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const;

export type MonthName = (typeof MONTHS)[number];

/** A number, several, or a range with an optional step. */
function numbers(least: number, most: number) {
  const one = z.int().min(least).max(most);
  const range = z
    .strictObject({ start: one, end: one.optional(), step: z.int().min(1).max(most).optional() })
    .refine(({ start, end }) => end === undefined || start <= end, 'start must not come after end');
  return z
    .union([
      one,
      range,
      z
        .array(z.union([one, range]))
        .min(1)
        .max(60),
    ])
    .optional();
}

function names<const T extends readonly string[]>(known: T) {
  return z.union([z.enum(known), z.array(z.enum(known)).min(1)]).optional();
}

/** Wall-clock times: every field that is given must fit. Hour, minute and second are 0 when absent, the others anything. */
export const Calendar = z
  .strictObject({
    hour: numbers(0, 23).describe('hours, 0 to 23; 0 when absent'),
    minute: numbers(0, 59).describe('minutes; 0 when absent'),
    second: numbers(0, 59).describe('seconds; 0 when absent'),
    dayOfWeek: names(DAYS).describe('days of the week, by name'),
    dayOfMonth: numbers(1, 31).describe('days of the month'),
    month: names(MONTHS).describe('months, by name'),
    year: numbers(2020, 2100).describe('years'),
  })
  .refine((calendar) => Object.keys(calendar).length > 0, 'an empty calendar: give at least hour');
export type Calendar = z.infer<typeof Calendar>;

const ClockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day such as 08:00, up to 24:00');

/** A time in which no harvest starts. Over midnight, `days` are those on which it begins. */
export const BlackoutWindow = z
  .strictObject({
    days: z.array(z.enum(DAYS)).min(1).optional().describe('days on which it begins; every day when absent'),
    from: ClockTime.describe('begin, on the clock of the time zone'),
    to: ClockTime.describe('end; the next day when it is not later than the begin'),
    timezone: TimeZone.optional().describe('time zone; UTC when absent'),
  })
  .refine(({ from, to }) => from !== to && from !== '24:00' && to !== '00:00', {
    path: ['to'],
    message: 'a window has a length: write a whole day from 00:00 to 24:00',
  });
export type BlackoutWindow = z.infer<typeof BlackoutWindow>;
