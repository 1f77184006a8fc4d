import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { writerOf } from '../../../src/formats/registry.ts';
import { Dataset } from '../../../src/model/dataset.ts';
import { readAll, readOne } from '../reading.ts';

const KINDS = ['turtle', 'rdf-xml', 'json-ld'];

describe('DCAT written: documents', () => {
  it('say licence, theme, format and language by the addresses of the Union', () => {
    const text = written('turtle', {
      kind: 'dataset',
      id: 'a',
      title: { fr: 'Eau' },
      language: ['fr'],
      license: {
        uri: 'https://spdx.org/licenses/etalab-2.0',
        code: 'etalab-2.0',
        method: 'code',
        confidence: 0.95,
      },
      distribution: [{ accessURL: ['https://x.org/a'], mediaType: 'text/csv' }],
    });
    assert.match(
      text,
      /dct:license <http:\/\/publications\.europa\.eu\/resource\/authority\/licence\/ETALAB_2_0>/,
    );
    assert.match(
      text,
      /dct:language <http:\/\/publications\.europa\.eu\/resource\/authority\/language\/FRA>/,
    );
    assert.match(text, /dcat:mediaType <https:\/\/www\.iana\.org\/assignments\/media-types\/text\/csv>/);
  });

  it('describe an agent of many records once, and another agent of its address without it', () => {
    const by = (id: string, name: string) => ({
      kind: 'dataset',
      id,
      title: { fr: id },
      publisher: { iri: 'https://x.org/org', name: { fr: name } },
    });
    const text = written('turtle', by('a', 'Ville'), by('b', 'Ville'), by('c', 'Région'));
    assert.equal(text.match(/foaf:name "Ville"@fr/g)?.length, 1);
    assert.equal(text.match(/dct:publisher <https:\/\/x\.org\/org>/g)?.length, 2);
    assert.match(text, /dct:publisher \[ a foaf:Agent ;\s+foaf:name "Région"@fr \]/);
  });

  it('have no remainder where the triples say it all', () => {
    const text = written('turtle', {
      kind: 'dataset',
      id: 'https://x.org/a',
      iri: 'https://x.org/a',
      title: { fr: 'Eau' },
      issued: '2024',
      publisher: { name: { fr: 'Ville' }, email: 'a@x.org' },
      spatial: [{ bbox: [1, 2, 3, 4] }],
    });
    assert.doesNotMatch(text, /navette:remainder/);
  });

  it('keep a service that also gives access to a file', async () => {
    for (const kind of KINDS) {
      const { datasets } = await readAll(
        'dcat',
        written(
          kind,
          {
            kind: 'dataset',
            id: 'd',
            title: { fr: 'D' },
            distribution: [{ accessService: [{ iri: 'https://x.org/s' }] }],
          },
          { kind: 'service', id: 'https://x.org/s', iri: 'https://x.org/s', title: { fr: 'S' } },
        ),
      );
      assert.deepEqual(
        datasets.map(({ id, kind: is }) => [id, is]),
        [
          ['d', 'dataset'],
          ['https://x.org/s', 'service'],
        ],
      );
    }
  });

  it('may be edited: what the triples say counts, where the remainder is silent', async () => {
    const text = written('turtle', { kind: 'dataset', id: 'a', title: { fr: 'Eau' }, version: '1' });
    const { id, title, version } = await readOne('dcat', text.replace('"Eau"@fr', '"Mer"@fr'));
    assert.deepEqual({ id, title, version }, { id: 'a', title: { fr: 'Mer' }, version: '1' });
  });

  it('are read without a remainder that does not fit', async () => {
    const odd = [
      'nonsense',
      '[{"path":"/title/fr","value":7}]',
      '[{"path":"/none/at/all","value":1}]',
      '{"path":"/id"}',
    ];
    for (const remainder of odd) {
      const { title, warning } = await readOne(
        'dcat',
        `@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
        <http://x/1> a dcat:Dataset ; dct:title "Eau"@fr ; <https://navette.example/ns#remainder> ${JSON.stringify(remainder)} .`,
      );
      assert.deepEqual(title, { fr: 'Eau' });
      assert.deepEqual(
        warning?.map(({ field }) => field),
        ['navette:remainder'],
      );
    }
  });
});

function written(kind: string, ...records: unknown[]): string {
  const document = writerOf(kind)?.open();
  if (document === undefined) throw new Error(`no writer ${kind}`);
  const texts = records.map((record) => document.record(Dataset.parse(record)));
  return document.head() + texts.join('') + document.tail();
}
