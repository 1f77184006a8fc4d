import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { PushConfig } from '../../src/config/connector.ts';
import { RemoteFault, type FaultKind } from '../../src/faults.ts';
import { backoffMs } from '../../activities/backoff.ts';
import { judge, verdictOn } from '../../activities/judge.ts';

const push = PushConfig.parse({ retryFirst: '10s', retryLongest: '1h', maxAttempts: 3 });
const claim = (attempts: number) => ({
  datasetId: 'a',
  rev: 1,
  attempts,
  announcedAt: new Date(0),
  forced: false,
  doubtful: false,
});
const stopOf = (kind: FaultKind, proven: boolean): string => judge(new RemoteFault(kind, 'x'), proven).stop;

describe('how a fault counts', () => {
  it('stops everything at once for a wrong key, a wait that was asked for, and a read-only remote', () => {
    assert.deepEqual(
      (['unauthorised', 'throttled', 'readOnly', 'forbiddenAddress'] as const).map((kind) =>
        stopOf(kind, false),
      ),
      ['now', 'now', 'now', 'now'],
    );
  });

  it('doubts the remote when it broke, did not answer or made no sense', () => {
    assert.deepEqual(
      (['unreachable', 'broken', 'malformed'] as const).map((kind) => stopOf(kind, false)),
      ['perhaps', 'perhaps', 'perhaps'],
    );
  });

  it('leaves the others alone when one dataset is refused', () => {
    assert.deepEqual(
      (['refused', 'conflict', 'absent', 'tooLarge'] as const).map((kind) => stopOf(kind, false)),
      ['no', 'no', 'no', 'no'],
    );
  });

  it('takes a fault for the dataset’s own right after a probe succeeded, but still waits when asked to', () => {
    assert.equal(stopOf('unauthorised', true), 'no');
    assert.equal(stopOf('unreachable', true), 'no');
    assert.equal(stopOf('throttled', true), 'now');
  });

  it('defers what may mend itself, fails it after the last try, and parks what the remote refused', () => {
    const fault = { kind: 'broken', message: 'x' } as const;
    assert.equal(verdictOn(claim(0), fault, true, push, 0.5).outcome, 'deferred');
    assert.equal(verdictOn(claim(2), fault, true, push, 0.5).outcome, 'failed');
    assert.equal(verdictOn(claim(0), { kind: 'refused', message: 'x' }, false, push, 0.5).outcome, 'refused');
  });
});

describe('the wait before the next try', () => {
  it('doubles, up to the longest', () => {
    assert.deepEqual(
      [1, 2, 3, 20].map((attempts) => backoffMs(push, attempts, undefined, 0.5)),
      [10_000, 20_000, 40_000, 3_600_000],
    );
  });

  it('is spread by a fifth to either side', () => {
    assert.deepEqual(
      [0, 1].map((random) => backoffMs(push, 1, undefined, random)),
      [8_000, 12_000],
    );
  });

  it('is never shorter than the remote asked for', () => {
    assert.equal(backoffMs(push, 1, 90_000, 0), 90_000);
  });
});
