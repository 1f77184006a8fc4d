import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { plain, titled, type OnPlatform } from './bench.ts';

export function promiseWriting(on: OnPlatform): void {
  describe('writing', () => {
    it('knows nothing of a dataset that nobody wrote', async () => {
      assert.equal((await on().platform.entries([on().id(), 'nobody:s'])).size, 0);
      assert.equal((await on().platform.entries([])).size, 0);
    });

    it('creates, then changes nothing, then updates', async () => {
      const id = on().id();
      const first = await on().write(plain(id));
      assert.equal(first.action, 'created');
      const before = await on().entry(id);
      assert.equal((await on().write(plain(id))).action, 'unchanged');
      const same = await on().entry(id);
      assert.deepEqual([same.rev, same.updatedAt], [before.rev, before.updatedAt]);
      const changed = await on().write(plain(id, { dataset: titled(id, 'Autre titre') }));
      assert.equal(changed.action, 'updated');
      const after = await on().entry(id);
      assert.ok(after.rev > before.rev, `${after.rev} after ${before.rev}`);
      assert.deepEqual(after.dataset.title, { fr: 'Autre titre' });
      assert.ok('rev' in changed && changed.rev === after.rev);
    });

    it('tells each result, in the order of the writes', async () => {
      const [old, fresh] = [on().id(), on().id()];
      await on().given(old);
      const results = await on().platform.upsert([plain(fresh), plain(old)], 'test');
      assert.deepEqual(
        results.map(({ id, action }) => [id, action]),
        [
          [fresh, 'created'],
          [old, 'unchanged'],
        ],
      );
      assert.deepEqual(await on().platform.upsert([], 'test'), []);
    });

    it('shows it to whoever starts later as to whoever wrote it', async () => {
      const id = on().id();
      const before = await on().given(id, { visibility: 'private', harvestedBy: 'voisin' });
      on().platform = await on().under.reopen();
      assert.deepEqual(await on().entry(id), before);
      assert.equal(
        (await on().write(plain(id, { visibility: 'private', harvestedBy: 'voisin' }))).action,
        'unchanged',
      );
    });

    it('keeps who owns it when a write does not say, and whose harvest brought it', async () => {
      const id = on().id('moisson:a');
      await on().given(id, { owner: on().under.owner, harvestedBy: 'moisson' });
      await on().write(plain(id, { dataset: titled(id, 'Plus tard'), harvestedBy: 'moisson' }));
      const { owner, harvestedBy } = await on().entry(id);
      assert.deepEqual([owner, harvestedBy], [on().under.owner, 'moisson']);
    });

    it('counts a change of visibility alone', async () => {
      const id = on().id();
      const before = await on().given(id);
      assert.equal(before.visibility, 'public');
      assert.equal((await on().write(plain(id, { visibility: 'private' }))).action, 'updated');
      const after = await on().entry(id);
      assert.equal(after.visibility, 'private');
      assert.ok(after.rev > before.rev);
      assert.equal((await on().write(plain(id))).action, 'updated');
      assert.equal((await on().entry(id)).visibility, 'public');
    });

    it('writes a new version of the same when that is asked for', async () => {
      const id = on().id();
      const before = await on().given(id);
      assert.equal((await on().write(plain(id, { force: true }))).action, 'updated');
      assert.ok((await on().entry(id)).rev > before.rev);
    });
  });
}
