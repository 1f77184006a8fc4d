import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { recovery, stopped } from '../../workflows/waiting.ts';

describe('how a stopped connector goes on', () => {
  it('asks the remote when it was down or refused our key', () => {
    assert.deepEqual(recovery({ kind: 'unreachable', message: '' }, 1), { by: 'probe' });
    assert.deepEqual(recovery({ kind: 'unauthorised', message: '' }, 5), { by: 'probe' });
  });

  it('waits as long as it was asked to', () => {
    assert.deepEqual(recovery({ kind: 'throttled', message: '', retryAfterMs: 7_000 }, 3), {
      by: 'time',
      ms: 7_000,
    });
  });

  it('waits longer each time when nobody says how long, up to a quarter of an hour', () => {
    const waits = [1, 2, 3, 50].map((times) => recovery({ kind: 'throttled', message: '' }, times));
    assert.deepEqual(
      waits,
      [10_000, 20_000, 40_000, 900_000].map((ms) => ({ by: 'time', ms })),
    );
  });

  it('remembers since when it waits', () => {
    const first = stopped(undefined, { kind: 'unreachable', message: 'a' }, '2026-01-01T00:00:00Z');
    const second = stopped(first, { kind: 'unreachable', message: 'b' }, '2026-01-01T01:00:00Z');
    assert.deepEqual(second, { kind: 'unreachable', message: 'b', since: '2026-01-01T00:00:00Z', times: 2 });
  });
});
