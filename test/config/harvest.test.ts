import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { HarvestConfig } from '../../src/config/connector.ts';
import { issuesInWords } from '../../src/config/issues.ts';

function complaint(harvest: object): string {
  const parsed = HarvestConfig.safeParse(harvest);
  if (parsed.success) return '';
  return issuesInWords(parsed.error, harvest, HarvestConfig)
    .map(({ path, message }) => `${path}: ${message}`)
    .join('\n');
}

describe('the configuration of a harvest', () => {
  const good: [string, object][] = [
    ['a calendar with names', { calendar: { dayOfWeek: ['monday'], hour: 6 }, timezone: 'Europe/Paris' }],
    ['several calendars', { calendar: [{ hour: { start: 8, end: 18, step: 2 } }, { hour: 23 }] }],
    ['a blackout', { every: '1h', blackout: [{ days: ['monday'], from: '08:00', to: '18:00' }] }],
    ['rules', { rules: [{ name: 'a', fill: { 'title.en': 'x' } }] }],
  ];
  for (const [what, harvest] of good) it(`takes ${what}`, () => assert.equal(complaint(harvest), ''));

  const bad: [string, object, RegExp][] = [
    [
      'two frequencies',
      { every: '1h', calendar: { hour: 1 } },
      /^calendar: give one of every, cron and calendar/m,
    ],
    ['an hour that no clock has', { calendar: { hour: 25 } }, /^calendar\.hour: .*at most 23/m],
    ['a day that is misspelt', { calendar: { dayOfWeek: 'munday' } }, /^calendar\.dayOfWeek: "munday"/m],
    ['a window without length', { blackout: [{ from: '08:00', to: '08:00' }] }, /a window has a length/],
    [
      'a time that is none',
      { blackout: [{ from: '8', to: '18:00' }] },
      /^blackout\[0\]\.from: "8" is not accepted: a time of day/m,
    ],
    ['windows that leave no time', { blackout: [{ from: '00:00', to: '24:00' }] }, /leave no time/],
    [
      'a blackout with harvests that wait',
      { overlap: 'buffer-one', blackout: [{ from: '01:00', to: '02:00' }] },
      /^overlap: "buffer-one" is not accepted: with a blackout only skip/m,
    ],
    [
      'a rule without a deed',
      { rules: [{ name: 'a' }] },
      /^rules\[0\]: a rule does one thing: give one of defaults, fill/m,
    ],
    [
      'a rule with two',
      { rules: [{ name: 'a', drop: ['title.en'], fill: { 'title.fr': 'x' } }] },
      /has fill and drop/,
    ],
    [
      'a field that is misspelt',
      { rules: [{ name: 'a', fill: { licence: 'x' } }] },
      /^rules\[0\]\.fill\.licence: unknown field; did you mean "license"/m,
    ],
    [
      'a list without its brackets',
      { rules: [{ name: 'a', drop: ['distribution.format'] }] },
      /distribution is a list: write distribution\[\]\.format/,
    ],
    ['the id of a record', { rules: [{ name: 'a', replace: { id: 'x' } }] }, /id says which record it is/],
    [
      'two rules of one name',
      {
        rules: [
          { name: 'a', drop: ['type'] },
          { name: 'a', drop: ['theme'] },
        ],
      },
      /^rules\[1\]\.name: "a" is not accepted: a name that rule 1 has already/m,
    ],
  ];
  for (const [what, harvest, message] of bad)
    it(`refuses ${what}, and says what to do`, () => assert.match(complaint(harvest), message));
});
