import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { plain, titled, type OnPlatform } from './bench.ts';

const WRITERS = 8;

export function promiseTogether(on: OnPlatform): void {
  describe('many at once', () => {
    it('make one dataset, whoever comes first', async () => {
      const id = on().id('moisson:ensemble');
      const results = await Promise.all(Array.from({ length: WRITERS }, () => on().write(plain(id))));
      assert.ok(
        results.every(({ action }) => action === 'created' || action === 'updated' || action === 'unchanged'),
      );
      assert.deepEqual((await on().entry(id)).dataset, titled(id, `Titre de ${id}`));
      assert.equal((await on().write(plain(id))).action, 'unchanged');
    });

    it('leave what one of them wrote, whole', async () => {
      const id = on().id('moisson:ensemble');
      await on().given(id);
      const versions = Array.from({ length: WRITERS }, (_none, index) =>
        titled(id, `Version ${index}`, {
          description: { fr: `Description ${index}` },
          keyword: { fr: [`mot ${index}`] },
        }),
      );
      await Promise.all(versions.map((dataset) => on().write(plain(id, { dataset }))));
      const { dataset } = await on().entry(id);
      const left = versions.find(({ title }) => title['fr'] === dataset.title['fr']);
      assert.deepEqual(dataset, left);
    });

    it('write their own datasets without a thought for others', async () => {
      const ids = Array.from({ length: WRITERS * 4 }, () => on().id('moisson:foule'));
      const batches = Array.from({ length: WRITERS }, (_none, index) => ids.slice(index * 4, index * 4 + 4));
      const results = await Promise.all(
        batches.map((batch) =>
          on().platform.upsert(
            batch.map((id) => plain(id, { harvestedBy: 'foule' })),
            'test',
          ),
        ),
      );
      assert.ok(results.flat().every(({ action }) => action === 'created'));
      assert.deepEqual((await on().ids({ harvestedBy: 'foule' }, 7)).toSorted(), ids.toSorted());
    });
  });
}
