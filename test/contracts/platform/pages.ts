import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { plain, titled, type OnPlatform } from './bench.ts';

const BY = 'pages';

export function promisePages(on: OnPlatform): void {
  describe('pages', () => {
    const ids = ['b', 'a:1', 'Z', 'a:10', 'a:2', 'é', 'c'].map((name) => `pages:${name}`);

    before(async () => {
      const written = ids.map((id) => plain(id, { harvestedBy: BY, dataset: titled(id, `Jeu ${id}`) }));
      await on().platform.upsert(written, 'test');
      await on().platform.setState(['pages:c'], 'archived', 'test');
    });

    it('show each dataset once, in order of id, however long they are', async () => {
      const sorted = ids.toSorted();
      for (const limit of [1, 2, 3, ids.length, 100])
        assert.deepEqual((await on().ids({ harvestedBy: BY }, limit)).toSorted(), sorted);
      const [one, many] = [await on().ids({ harvestedBy: BY }, 2), await on().ids({ harvestedBy: BY }, 100)];
      assert.deepEqual(one, many);
    });

    it('go on after what was deleted meanwhile', async () => {
      const id = 'pages:b-gone';
      await on().given(id, { harvestedBy: 'pages-gone' });
      await on().given('pages:d-stays', { harvestedBy: 'pages-gone' });
      const page = await on().platform.page(undefined, 1, { harvestedBy: 'pages-gone' });
      await on().platform.setState([id], 'deleted', 'test');
      const rest = await on().platform.page(page.next, 10, { harvestedBy: 'pages-gone', state: 'active' });
      assert.deepEqual(
        rest.entries.map((entry) => entry.id),
        ['pages:d-stays'],
      );
    });

    it('keep to one connector, or to what was made here', async () => {
      const own = on().id('ici');
      await on().given(own);
      assert.ok(!(await on().ids({ harvestedBy: BY }, 100)).includes(own));
      const made = await on().ids({ harvestedBy: null }, 100);
      assert.ok(made.includes(own));
      assert.ok(!made.some((id) => ids.includes(id)));
      assert.deepEqual(await on().ids({ harvestedBy: 'nobody' }), []);
    });

    it('keep to a state', async () => {
      assert.ok(!(await on().ids({ harvestedBy: BY, state: 'active' }, 100)).includes('pages:c'));
      assert.deepEqual(await on().ids({ harvestedBy: BY, state: 'archived' }, 100), ['pages:c']);
    });

    it('find words of titles as they are written', async () => {
      const [percent, other] = [on().id('texte'), on().id('texte')];
      await on().given(percent, { dataset: titled(percent, 'Taux à 100 %_net'), harvestedBy: 'texte' });
      await on().given(other, { dataset: titled(other, 'Taux à 100 net'), harvestedBy: 'texte' });
      assert.deepEqual(await on().ids({ harvestedBy: 'texte', text: '100 %_' }, 100), [percent]);
      assert.deepEqual(
        (await on().ids({ harvestedBy: 'texte', text: 'Taux' }, 100)).toSorted(),
        [percent, other].toSorted(),
      );
      assert.deepEqual(await on().ids({ harvestedBy: 'texte', text: "x' or '1'='1" }, 100), []);
    });
  });
}
