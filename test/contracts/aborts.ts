import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { before, describe, it } from 'mocha';
import { type Has, callsOf } from './operations.ts';
import type { OnBench } from './remote.ts';

const ANSWER_MS = 60;
/** Time in which a call that did not stop would have gone on. */
const AFTERWARDS_MS = 200;

export function promiseAborts<S>(on: OnBench<S>, has: Has): void {
  describe('10. an aborted call', () => {
    for (const call of callsOf<S>(has)) {
      describe(call.name, () => {
        let prepared = '';
        before(async () => {
          prepared = await call.prepare(on());
        });

        it('sends nothing when it was aborted before', async () => {
          const bench = on();
          bench.proxy.reset();
          await assert.rejects(call.make(bench, prepared, { signal: AbortSignal.abort() }));
          assert.deepEqual(bench.proxy.requests, []);
        });

        it('ends within the request under way', async () => {
          const bench = on();
          bench.proxy.reset();
          bench.proxy.always({ slowMs: ANSWER_MS });
          const stop = new AbortController();
          const making = call.make(bench, prepared, { signal: stop.signal });
          const ended = assert.rejects(making);
          // A call that ends before it asks anything says here why.
          const early = making.then(() => assert.fail('it ended by itself'));
          while (bench.proxy.requests.length === 0) await Promise.race([early, sleep(5)]);
          early.catch(() => undefined);
          const sent = bench.proxy.requests.length;
          stop.abort();
          await ended;
          await sleep(AFTERWARDS_MS);
          assert.equal(bench.proxy.requests.length, sent);
        });
      });
    }
  });
}
