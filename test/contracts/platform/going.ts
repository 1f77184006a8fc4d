import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { plain, titled, type OnPlatform } from './bench.ts';

export function promiseGoing(on: OnPlatform): void {
  describe('going and coming back', () => {
    it('archives once, and keeps what it says', async () => {
      const id = on().id();
      const before = await on().given(id);
      assert.deepEqual(await on().platform.setState([id], 'archived', 'test'), [id]);
      const after = await on().entry(id);
      assert.equal(after.state, 'archived');
      assert.deepEqual(after.dataset, before.dataset);
      assert.deepEqual(await on().platform.setState([id], 'archived', 'test'), []);
    });

    it('deletes once', async () => {
      const id = on().id();
      await on().given(id);
      assert.deepEqual(await on().platform.setState([id], 'deleted', 'test'), [id]);
      const after = await on().seen(id);
      assert.ok(after === undefined || after.state === 'deleted');
      assert.deepEqual(await on().platform.setState([id], 'deleted', 'test'), []);
    });

    it('lets an archived one be deleted', async () => {
      const id = on().id();
      await on().given(id);
      await on().platform.setState([id], 'archived', 'test');
      assert.deepEqual(await on().platform.setState([id], 'deleted', 'test'), [id]);
    });

    it('passes over what does not exist', async () => {
      const id = on().id();
      await on().given(id);
      assert.deepEqual(await on().platform.setState([on().id(), id, on().id()], 'deleted', 'test'), [id]);
      assert.deepEqual(await on().platform.setState([], 'deleted', 'test'), []);
    });

    for (const state of ['archived', 'deleted'] as const) {
      it(`takes back what was ${state} with the next write`, async () => {
        const id = on().id();
        await on().given(id);
        await on().platform.setState([id], state, 'test');
        assert.notEqual((await on().write(plain(id))).action, 'unchanged');
        const after = await on().entry(id);
        assert.deepEqual([after.state, after.visibility], ['active', 'public']);
      });
    }

    it('says of a dataset that its source has it no more, and changes nothing else', async () => {
      const id = on().id();
      const before = await on().given(id, { harvestedBy: 'moisson' });
      await on().platform.markMissing([id]);
      const after = await on().entry(id);
      assert.ok(after.missingSince instanceof Date);
      const { missingSince: first, rev: _rev, updatedAt: _at, ...rest } = after;
      const { rev: _before, updatedAt: _then, ...was } = before;
      assert.deepEqual(rest, was);
      await on().platform.markMissing([id, on().id()]);
      assert.deepEqual((await on().entry(id)).missingSince, first);
    });

    it('takes that back with the next write, even one that says the same', async () => {
      const id = on().id();
      await on().given(id, { harvestedBy: 'moisson' });
      await on().platform.markMissing([id]);
      assert.equal((await on().write(plain(id, { harvestedBy: 'moisson' }))).action, 'updated');
      assert.equal((await on().entry(id)).missingSince, undefined);
    });

    it('ends as the last of many writers left it', async () => {
      const id = on().id();
      await on().given(id);
      await on().write(plain(id, { dataset: titled(id, 'Deux') }));
      await on().platform.setState([id], 'archived', 'test');
      await on().write(plain(id, { dataset: titled(id, 'Trois'), visibility: 'private' }));
      const { state, visibility, dataset } = await on().entry(id);
      assert.deepEqual([state, visibility, dataset.title], ['active', 'private', { fr: 'Trois' }]);
    });
  });
}
