import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Calendar } from '../../src/config/schedule.ts';
import { DataFairRule, rulesOf, scheduleOf } from '../../src/config/data-fair-scheduling.ts';

const any = { month: '*', dayOfMonth: '*', dayOfWeek: '*' };

describe('schedules of Data Fair’s catalogue service', () => {
  const known: [string, Record<string, unknown>, Calendar[]][] = [
    [
      'daily',
      { ...any, type: 'daily', hour: 4, minute: 30, timeZone: 'Europe/Paris' },
      [{ hour: 4, minute: 30 }],
    ],
    [
      'weekly, Sunday as 0',
      { ...any, type: 'weekly', dayOfWeek: '0', hour: 22, minute: 0, timeZone: 'UTC' },
      [{ hour: 22, minute: 0, dayOfWeek: 'sunday' }],
    ],
    [
      'monthly',
      { ...any, type: 'monthly', dayOfMonth: 28, hour: 0, minute: 5, timeZone: 'Indian/Reunion' },
      [{ hour: 0, minute: 5, dayOfMonth: 28 }],
    ],
    [
      'every so many hours, from midnight on',
      { ...any, type: 'hourly', hour: '*', hourStep: 5, minute: 7, timeZone: 'UTC' },
      [{ hour: { start: 0, end: 23, step: 5 }, minute: 7 }],
    ],
  ];
  for (const [name, rule, calendars] of known) {
    it(`are calendars, and back again: ${name}`, () => {
      const schedule = scheduleOf([DataFairRule.parse(rule)]);
      assert.ok(typeof schedule === 'object');
      assert.deepEqual(schedule, { calendar: calendars, timezone: rule['timeZone'] });
      assert.deepEqual(
        schedule.calendar.map((one) => Calendar.parse(one)),
        calendars,
      );
      assert.deepEqual(rulesOf(schedule.calendar, schedule.timezone), [rule]);
    });
  }

  it('know the last day of every month until 2100', () => {
    const schedule = scheduleOf([DataFairRule.parse({ type: 'monthly', lastDayOfMonth: true })]);
    assert.ok(typeof schedule === 'object');
    for (let year = 2024; year <= 2100; year += 1) {
      for (let month = 1; month <= 12; month += 1) {
        const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
        const days: number[] = Array.from({ length: last }, (_, index) => index + 1).filter((day) =>
          schedule.calendar.some((calendar) => falls(Calendar.parse(calendar), year, month, day)),
        );
        assert.deepEqual(days, [last], `${year}-${month}`);
      }
    }
    const [rule, ...more] = rulesOf(schedule.calendar, schedule.timezone);
    assert.deepEqual([rule?.['lastDayOfMonth'], more], [true, []]);
  });

  it('have the defaults that its pages have', () => {
    assert.deepEqual(scheduleOf([DataFairRule.parse({ type: 'weekly' })]), {
      calendar: [{ hour: 0, minute: 0, dayOfWeek: 'monday' }],
      timezone: 'Europe/Paris',
    });
  });

  it('are none without rules, and are told when they have two time zones', () => {
    assert.equal(scheduleOf([]), undefined);
    const two = ['UTC', 'Europe/Paris'].map((timeZone) => DataFairRule.parse({ type: 'daily', timeZone }));
    assert.match(JSON.stringify(scheduleOf(two)), /several time zones \(UTC, Europe\/Paris\)/);
  });
});

/** Whether a calendar falls on a day. */
function falls({ dayOfMonth, month, year }: Calendar, ofYear: number, ofMonth: number, day: number): boolean {
  const name = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' })
    .format(new Date(Date.UTC(ofYear, ofMonth - 1, 1)))
    .toLowerCase();
  return (
    dayOfMonth === day &&
    (month === undefined || [month].flat().some((one) => one === name)) &&
    (year === undefined ||
      [year]
        .flat()
        .some((one) =>
          typeof one === 'number'
            ? one === ofYear
            : one.start <= ofYear &&
              ofYear <= (one.end ?? one.start) &&
              (ofYear - one.start) % (one.step ?? 1) === 0,
        ))
  );
}
