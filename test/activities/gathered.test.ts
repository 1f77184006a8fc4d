import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { Gathered } from '../../activities/gathered.ts';

describe('gathered notes', () => {
  it('gather while a go is under way, and all are told how theirs went', async () => {
    const goes: number[][] = [];
    const gathered = new Gathered<number, number>(async (items) => {
      goes.push([...items]);
      await sleep(5);
      return items.length;
    });
    const first = gathered.add(1);
    await sleep(1);
    const results = await Promise.all([first, gathered.add(2), gathered.add(3)]);
    assert.deepEqual(goes, [[1], [2, 3]]);
    assert.deepEqual(results, [1, 2, 2]);
  });

  it('wait for company where others are about, and not where nobody is', async () => {
    const goes: number[][] = [];
    let restMs = 20;
    const gathered = new Gathered<number, void>(
      (items) => {
        goes.push([...items]);
        return Promise.resolve();
      },
      () => restMs,
    );
    const early = gathered.add(1);
    await sleep(1);
    await Promise.all([early, gathered.add(2)]);
    restMs = 0;
    await gathered.add(3);
    assert.deepEqual(goes, [[1, 2], [3]]);
  });

  it('go at once when no company is to be expected any more', async () => {
    const gathered = new Gathered<number, string>(
      () => Promise.resolve('gone'),
      () => 60_000,
    );
    const done = gathered.add(1);
    await sleep(1);
    gathered.hurry();
    assert.equal(await Promise.race([done, sleep(5_000)]), 'gone');
  });

  it('go on after a go that failed, which only its own callers hear of', async () => {
    const gathered = new Gathered<string, string>((items) =>
      items.includes('bad') ? Promise.reject(new Error('no')) : Promise.resolve('good'),
    );
    const bad = gathered.add('bad');
    await assert.rejects(bad, /no/);
    assert.equal(await gathered.add('other'), 'good');
  });
});
