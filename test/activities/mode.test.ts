import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { compare, type Item } from '../../activities/compare.ts';
import { decide, distrustOf, isMeasure, laterOf, remember } from '../../activities/mode.ts';
import { HarvestConfig } from '../../src/config/connector.ts';
import { NO_COUNTS } from '../../src/ledger/runs.ts';

const NOW = new Date('2026-05-01T12:00:00Z');
const MEASURED = { dated: 1_000, undated: 0, told: 50, silent: 0, idle: 3 };

describe('the mode of a run', () => {
  const wanted = {
    harvest: HarvestConfig.parse({ incremental: { overlap: '1h', fullEvery: '7d' } }),
    state: {
      health: 'ok' as const,
      watermark: '2026-05-01T06:00:00.000Z',
      scopeFingerprint: 's',
      mappingFingerprint: 'm',
      fullAt: new Date('2026-04-30T00:00:00Z'),
      dates: MEASURED,
    },
    can: true,
    scopeFingerprint: 's',
    mappingFingerprint: 'm',
    now: NOW,
  };

  it('reaches back before the last change that was seen, by the remote’s clock', () => {
    assert.deepEqual(decide('auto', wanted), { mode: 'incremental', since: '2026-05-01T05:00:00.000Z' });
  });

  const reasons: [string, object, RegExp][] = [
    ['the adapter cannot', { can: false }, /cannot be asked for what changed/],
    ['the scope is another', { scopeFingerprint: 't' }, /settings changed/],
    ['the rules are others', { mappingFingerprint: 'n' }, /rules changed/],
    ['nothing was complete yet', { state: { health: 'ok' } }, /no full pass was complete/],
    ['it is due', { state: { ...wanted.state, fullAt: new Date('2026-04-20T00:00:00Z') } }, /every 7d/],
    [
      'dates are missing',
      { state: { ...wanted.state, dates: { ...MEASURED, undated: 60 } } },
      /60 of 1060 records carry no date/,
    ],
    [
      'dates lie',
      { state: { ...wanted.state, dates: { ...MEASURED, silent: 5 } } },
      /of 55 changes, 5 did not move the date/,
    ],
  ];
  for (const [why, more, reason] of reasons) {
    it(`is a full pass when ${why}, and says so`, () => {
      const decision = decide('auto', { ...wanted, ...more });
      assert.equal(decision.mode, 'full');
      assert.match(decision.reason ?? '', reason);
    });
  }

  it('is what was asked for by hand; without settings an incremental one takes the defaults', () => {
    for (const mode of ['full', 'forced', 'validate']) assert.equal(decide(mode, wanted).mode, mode);
    const plain = { ...wanted, harvest: HarvestConfig.parse({}) };
    assert.equal(decide('auto', plain).mode, 'full');
    assert.equal(decide('incremental', plain).mode, 'incremental');
  });

  it('forgets a lie by halves, and takes no change of our own mapping for one', () => {
    let dates = { ...MEASURED, told: 0, silent: 4 };
    assert.ok(distrustOf(dates));
    for (let pass = 0; pass < 3; pass += 1) dates = remember(dates, { ...MEASURED, told: 0 });
    assert.equal(distrustOf(dates), undefined);
    assert.equal(isMeasure({ ...MEASURED, silent: 900 }), false);
    assert.equal(isMeasure({ ...MEASURED, silent: 40 }), true);
  });

  it('takes no date from beyond the remote’s own clock for the latest change', () => {
    const server = '2026-05-01T12:00:05.000Z';
    assert.equal(laterOf(undefined, '2099-01-01T00:00:00Z', server, NOW), undefined);
    assert.equal(laterOf(undefined, '2026-05-01T14:00:03+02:00', server, NOW), '2026-05-01T12:00:03.000Z');
    assert.equal(
      laterOf('2026-05-01T12:00:03.000Z', '2026-05-01T11:00:00Z', server, NOW),
      '2026-05-01T12:00:03.000Z',
    );
    assert.equal(laterOf(undefined, '2026-05-02T12:00:00Z', undefined, NOW), undefined);
    assert.equal(laterOf(undefined, 'yesterday', server, NOW), undefined);
  });
});

describe('a page against what is known', () => {
  const item = (key: string, fingerprint = 'f'): Item => ({
    key,
    remoteId: key,
    fingerprint,
    datasetId: `c:${key}`,
    record: { remoteId: key, dataset: { kind: 'dataset', id: key, title: { en: key } } },
  });
  const known = (key: string, more: object = {}) => ({
    key,
    fingerprint: 'f',
    datasetId: `c:${key}`,
    seenRun: 'before',
    gone: false,
    missing: false,
    ...more,
  });
  const against = {
    runId: 'now',
    counts: NO_COUNTS,
    pins: new Map([['pinned', 'f']]),
    forced: false,
    known: new Map([
      ['same', known('same')],
      ['other', known('other', { fingerprint: 'old' })],
      ['back', known('back', { gone: true })],
      ['seen', known('seen', { seenRun: 'now', fingerprint: 'old' })],
      ['pinned', known('pinned', { gone: true })],
    ]),
  };
  const keys = ['new', 'same', 'other', 'back', 'seen', 'pinned', 'new'];

  it('counts each record that came once', () => {
    const { counts, changed } = compare(
      keys.map((key) => item(key)),
      against,
    );
    assert.equal(counts.added + counts.updated + counts.unchanged + counts.repeated, keys.length);
    assert.deepEqual(counts, {
      ...NO_COUNTS,
      added: 1,
      updated: 2,
      unchanged: 2,
      pinned: 1,
      returned: 1,
      repeated: 2,
    });
    assert.deepEqual(
      changed.map(({ key }) => key),
      ['new', 'other', 'back', 'seen'],
    );
  });

  it('writes everything when forced but what came already, and what a person took back', () => {
    const { changed } = compare([item('same'), item('pinned')], { ...against, forced: true });
    assert.deepEqual(
      changed.map(({ key }) => key),
      ['same'],
    );
    assert.deepEqual(compare([item('pinned', 'moved')], against).changed.length, 1);
  });
});
