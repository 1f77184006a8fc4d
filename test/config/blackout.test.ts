import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { neverFree, startAfter } from '../../src/config/blackout.ts';
import { dueAfter } from '../../src/config/due.ts';
import type { BlackoutWindow } from '../../src/config/schedule.ts';

const office: BlackoutWindow = {
  days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  from: '08:00',
  to: '18:30',
  timezone: 'Europe/Paris',
};

function start(windows: BlackoutWindow[], at: string): string {
  return startAfter(windows, new Date(at)).toISOString();
}

describe('a blackout', () => {
  it('lets a harvest start outside its windows at once', () => {
    assert.equal(start([office], '2026-01-05T06:59:00Z'), '2026-01-05T06:59:00.000Z');
    assert.equal(start([office], '2026-01-10T12:00:00Z'), '2026-01-10T12:00:00.000Z');
  });

  it('holds it until the end of the window, on the clock of its zone', () => {
    assert.equal(start([office], '2026-01-05T07:00:00Z'), '2026-01-05T17:30:00.000Z');
    assert.equal(start([office], '2026-07-06T12:00:00Z'), '2026-07-06T16:30:00.000Z');
  });

  it('reaches over midnight from the day on which it begins', () => {
    const night: BlackoutWindow = { days: ['friday'], from: '22:00', to: '06:00' };
    assert.equal(start([night], '2026-01-10T03:00:00Z'), '2026-01-10T06:00:00.000Z');
    assert.equal(start([night], '2026-01-09T03:00:00Z'), '2026-01-09T03:00:00.000Z');
  });

  it('goes on into the next window where one ends as another begins', () => {
    const windows: BlackoutWindow[] = [
      { from: '08:00', to: '12:00' },
      { from: '12:00', to: '24:00' },
    ];
    assert.equal(start(windows, '2026-01-05T09:00:00Z'), '2026-01-06T00:00:00.000Z');
  });

  it('ends after a clock change as the clock then shows', () => {
    const window: BlackoutWindow = { from: '01:00', to: '03:30', timezone: 'Europe/Paris' };
    // On 29 March 2026 the clock jumps from 2 to 3.
    assert.equal(start([window], '2026-03-29T00:30:00Z'), '2026-03-29T01:30:00.000Z');
  });

  it('is known to leave no time at all', () => {
    assert.equal(neverFree([{ from: '00:00', to: '24:00' }]), true);
    assert.equal(neverFree([office]), false);
  });
});

describe('what falls due', () => {
  it('is reckoned by interval and by cron fields in their zone', () => {
    const from = new Date('2026-07-06T10:00:00Z');
    assert.deepEqual(
      dueAfter({ every: '6h' }, from, 2).map((time) => new Date(time).toISOString()),
      ['2026-07-06T12:00:00.000Z', '2026-07-06T18:00:00.000Z'],
    );
    assert.deepEqual(
      dueAfter({ cron: '0 4 * * *', timezone: 'Europe/Paris' }, from, 2).map((time) =>
        new Date(time).toISOString(),
      ),
      ['2026-07-07T02:00:00.000Z', '2026-07-08T02:00:00.000Z'],
    );
  });
});
