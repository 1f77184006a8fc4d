import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { demoDatasets } from '../../src/demo/datasets.ts';
import { stableJson } from '../../src/model/fingerprint.ts';
import { Dataset } from '../../src/model/dataset.ts';

describe('the demonstration catalogue', () => {
  const datasets = demoDatasets();

  it('has a hundred records of the model', () => {
    assert.equal(datasets.length, 100);
    for (const dataset of datasets) assert.deepEqual(Dataset.parse(dataset), dataset);
  });

  it('gives each a readable id of its own', () => {
    for (const { id } of datasets) assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    assert.equal(new Set(datasets.map(({ id }) => id)).size, datasets.length);
    assert.ok(datasets.some(({ id }) => id === 'arbres-remarquables-saint-malo-sur-exemple'));
  });

  it('is the same each time', () => {
    assert.equal(stableJson(demoDatasets()), stableJson(datasets));
  });

  it('is described in both languages, in French only, and in English only', () => {
    const kinds = datasets.map(({ title }) => ['fr', 'en'].filter((language) => language in title).join('+'));
    const count = (kind: string): number => kinds.filter((one) => one === kind).length;
    assert.deepEqual(
      { both: count('fr+en'), fr: count('fr'), en: count('en') },
      { both: 70, fr: 20, en: 10 },
    );
  });

  it('stays at invented addresses', () => {
    const text = JSON.stringify(datasets);
    const hosts = new Set(Array.from(text.matchAll(/https?:\/\/([a-z0-9.-]+)/g), ([, host]) => host));
    const vocabularies =
      /(^|\.)(europa\.eu|insee\.fr|gtfs\.org|etalab\.gouv\.fr|opendatacommons\.org|creativecommons\.org|spdx\.org|github\.com)$/;
    for (const host of hosts)
      assert.match(host ?? '', new RegExp(`${vocabularies.source}|\\.example$|example\\.org$`));
    for (const [email] of text.matchAll(/[\w.+-]+@[\w.-]+/g)) assert.match(email, /@example\.org$/);
  });

  it('varies in licence, frequency, theme, forms and coverage', () => {
    const distinct = (values: (string | undefined)[]): number => new Set(values).size;
    assert.ok(distinct(datasets.map(({ license }) => license?.code ?? license?.raw)) >= 6);
    assert.ok(distinct(datasets.map(({ frequency }) => frequency?.code)) >= 10);
    assert.ok(distinct(datasets.map(({ theme }) => theme?.[0]?.code)) >= 8);
    assert.ok(
      distinct(datasets.flatMap(({ distribution }) => distribution?.map(({ mediaType }) => mediaType))) >= 6,
    );
    assert.ok(datasets.some(({ license }) => license?.method === 'none'));
    assert.ok(datasets.some(({ hvdCategory }) => hvdCategory !== undefined));
    assert.ok(datasets.some(({ spatial }) => spatial?.[0]?.geometry !== undefined));
    assert.ok(datasets.some(({ distribution }) => distribution === undefined));
    assert.ok(datasets.every(({ distribution }) => (distribution?.length ?? 1) <= 5));
  });
});
