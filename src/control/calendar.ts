import type { CalendarSpec, Month, DayOfWeek } from '@temporalio/client';
import type { Calendar, Day, MonthName } from '../config/schedule.ts';

type Numbers = NonNullable<Calendar['hour']>;
type Span = { start: number; end: number; step: number };

/** A calendar in Temporal's words. What is left out there means the same as here. */
export function calendarOf(calendar: Calendar): CalendarSpec {
  const { hour, minute, second, dayOfMonth, year, dayOfWeek, month } = calendar;
  return {
    ...(hour === undefined ? {} : { hour: spans(hour, 23) }),
    ...(minute === undefined ? {} : { minute: spans(minute, 59) }),
    ...(second === undefined ? {} : { second: spans(second, 59) }),
    ...(dayOfMonth === undefined ? {} : { dayOfMonth: spans(dayOfMonth, 31) }),
    ...(year === undefined ? {} : { year: spans(year, 2100) }),
    ...(dayOfWeek === undefined ? {} : { dayOfWeek: [dayOfWeek].flat().map((day) => DAY_NAMES[day]) }),
    ...(month === undefined ? {} : { month: [month].flat().map((name) => MONTH_NAMES[name]) }),
  };
}

/** A range without an end goes to the last. */
function spans(numbers: Numbers, last: number): Span[] {
  return [numbers]
    .flat()
    .map((one) =>
      typeof one === 'number'
        ? { start: one, end: one, step: 1 }
        : { start: one.start, end: one.end ?? last, step: one.step ?? 1 },
    );
}

const DAY_NAMES: Record<Day, DayOfWeek> = {
  sunday: 'SUNDAY',
  monday: 'MONDAY',
  tuesday: 'TUESDAY',
  wednesday: 'WEDNESDAY',
  thursday: 'THURSDAY',
  friday: 'FRIDAY',
  saturday: 'SATURDAY',
};

const MONTH_NAMES: Record<MonthName, Month> = {
  january: 'JANUARY',
  february: 'FEBRUARY',
  march: 'MARCH',
  april: 'APRIL',
  may: 'MAY',
  june: 'JUNE',
  july: 'JULY',
  august: 'AUGUST',
  september: 'SEPTEMBER',
  october: 'OCTOBER',
  november: 'NOVEMBER',
  december: 'DECEMBER',
};
