import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { aliasesOf, itemOf, plainAddress, sourcesOf } from '../../src/model/aliases.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { keepIds } from '../../src/model/same-distribution.ts';

const ITEM = '0123456789abcdef0123456789abcdef';
const dataset = (more: Partial<Dataset>): Dataset => ({
  kind: 'dataset',
  id: 'x',
  title: { fr: 'Eau' },
  ...more,
});

describe('what a record is known by', () => {
  it('goes from identifiers to content, the strongest first', () => {
    const found = aliasesOf(
      dataset({
        identifier: ['producteur-eau-2024'],
        iri: 'https://example.org/id/eau',
        landingPage: ['https://example.org/eau'],
      }),
    );
    assert.deepEqual(
      found.map(({ rung, value }) => (rung === 'content' ? rung : `${rung} ${value}`)),
      [
        'identifier producteur-eau-2024',
        'address example.org/id/eau',
        'page example.org/eau',
        'content',
        'number x',
      ],
    );
  });

  it('takes an identifier that is an address for one', () => {
    const [first] = aliasesOf(dataset({ identifier: ['https://example.org/id/eau'] }));
    const [second] = aliasesOf(dataset({ iri: 'http://www.example.org/id/eau/' }));
    assert.equal(first?.hash, second?.hash);
  });

  it('does not take a number for a name that nobody else has', () => {
    assert.deepEqual(
      aliasesOf(dataset({ id: '12345678', identifier: ['7'] })).map(({ rung }) => rung),
      ['content', 'number', 'number'],
    );
  });

  it('has the same content whatever ids and addresses its files have', () => {
    const content = (id: string): string | undefined =>
      aliasesOf(
        dataset({ id, distribution: [{ id, title: { fr: 'CSV' }, downloadURL: [`https://e.org/${id}`] }] }),
      ).find(({ rung }) => rung === 'content')?.hash;
    assert.equal(content('a'), content('b'));
  });

  for (const [text, item] of [
    [`https://hub.example.org/datasets/${ITEM}_3`, `${ITEM}_3`],
    [`https://hub.example.org/items/${ITEM}/FeatureServer/2`, `${ITEM}_2`],
    [ITEM.toUpperCase(), ITEM],
    [`${ITEM}0`, undefined],
    ['eau', undefined],
  ] as const) {
    it(`reads ${item ?? 'no item'} in ${text}`, () => assert.equal(itemOf(text), item));
  }

  it('knows an address in its usual spellings', () => {
    assert.deepEqual(['http://www.example.org/a/', 'https://example.org/a#top'].map(plainAddress), [
      'example.org/a',
      'example.org/a',
    ]);
  });

  it('tells what it was copied from', () => {
    assert.equal(sourcesOf(dataset({ source: ['https://example.org/a', 'a word'] })).length, 1);
  });
});

describe('files under new ids', () => {
  const file = (id: string, more: object = {}) => ({ id, ...more });
  const kept = (...args: Parameters<typeof keepIds>) => keepIds(...args).distributions.map(({ id }) => id);

  it('are known by IRI, address, item and layer, title and format', () => {
    const before = [
      file('1', { iri: 'https://e.org/1' }),
      file('2', { downloadURL: ['https://e.org/2.csv'] }),
      file('3', { accessURL: [`https://a.org/${ITEM}/FeatureServer/0?old`] }),
      file('4', { title: { fr: 'Notice' }, mediaType: 'text/html' }),
    ];
    const now = [
      file('d', { title: { fr: 'Notice' }, mediaType: 'text/html' }),
      file('c', { accessURL: [`https://b.org/${ITEM}/FeatureServer/0`] }),
      file('b', { downloadURL: ['http://www.e.org/2.csv'] }),
      file('a', { iri: 'https://e.org/1' }),
    ];
    assert.deepEqual(kept(before, now), ['4', '3', '2', '1']);
  });

  it('are not guessed where two have the same in common', () => {
    const before = [file('1', { title: { fr: 'CSV' } }), file('2', { title: { fr: 'CSV' } })];
    assert.deepEqual(kept(before, [file('a', { title: { fr: 'CSV' } })]), ['a']);
  });

  it('are left alone where the source keeps its ids', () => {
    const now = [file('1', { downloadURL: ['https://e.org/moved'] })];
    const { distributions, ids } = keepIds([file('1'), file('2')], now);
    assert.deepEqual([distributions[0], ids], [now[0], {}]);
  });
});
