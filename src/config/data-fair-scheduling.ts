import { z } from 'zod';
import { type Calendar, type Day, DAYS, TimeZone } from './schedule.ts';

const hour = z.int().min(0).max(23).default(0);
const minute = z.int().min(0).max(59).default(0);
const timeZone = TimeZone.default('Europe/Paris');

/** When Data Fair's catalogue service imports, as its documents say it; what a kind of rule does not ask stands there as `*`. */
export const DataFairRule = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('monthly'),
    dayOfMonth: z.int().min(1).max(28).default(1),
    lastDayOfMonth: z.boolean().default(false),
    hour,
    minute,
    timeZone,
  }),
  z.looseObject({
    type: z.literal('weekly'),
    dayOfWeek: z.coerce.number<string | number>().int().min(0).max(6).default(1),
    hour,
    minute,
    timeZone,
  }),
  z.looseObject({ type: z.literal('daily'), hour, minute, timeZone }),
  z.looseObject({
    type: z.literal('hourly'),
    hourStep: z.int().min(1).max(12).default(1),
    minute,
    timeZone,
  }),
]);
export type DataFairRule = z.output<typeof DataFairRule>;

export interface Schedule {
  calendar: Calendar[];
  timezone: string;
}

/** The same as calendars of a harvest; a text says why it cannot be. No rules are no schedule. */
export function scheduleOf(rules: readonly DataFairRule[]): Schedule | undefined | string {
  const [first] = rules;
  if (first === undefined) return undefined;
  const zones = [...new Set(rules.map((rule) => rule.timeZone))];
  if (zones.length > 1)
    return `its rules are in several time zones (${zones.join(', ')}), and a harvest has one`;
  return { calendar: rules.flatMap(calendarsOf), timezone: first.timeZone };
}

/** Back again, as far as they are calendars that `scheduleOf` makes. */
export function rulesOf(calendars: readonly Calendar[], zone: string): Record<string, unknown>[] {
  return calendars.flatMap((calendar): Record<string, unknown>[] => {
    const rule = ruleOf(calendar, zone);
    return rule === undefined ? [] : [rule];
  });
}

const LONG = ['january', 'march', 'may', 'july', 'august', 'october', 'december'] as const;
const SHORT = ['april', 'june', 'september', 'november'] as const;
const LEAP = { start: 2020, end: 2096, step: 4 };
const COMMON = [2021, 2022, 2023].map((start) => ({ start, end: start + 76, step: 4 }));

function calendarsOf(rule: DataFairRule): Calendar[] {
  if (rule.type === 'hourly') {
    return [{ hour: { start: 0, end: 23, step: rule.hourStep }, minute: rule.minute }];
  }
  const at = { hour: rule.hour, minute: rule.minute };
  if (rule.type === 'daily') return [at];
  if (rule.type === 'weekly') return [{ ...at, dayOfWeek: DAYS[rule.dayOfWeek] ?? 'monday' }];
  if (!rule.lastDayOfMonth) return [{ ...at, dayOfMonth: rule.dayOfMonth }];
  return [
    { ...at, dayOfMonth: 31, month: [...LONG] },
    { ...at, dayOfMonth: 30, month: [...SHORT] },
    { ...at, dayOfMonth: 29, month: 'february', year: LEAP },
    { ...at, dayOfMonth: 28, month: 'february', year: [...COMMON, 2100] },
  ];
}

function ruleOf(calendar: Calendar, zone: string): Record<string, unknown> | undefined {
  const { hour: hours = 0, minute: minutes = 0, dayOfWeek, dayOfMonth, month } = calendar;
  if (typeof minutes !== 'number') return undefined;
  const rule = { month: '*', dayOfMonth: '*', dayOfWeek: '*', hour: hours, minute: minutes, timeZone: zone };
  if (isSteps(hours)) return { ...rule, type: 'hourly', hour: '*', hourStep: hours.step ?? 1 };
  if (typeof hours !== 'number') return undefined;
  if (isDay(dayOfWeek)) return { ...rule, type: 'weekly', dayOfWeek: String(DAYS.indexOf(dayOfWeek)) };
  if (dayOfMonth === 31 && month !== undefined)
    return { ...rule, type: 'monthly', dayOfMonth: 1, lastDayOfMonth: true };
  if (month !== undefined) return undefined;
  if (typeof dayOfMonth === 'number') return { ...rule, type: 'monthly', dayOfMonth };
  return dayOfMonth === undefined && dayOfWeek === undefined ? { ...rule, type: 'daily' } : undefined;
}

function isSteps(hours: Calendar['hour']): hours is { start: number; end?: number; step?: number } {
  return typeof hours === 'object' && !Array.isArray(hours) && hours.start === 0 && (hours.end ?? 23) === 23;
}

function isDay(day: Calendar['dayOfWeek']): day is Day {
  return typeof day === 'string';
}
