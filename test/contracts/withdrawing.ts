import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RemoteFault } from '../../src/faults.ts';
import type { PutResult, Withdrawal } from '../../src/adapters/adapter.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import type { OnBench } from './remote.ts';
import { minimalSample } from './samples.ts';

export function promiseWithdrawal<S>(on: OnBench<S>, ways: readonly Withdrawal[]): void {
  describe('13. withdraw', () => {
    it('tells the ways that there are', () => {
      assert.deepEqual(on().withdrawals(), ways);
    });

    for (const how of ways) {
      const fact = (what: string, holds: () => Promise<void>): void => {
        it(`${how}: ${what}`, holds);
      };
      const shown = async (): Promise<{ dataset: Dataset; first: PutResult }> => {
        const dataset = on().named(minimalSample());
        return { dataset, first: await on().put(dataset) };
      };
      const titled = ({ title }: Dataset): string => title['fr'] ?? '';

      fact('hides the record from strangers and keeps it', async () => {
        const { dataset, first } = await shown();
        assert.equal(await on().remote.countPublic(titled(dataset)), 1);
        assert.equal(await on().withdraw(first.remoteId, how, dataset), 'withdrawn');
        assert.equal(await on().remote.countPublic(titled(dataset)), 0);
        assert.equal(await on().remote.countTitled(titled(dataset)), 1);
      });

      fact('comes to the same when it is done twice, without a second write', async () => {
        const { dataset, first } = await shown();
        await on().withdraw(first.remoteId, how, dataset);
        on().proxy.reset();
        const again = await on().withdraw(first.remoteId, how, dataset, { withdrawn: [how] });
        assert.equal(again, 'unchanged');
        assert.equal(on().writes().length, 0);
      });

      fact('keeps everything else that the record shows', async () => {
        const { dataset, first } = await shown();
        await on().remote.addExtra(first.remoteId, 'somebody', 'kept');
        await on().remote.addResource(first.remoteId, {
          title: 'Else',
          url: 'https://data.example.org/else',
        });
        const before = await on().remote.resources(first.remoteId);
        await on().withdraw(first.remoteId, how, dataset);
        assert.equal(await on().remote.extra(first.remoteId, 'somebody'), 'kept');
        assert.deepEqual(await on().remote.resources(first.remoteId), before);
        assert.equal(await on().remote.title(first.remoteId), titled(dataset));
      });

      for (const edits of ['overwrite', 'keep', 'ask'] as const) {
        fact(`is undone by a put, as the same record, with edits: ${edits}`, async () => {
          const { dataset, first } = await shown();
          await on().withdraw(first.remoteId, how, dataset);
          const back = await on().again(dataset, first, { withdrawn: [how], edits });
          assert.deepEqual([back.action, back.remoteId], ['updated', first.remoteId]);
          assert.equal(await on().remote.countPublic(titled(dataset)), 1);
          const then = await on().again(dataset, back, { edits });
          assert.equal(then.action, 'unchanged');
        });
      }

      fact('stays when it was not ours', async () => {
        const { dataset, first } = await shown();
        await on().withdraw(first.remoteId, how, dataset);
        await on().again(dataset, first);
        assert.equal(await on().remote.countPublic(titled(dataset)), 0);
      });

      fact('succeeds although the first answer was lost', async () => {
        const { dataset, first } = await shown();
        on().proxy.reset();
        const matches = on().remote.isWrite.bind(on().remote);
        const hits = on().proxy.add({ matches, times: 1, action: 'lose' });
        await on()
          .withdraw(first.remoteId, how, dataset)
          .catch(() => on().withdraw(first.remoteId, how, dataset, { withdrawn: [how] }));
        assert.equal(hits(), 1);
        assert.equal(await on().remote.countPublic(titled(dataset)), 0);
      });

      fact('tells what it changes before it writes, and can be stopped there', async () => {
        const { dataset, first } = await shown();
        on().proxy.reset();
        const stopped = on().withdraw(first.remoteId, how, dataset, {
          planned(diff) {
            assert.equal(diff.length, 1);
            throw new Error('only looking');
          },
        });
        await assert.rejects(stopped, /only looking/);
        assert.equal(on().writes().length, 0);
      });

      fact('is not done without the guard', async () => {
        const { dataset, first } = await shown();
        const guard = () => Promise.reject(new Error('fenced off'));
        await assert.rejects(on().withdraw(first.remoteId, how, dataset, { guard }), /fenced off/);
        assert.equal(await on().remote.countPublic(titled(dataset)), 1);
      });

      fact('tells that the record is gone', async () => {
        const { dataset, first } = await shown();
        await on().remote.removeByHand(first.remoteId);
        assert.equal(await on().withdraw(first.remoteId, how, dataset), 'gone');
      });

      fact('leaves a record with another mark alone', async () => {
        const { dataset, first } = await shown();
        const other = on().withdraw(first.remoteId, how, { ...dataset, id: 'another' });
        await assert.rejects(other, (error) => error instanceof RemoteFault && error.kind === 'conflict');
        assert.equal(await on().remote.countPublic(titled(dataset)), 1);
      });
    }

    const [from, to] = ways;
    if (from === undefined || to === undefined) return;
    it('changes from one way to another, and undoes the first', async () => {
      const bench = on();
      const dataset = bench.named(minimalSample());
      const first = await bench.put(dataset);
      await bench.withdraw(first.remoteId, from, dataset);
      await bench.withdraw(first.remoteId, to, dataset, { withdrawn: [from, to] });
      assert.equal(await bench.remote.countPublic(dataset.title['fr'] ?? ''), 0);
      await bench.again(dataset, first, { withdrawn: [to] });
      assert.equal(await bench.remote.countPublic(dataset.title['fr'] ?? ''), 1);
    });
  });
}
