import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Lifeline } from '../../src/http/lifeline.ts';
import type { Leave } from '../../src/http/limiter.ts';
import { HostLimiter } from '../../src/http/limiter.ts';

/** Takes a slot and notes it; resolves with its return. */
function taker(limiter: HostLimiter, order: string[]) {
  return async (name: string, host: string, limit: number, lifeline = new Lifeline()): Promise<Leave> => {
    const leave = await limiter.enter(host, limit, lifeline);
    order.push(name);
    return leave;
  };
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('slots at one host', () => {
  it('are given first come, first served', async () => {
    const order: string[] = [];
    const take = taker(new HostLimiter(), order);
    const first = await take('a', 'h', 1);
    const others = ['b', 'c', 'd'].map((name) => take(name, 'h', 1));
    assert.deepEqual(order, ['a']);
    first();
    for (const other of others) (await other)();
    assert.deepEqual(order, ['a', 'b', 'c', 'd']);
  });

  it('are as many as the smallest limit asked for, while whoever asked is there', async () => {
    const order: string[] = [];
    const take = taker(new HostLimiter(), order);
    const one = await take('one', 'h', 3);
    const modest = take('modest', 'h', 1);
    const two = take('two', 'h', 3);
    await settled();
    assert.deepEqual(order, ['one']);
    one();
    const left = await modest;
    await settled();
    assert.deepEqual(order, ['one', 'modest']);
    left();
    await two;
    await take('three', 'h', 3);
    await take('four', 'h', 3);
    assert.deepEqual(order, ['one', 'modest', 'two', 'three', 'four']);
  });

  it('of different hosts have nothing to do with each other', async () => {
    const order: string[] = [];
    const take = taker(new HostLimiter(), order);
    await take('a', 'one', 1);
    await take('b', 'two', 1);
    assert.deepEqual(order, ['a', 'b']);
  });

  it('are not taken by a call that ended while it waited', async () => {
    const order: string[] = [];
    const take = taker(new HostLimiter(), order);
    const first = await take('first', 'h', 1);
    const ending = new Lifeline();
    const gone = take('gone', 'h', 1, ending);
    const last = take('last', 'h', 1);
    ending.end(new Error('stopped'));
    await assert.rejects(gone, { message: 'stopped' });
    first();
    (await last)();
    assert.deepEqual(order, ['first', 'last']);
  });

  it('are free for those behind a modest call that gave up', async () => {
    const order: string[] = [];
    const take = taker(new HostLimiter(), order);
    await take('a', 'h', 2);
    const ending = new Lifeline();
    const modest = take('modest', 'h', 1, ending);
    const behind = take('behind', 'h', 2);
    await settled();
    assert.deepEqual(order, ['a']);
    ending.end(new Error('stopped'));
    await assert.rejects(modest);
    await behind;
    assert.deepEqual(order, ['a', 'behind']);
  });

  it('returned twice count once', async () => {
    const order: string[] = [];
    const take = taker(new HostLimiter(), order);
    const first = await take('a', 'h', 1);
    const second = take('b', 'h', 1);
    const third = take('c', 'h', 1);
    first();
    first();
    await second;
    await settled();
    assert.deepEqual(order, ['a', 'b']);
    (await second)();
    await third;
  });

  it('are at least one, whatever was asked', async () => {
    const take = taker(new HostLimiter(), []);
    await take('a', 'h', 0);
  });
});
