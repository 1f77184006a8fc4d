import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { INSTALLATION, type OnBench } from './remote.ts';
import { minimalSample } from './samples.ts';

export function promiseMarks<S>(on: OnBench<S>): void {
  describe('marks', () => {
    /** All records whose mark starts so, through every page. */
    const all = async (prefix: string): Promise<Map<string, string>> => {
      const bench = on();
      const found = new Map<string, string>();
      const cursors = new Set<string | undefined>();
      for (let cursor: string | undefined; !cursors.has(cursor);) {
        cursors.add(cursor);
        const page = await bench.adapter.marked?.(bench.session(), prefix, cursor);
        for (const { remoteId, mark } of page?.records ?? []) found.set(remoteId, mark);
        if (page?.next === undefined) return found;
        cursor = page.next;
      }
      throw new Error('a listing of marks that comes back to where it was');
    };

    it('are listed with their records, others and deleted ones left out', async () => {
      const bench = on();
      const [first, second, gone] = [1, 2, 3].map(() => bench.named(minimalSample()));
      assert.ok(first && second && gone);
      const kept = [await bench.put(first), await bench.put(second)];
      const removed = await bench.put(gone);
      await bench.remove(removed.remoteId);
      const found = await all(`${INSTALLATION}/contract/`);
      assert.deepEqual(
        kept.map(({ remoteId }) => found.get(remoteId)),
        [first, second].map(({ id }) => `${INSTALLATION}/contract/${id}`),
      );
      assert.equal(found.has(removed.remoteId), false);
      assert.equal((await all(`${INSTALLATION}/other/`)).size, 0);
    });

    it('are listed of records that are out of sight, too', async () => {
      const bench = on();
      for (const how of bench.withdrawals()) {
        const dataset = bench.named(minimalSample());
        const { remoteId } = await bench.put(dataset);
        await bench.withdraw(remoteId, how, dataset);
        assert.ok((await all(`${INSTALLATION}/contract/`)).has(remoteId), how);
      }
    });
  });
}
