import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Rules } from '../../src/config/rule.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { compileRules, type Applied } from '../../src/rules/rules.ts';
import { matchFormat } from '../../src/vocabularies/formats.ts';

const NOW = new Date('2026-06-15T12:00:00Z');

const trees: Dataset = {
  kind: 'dataset',
  id: 'arbres',
  title: { fr: 'arbres' },
  keyword: { fr: ['nature', 'Espace vert'] },
  publisher: { name: { fr: 'Ville de Test' } },
  license: { raw: 'Licence maison', method: 'none', confidence: 0 },
  distribution: [
    { id: 'a', title: { fr: 'le fichier' }, format: { raw: 'Fichier plat', method: 'none', confidence: 0 } },
    { id: 'b', format: matchFormat({ format: 'geojson' }).format },
    { id: 'c', format: { raw: 'truc', method: 'none', confidence: 0 } },
  ],
};

async function after(rules: unknown[], dataset: Dataset = trees): Promise<Applied> {
  return compileRules(Rules.parse(rules), NOW)(dataset);
}

async function made(rule: object, dataset: Dataset = trees): Promise<Dataset> {
  const applied = await after([{ name: 'it', ...rule }], dataset);
  assert.ok('dataset' in applied, JSON.stringify(applied));
  return applied.dataset;
}

describe('mapping rules', () => {
  it('fill what is absent and leave what is there', async () => {
    const dataset = await made({ fill: { 'title.en': 'Trees', 'title.fr': 'Autre', frequency: 'annual' } });
    assert.deepEqual(dataset.title, { fr: 'arbres', en: 'Trees' });
    assert.match(dataset.frequency?.uri ?? '', /ANNUAL$/);
  });

  it('give defaults to the absent parts of what is there', async () => {
    const dataset = await made({
      defaults: { publisher: { name: { fr: 'Autre', en: 'City' }, email: 'data@example.org' } },
    });
    assert.deepEqual(dataset.publisher, {
      name: { fr: 'Ville de Test', en: 'City' },
      email: 'data@example.org',
    });
  });

  it('replace, in every entry of a list', async () => {
    const dataset = await made({ replace: { 'distribution[].license': 'etalab-2.0' } });
    assert.deepEqual(
      dataset.distribution?.map(({ license }) => license?.code),
      ['etalab-2.0', 'etalab-2.0', 'etalab-2.0'],
    );
  });

  it('add to lists, each once', async () => {
    const dataset = await made({ add: { 'keyword.fr': ['nature', 'arbre'], theme: 'ENVI' } });
    assert.deepEqual(dataset.keyword, { fr: ['nature', 'Espace vert', 'arbre'] });
    assert.deepEqual(
      dataset.theme?.map(({ code }) => code),
      ['ENVI'],
    );
    const again = await made({ add: { theme: 'Environment' } }, dataset);
    assert.equal(again.theme?.length, 1);
  });

  it('drop fields, and what is left empty with them', async () => {
    const dataset = await made({ drop: ['keyword.fr', 'publisher', 'distribution[].title'] });
    assert.deepEqual([dataset.keyword, dataset.publisher], [undefined, undefined]);
    assert.equal(dataset.distribution?.[0]?.title, undefined);
  });

  it('map values from → to by the words of the source, and report what no entry and no vocabulary knows', async () => {
    const applied = await after([
      { name: 'formats', map: { field: 'distribution[].format', values: { 'fichier PLAT': 'csv' } } },
    ]);
    assert.ok('dataset' in applied);
    const { dataset, trace } = applied;
    assert.deepEqual(
      dataset.distribution?.map(({ format }) => [format?.code, format?.raw]),
      [
        ['csv', 'Fichier plat'],
        ['geojson', 'geojson'],
        [undefined, 'truc'],
      ],
    );
    assert.deepEqual(trace?.unmatched, [{ rule: 'formats', field: 'distribution[].format', value: 'truc' }]);
  });

  it('map words of keywords, and drop the others when asked', async () => {
    const dataset = await made({
      map: { field: 'keyword.fr', values: { 'espace*': 'parc', rien: null }, otherwise: 'drop' },
    });
    assert.deepEqual(dataset.keyword, { fr: ['parc'] });
  });

  it('only touch records that meet their condition, as earlier rules left them', async () => {
    const applied = await after([
      { name: 'first', replace: { 'publisher.name.fr': 'Métropole' } },
      { name: 'second', when: { publisher: 'metropole' }, fill: { 'title.en': 'yes' } },
      { name: 'third', when: { publisher: 'ville de test' }, fill: { 'title.es': 'no' } },
    ]);
    assert.ok('dataset' in applied);
    assert.deepEqual(applied.dataset.title, { fr: 'arbres', en: 'yes' });
  });

  it('compute with JSONata, of the record or of the entry that the field stands in', async () => {
    const title = await made({
      jsonata: { field: 'title.fr', expression: '$uppercase($value) & " (" & publisher.name.fr & ")"' },
    });
    assert.equal(title.title['fr'], 'ARBRES (Ville de Test)');
    const files = await made({
      jsonata: { field: 'distribution[].title.fr', expression: 'id & " of " & $dataset.id' },
    });
    assert.deepEqual(
      files.distribution?.map((file) => file.title?.['fr']),
      ['a of arbres', 'b of arbres', 'c of arbres'],
    );
  });

  it('leave a field as it is when JSONata gives nothing, and take it away for null', async () => {
    assert.deepEqual(
      (await made({ jsonata: { field: 'publisher', expression: 'nothing.here' } })).publisher,
      trees.publisher,
    );
    assert.equal((await made({ jsonata: { field: 'publisher', expression: 'null' } })).publisher, undefined);
    const { creator } = await made({ jsonata: { field: 'contactPoint[].email', expression: 'nothing' } });
    assert.equal(creator, undefined);
  });

  it('tell which rule changed which field, from what to what', async () => {
    const applied = await after([
      { name: 'licence', replace: { license: 'etalab-2.0' } },
      { name: 'same', replace: { 'title.fr': 'arbres' } },
      { name: 'gone', drop: ['distribution[].title.fr'] },
    ]);
    assert.ok('dataset' in applied);
    assert.deepEqual(applied.trace?.touched, [
      { rule: 'licence', field: 'license', from: 'Licence maison', to: 'etalab-2.0' },
      { rule: 'gone', field: 'distribution[0].title.fr', from: 'le fichier' },
    ]);
  });

  it('give back the very record that none of them touches', async () => {
    const applied = await after([{ name: 'no', when: { keyword: 'x' }, drop: ['publisher'] }]);
    assert.ok('dataset' in applied);
    assert.equal(applied.dataset, trees);
    assert.equal(applied.trace, undefined);
  });

  it('leave the record that came as it was', async () => {
    const before = structuredClone(trees);
    await after([{ name: 'all', replace: { 'distribution[].title.fr': 'x' }, add: undefined }]);
    assert.deepEqual(trees, before);
  });

  it('set a record aside that the model would refuse, naming rule and field', async () => {
    const applied = await after([
      { name: 'harmless', fill: { 'title.en': 'Trees' } },
      { name: 'headless', drop: ['title'] },
    ]);
    assert.ok('trouble' in applied);
    assert.deepEqual([applied.trouble.rule, applied.trouble.field], ['headless', 'title']);
  });

  it('set a record aside when JSONata makes what the field cannot hold', async () => {
    const applied = await after([{ name: 'bad', jsonata: { field: 'modified', expression: '"yesterday"' } }]);
    assert.ok('trouble' in applied);
    assert.match(applied.trouble.reason, /not usable for modified/);
    assert.equal(applied.trouble.value, 'yesterday');
  });
});
