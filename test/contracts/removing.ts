import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RemoteFault } from '../../src/faults.ts';
import type { OnBench } from './remote.ts';
import { minimalSample } from './samples.ts';

export function promiseRemoval<S>(on: OnBench<S>): void {
  describe('8. remove', () => {
    it('takes the record away, and succeeds when it is gone already', async () => {
      const bench = on();
      const dataset = bench.named(minimalSample());
      const { remoteId } = await bench.put(dataset);
      await bench.remove(remoteId);
      await bench.remove(remoteId);
      assert.equal(await bench.remote.countTitled(dataset.title['fr'] ?? ''), 0);
    });

    it('succeeds when somebody else was faster', async () => {
      const bench = on();
      const { remoteId } = await bench.put(bench.named(minimalSample()));
      await bench.remote.removeByHand(remoteId);
      await bench.remove(remoteId);
    });

    it('succeeds although the first answer was lost', async () => {
      const bench = on();
      const dataset = bench.named(minimalSample());
      const { remoteId } = await bench.put(dataset);
      bench.proxy.reset();
      const hits = bench.proxy.add({
        matches: (request) => bench.remote.isWrite(request),
        times: 1,
        action: 'lose',
      });
      await bench.remove(remoteId).catch(() => bench.remove(remoteId));
      assert.equal(hits(), 1);
      assert.equal(await bench.remote.countTitled(dataset.title['fr'] ?? ''), 0);
    });

    it('is not done without the guard', async () => {
      const bench = on();
      const dataset = bench.named(minimalSample());
      const { remoteId } = await bench.put(dataset);
      await assert.rejects(
        bench.remove(remoteId, () => Promise.reject(new Error('fenced off'))),
        /fenced off/,
      );
      assert.equal(await bench.remote.countTitled(dataset.title['fr'] ?? ''), 1);
    });

    it('leaves nothing to get', async () => {
      const bench = on();
      if (bench.adapter.get === undefined) return;
      const { remoteId } = await bench.put(bench.named(minimalSample()));
      await bench.remove(remoteId);
      assert.equal(await bench.get(remoteId), undefined);
    });

    it('is undone by a put that may recreate', async () => {
      const bench = on();
      const dataset = bench.named(minimalSample());
      const first = await bench.put(dataset);
      await bench.remote.removeByHand(first.remoteId);
      const { remoteId } = await bench.again(dataset, first, { gone: 'recreate' });
      assert.equal(await bench.remote.title(remoteId), dataset.title['fr']);
      assert.equal(await bench.remote.countTitled(dataset.title['fr'] ?? ''), 1);
    });

    it('is respected by a put that may not recreate', async () => {
      const bench = on();
      const dataset = bench.named(minimalSample());
      const first = await bench.put(dataset);
      await bench.remote.removeByHand(first.remoteId);
      const putting = bench.again(dataset, first, { gone: 'stop' });
      await assert.rejects(putting, (error) => error instanceof RemoteFault && error.kind === 'absent');
      assert.equal(await bench.remote.countTitled(dataset.title['fr'] ?? ''), 0);
    });
  });
}
