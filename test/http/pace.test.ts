import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Lifelines } from '../../src/http/lifeline.ts';
import { HostPaces } from '../../src/http/pace.ts';

const HOST = 'data.example.org';

describe('how hard a host is pressed', () => {
  let now = 0;
  const paces = (): HostPaces => {
    now = 0;
    return new HostPaces(() => now);
  };
  const answers = (pace: HostPaces, count: number, durationMs: number): void => {
    for (let index = 0; index < count; index += 1) pace.saw(HOST, false, durationMs);
  };

  it('is what was asked for while it answers well', () => {
    const pace = paces();
    answers(pace, 50, 20);
    assert.equal(pace.limit(HOST, 16), 16);
  });

  it('is halved when it asks for patience, once for all requests under way', () => {
    const pace = paces();
    for (let index = 0; index < 16; index += 1) pace.saw(HOST, true, 5);
    assert.equal(pace.limit(HOST, 16), 8);
    now += 2_000;
    pace.saw(HOST, true, 5);
    assert.equal(pace.limit(HOST, 16), 4);
  });

  it('comes back little by little', () => {
    const pace = paces();
    pace.saw(HOST, true, 5);
    answers(pace, 10, 20);
    const soon = pace.limit(HOST, 16);
    answers(pace, 40, 20);
    assert.ok(soon > 8 && soon < 16);
    assert.equal(pace.limit(HOST, 16), 16);
  });

  it('is lowered when answers take ever longer', () => {
    const pace = paces();
    answers(pace, 20, 100);
    for (let index = 0; index < 60; index += 1) {
      now += 500;
      pace.saw(HOST, false, 3_000);
    }
    assert.ok(pace.limit(HOST, 16) <= 8, String(pace.limit(HOST, 16)));
  });

  it('is never less than one request at once', () => {
    const pace = paces();
    for (let index = 0; index < 50; index += 1) {
      now += 2_000;
      pace.saw(HOST, true, 5);
    }
    assert.equal(pace.limit(HOST, 4), 1);
  });

  it('does not concern other hosts', () => {
    const pace = paces();
    pace.saw(HOST, true, 5);
    assert.equal(pace.limit('other.example.org', 16), 16);
  });

  it('follows a rate over all who ask for it, and gives up with the call', async () => {
    const pace = new HostPaces();
    const abort = new AbortController();
    const lifeline = new Lifelines(abort.signal).open();
    const startedAt = performance.now();
    for (let request = 0; request < 4; request += 1) await pace.turn(HOST, 1_200, lifeline);
    assert.ok(performance.now() - startedAt >= 140);
    const waiting = pace.turn(HOST, 1, lifeline).then(() => pace.turn(HOST, 1, lifeline));
    abort.abort(new Error('ended'));
    await assert.rejects(waiting, /ended/);
  });
});
