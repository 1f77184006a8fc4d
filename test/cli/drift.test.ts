import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Verification } from '../../src/ledger/drift.ts';
import { NOTHING_VERIFIED } from '../../src/model/counts.ts';
import { T0 } from '../api/control-double.ts';
import { Harness } from './harness.ts';

const verification = (more: Partial<Verification> = {}): Verification => ({
  id: 'verify/lyon-1/run',
  connectorId: 'lyon',
  state: 'complete',
  place: { side: 'end' },
  counts: {
    ...NOTHING_VERIFIED,
    read: 5,
    same: 3,
    edited: { overwrite: 1, keep: 0, ask: 0 },
    gone: { recreate: 0, stop: 0, ask: 1 },
    orphans: 1,
  },
  startedAt: T0,
  endedAt: T0,
  ...more,
});

describe('navette drift', () => {
  let harness: Harness;

  beforeEach(async () => {
    harness = new Harness();
    await harness.start();
  });
  afterEach(() => harness.stop());

  it('shows which dataset differs, in which field, and what comes of it', async () => {
    harness.control.drifted = {
      verification: verification(),
      drift: [
        {
          datasetId: 'arbres',
          remoteId: '5b7f',
          kind: 'edited',
          field: 'title',
          pushed: 'Les arbres',
          shown: 'Arbres \u001b[31m',
          next: 'push',
        },
        { datasetId: 'eau', remoteId: '5b80', kind: 'gone', next: 'ask' },
      ],
    };
    const { code, stdout } = await harness.run(['drift', 'lyon']);
    assert.equal(code, 0);
    const lines = stdout.split('\n').map((line) => line.replace(/ {2,}/g, ' | '));
    assert.deepEqual(lines.slice(0, 3), [
      'DATASET | WHAT | FIELD | PUSHED | SHOWN | THEN | RECORD',
      'arbres | edited | title | Les arbres | Arbres ·[31m | pushed again | 5b7f',
      'eau | gone | asked | 5b80',
    ]);
    assert.equal(
      lines[4],
      '5 records read at 2026-02-03 04:05:06Z: 3 as pushed, 1 edited there and pushed again, 1 deleted there, to be decided, 1 orphans',
    );
  });

  it('prints everything as JSON', async () => {
    harness.control.drifted = {
      verification: verification(),
      drift: [{ datasetId: 'eau', remoteId: '5b80', kind: 'gone', next: 'ask' }],
    };
    const { json } = await harness.run(['drift', 'lyon', '--limit', '7', '--json']);
    assert.deepEqual(json.drift, harness.control.drifted.drift);
    assert.equal(json.verification.counts.orphans, 1);
    assert.deepEqual(harness.control.calls, [['drift', 'lyon', 7]]);
  });

  it('says how to look when nobody has', async () => {
    const { code, stdout } = await harness.run(['drift', 'lyon']);
    assert.deepEqual([code, stdout], [0, 'never looked at: navette reconcile lyon --verify\n']);
  });

  it('exits 1 when the last look was cut short, and says why', async () => {
    const fault = { kind: 'unauthorised' as const, message: 'the key is refused' };
    harness.control.drifted = { verification: verification({ state: 'failed', fault }), drift: [] };
    const { code, stdout } = await harness.run(['drift', 'lyon']);
    assert.equal(code, 1);
    assert.match(stdout, /cut short: the key is refused/);
  });
});

describe('navette reconcile', () => {
  let harness: Harness;

  beforeEach(async () => {
    harness = new Harness();
    await harness.start();
  });
  afterEach(() => harness.stop());

  it('asks for a comparison of what was pushed, without the remote', async () => {
    const { code, stdout } = await harness.run(['reconcile', 'lyon']);
    assert.deepEqual([code, stdout], [0, 'started: reconcile/lyon\n']);
    assert.deepEqual(harness.control.calls, [['reconcile', 'lyon', false]]);
  });

  it('follows one with the remote until its end, not an older one, and shows what it found', async () => {
    harness.control.drifted = { verification: verification({ id: 'older' }), drift: [] };
    let looks = 0;
    harness.control.tick = () => {
      looks += 1;
      if (looks === 3)
        harness.control.drifted = { verification: verification({ state: 'running' }), drift: [] };
      if (looks === 5) harness.control.drifted = { verification: verification(), drift: [] };
    };
    const { code, stdout } = await harness.run(['reconcile', 'lyon', '--verify']);
    assert.equal(code, 0);
    assert.match(stdout, /^5 records read at/);
    assert.ok(looks >= 5);
    assert.ok(harness.control.calls.some(([name, , verify]) => name === 'reconcile' && verify === true));
  });

  it('does not wait when told so', async () => {
    const { stdout } = await harness.run(['reconcile', 'lyon', '--verify', '--no-follow']);
    assert.equal(stdout, 'started: verify/lyon\n');
  });
});
