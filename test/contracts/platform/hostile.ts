import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { plain, titled, type OnPlatform } from './bench.ts';

const IDS = [
  'hostile:../../etc/passwd',
  'hostile:a/b?c=d#e',
  'hostile:a,b',
  'hostile:"quoted" \'and\' <b>',
  'hostile:100 % été 🚲',
  'hostile:قائمة',
  'hostile:__proto__',
  'hostile:constructor',
  'hostile:CASE',
  'hostile:case',
  'hostile:a-b',
  'hostile:a_b',
  'hostile:a:b',
  `hostile:${'long'.repeat(60)}-1`,
  `hostile:${'long'.repeat(60)}-2`,
];

export function promiseHostility(on: OnPlatform): void {
  describe('hostile names', () => {
    it('keep their datasets apart', async () => {
      const writes = IDS.map((id, index) =>
        plain(id, { dataset: titled(id, `Hostile ${index}`), harvestedBy: 'hostile' }),
      );
      for (const result of await on().platform.upsert(writes, 'test')) assert.equal(result.action, 'created');
      const entries = await on().platform.entries(IDS);
      assert.deepEqual(
        IDS.map((id) => entries.get(id)?.dataset.title['fr']),
        IDS.map((_id, index) => `Hostile ${index}`),
      );
      assert.deepEqual((await on().ids({ harvestedBy: 'hostile' }, 4)).toSorted(), IDS.toSorted());
    });

    it('are the same names tomorrow', async () => {
      on().platform = await on().under.reopen();
      const writes = IDS.map((id, index) =>
        plain(id, { dataset: titled(id, `Hostile ${index}`), harvestedBy: 'hostile' }),
      );
      for (const result of await on().platform.upsert(writes, 'test'))
        assert.equal(result.action, 'unchanged');
    });

    const TITLES = [
      ' ',
      '<script>alert(1)</script>',
      '{{constructor.constructor("x")()}}',
      "-- '; drop table datasets; --",
      'x'.repeat(5_000),
      'ligne\nsuivante\ttabulation',
      'قائمة ‮ renversé',
      'null',
    ];
    it('of any kind are titles, and nothing else', async () => {
      for (const title of TITLES) {
        const id = on().id('hostile:titre');
        await on().write(plain(id, { dataset: titled(id, title), harvestedBy: 'hostile-titles' }));
        assert.equal((await on().entry(id)).dataset.title['fr'], title);
      }
    });

    it('of keywords, keys and languages come back as they went', async () => {
      const id = on().id('hostile:mots');
      const dataset = titled(id, 'Mots', {
        keyword: { fr: ['a,b', 'c;d', '"', 'null', '<i>'], 'zh-hant': ['數據'] },
        extra: { 'a.b': 1, $where: 'x', nested: { 'c.d': [true, null, { e: 'f' }] } },
      });
      await on().write(plain(id, { dataset, harvestedBy: 'hostile-words' }));
      assert.deepEqual((await on().entry(id)).dataset, dataset);
    });
  });
}
