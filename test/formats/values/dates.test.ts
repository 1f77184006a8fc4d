import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readDate } from '../../../src/formats/values/dates.ts';
import { readPeriod } from '../../../src/formats/values/periods.ts';

const DATES: readonly [told: string, read: string | undefined][] = [
  ['2019', '2019'],
  ['2019-03', '2019-03'],
  ['2019-03-04Z', '2019-03-04'],
  ['2019-03-04T10:00:00+0100', '2019-03-04T10:00:00+01:00'],
  ['2019-03-04 10:00:00.123456', '2019-03-04T10:00:00.123456'],
  ['20190304', '2019-03-04'],
  ['2019-064', '2019-03-05'],
  ['2019-W10-1', '2019-03-04'],
  ['2019/03/04', '2019-03-04'],
  ['04.03.2019', '2019-03-04'],
  ['13/03/2019', '2019-03-13'],
  ['03/13/2019', '2019-03-13'],
  ['04/04/2019', '2019-04-04'],
  ['04/03/2019', undefined],
  ['Mon, 06/12/2017 - 00:00', '2017-06-12'],
  ['mar, 10/12/2019 - 09:23', '2019-12-10T09:23'],
  ['Mon, 04 Mar 2019 10:00:00 GMT', '2019-03-04T10:00:00Z'],
  ['Tue Jul 26 2016 00:00:00 GMT+0000 (UTC)', '2016-07-26T00:00:00+00:00'],
  ['4 mars 2019', '2019-03-04'],
  ['1er août 2019', '2019-08-01'],
  ['March 4, 2019', '2019-03-04'],
  ['März 2019', '2019-03'],
  ['1551693600000', '2019-03-04T10:00:00.000Z'],
  ['-0500', '-0500'],
  ['2019-02-30', undefined],
  ['0000-00-00', undefined],
  ['201903', undefined],
  ['R/P1D', undefined],
  ['2010-2015', undefined],
  ['unknown', undefined],
];

const PERIODS: readonly [told: string, read: unknown][] = [
  ['2010/2015', { start: '2010', end: '2015' }],
  ['2010-01-01/P1Y', { start: '2010-01-01', end: '2011-01-01' }],
  ['P1M/2010-01-31', { start: '2009-12-31', end: '2010-01-31' }],
  ['start=2010; end=2012-05; scheme=W3C-DTF;', { start: '2010', end: '2012-05' }],
  ['name=Bronze Age', undefined],
  ['2010', { start: '2010', end: '2010' }],
  ['2010-2015', { start: '2010', end: '2015' }],
  ['from 2010 to 2015', { start: '2010', end: '2015' }],
  ['du 1 janvier 2010 au 3 mars 2011', { start: '2010-01-01', end: '2011-03-03' }],
  ['depuis 2012', { start: '2012' }],
  ['2010-01-01/..', { start: '2010-01-01' }],
  ['2010/now', { start: '2010' }],
  ['../2012', { end: '2012' }],
  ['2010/nonsense', undefined],
];

describe('dates and periods of catalogues', () => {
  for (const [told, read] of DATES) {
    it(`reads the date «${told}» as ${read ?? 'none'}`, () => {
      assert.equal(readDate(told), read);
    });
  }
  for (const [told, read] of PERIODS) {
    it(`reads the period «${told}» as ${JSON.stringify(read) ?? 'none'}`, () => {
      assert.deepEqual(readPeriod(told), read);
    });
  }
});
