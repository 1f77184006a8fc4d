import assert from 'node:assert/strict';
import { setImmediate as breath } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { unhurried } from '../../src/adapters/unhurried.ts';

/** Long enough for a turn to end after it. */
function busy(): void {
  const until = performance.now() + 5;
  while (performance.now() < until);
}

describe('Work on a page', () => {
  const log: string[] = [];
  const page = (name: string, items: number, options?: { first: boolean }): Promise<number[]> =>
    unhurried(
      Array.from({ length: items }, (_, index) => index),
      (index) => {
        busy();
        log.push(`${name}${index}`);
        return index;
      },
      options,
    );

  it('is done page by page, with breaths between, and what is put first goes ahead of what waits', async () => {
    log.length = 0;
    const [, , , read] = await Promise.all([
      page('a', 3),
      page('b', 2),
      breath().then(() => log.push('breath')),
      breath().then(() => page('s', 2, { first: true })),
    ]);
    assert.deepEqual(read, [0, 1]);
    const pages = log.filter((entry) => entry !== 'breath').join(' ');
    assert.match(pages, /^a0 (a1 )?s0 s1 (a1 )?a2 b0 b1$/);
    assert.ok(log.indexOf('breath') < log.indexOf('a2'), log.join(' '));
  });

  it('makes way for the next page when it fails', async () => {
    const failing = unhurried([1], () => {
      throw new RangeError('cannot be mapped');
    });
    const next = page('c', 1);
    await assert.rejects(failing, RangeError);
    assert.deepEqual(await next, [0]);
  });
});
