import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Condition } from '../../src/config/condition.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { compileCondition, compileFilter } from '../../src/rules/filter.ts';
import { matchFormat } from '../../src/vocabularies/formats.ts';
import { matchLicense } from '../../src/vocabularies/licenses.ts';
import { matchTheme } from '../../src/vocabularies/themes.ts';

const NOW = new Date('2026-06-15T12:00:00Z');

const trees: Dataset = {
  kind: 'dataset',
  id: 'arbres',
  title: { fr: 'Arbres d’alignement', en: 'Street trees' },
  description: { fr: 'Relevé des plantations de la métropole.' },
  keyword: { fr: ['Végétation', 'espace-vert'], en: ['tree'] },
  theme: [matchTheme('ENVI')],
  publisher: {
    name: { fr: 'Métropole de Lyon' },
    identifier: '20004697700019',
    iri: 'https://org.example/lyon',
  },
  license: matchLicense('Licence Ouverte 2.0'),
  language: ['fr'],
  modified: '2026-04-01',
  spatial: [
    { uri: 'http://publications.europa.eu/resource/authority/country/FRA', bbox: [4.7, 45.6, 5.1, 45.9] },
  ],
  distribution: [
    { id: 'a', format: matchFormat({ format: 'csv' }).format, mediaType: 'text/csv', byteSize: 1200 },
    { id: 'b', format: matchFormat({ format: 'SHP' }).format },
  ],
  extra: { department: { code: '69' } },
};

function holds(condition: unknown, dataset: Dataset = trees): boolean {
  return compileCondition(Condition.parse(condition), NOW)(dataset);
}

describe('a condition', () => {
  const yes: [string, unknown][] = [
    ['a publisher by name, whatever case and accents', { publisher: 'metropole de LYON' }],
    ['a publisher by its identifier', { publisher: ['x', '20004697700019'] }],
    ['a publisher by its address, scheme and closing slash aside', { publisher: 'http://org.example/lyon/' }],
    ['a publisher by a part of the name', { publisher: '*lyon' }],
    ['a keyword in any language', { keyword: 'TREE' }],
    ['a keyword with other signs between its words', { keyword: 'Espace vert' }],
    ['a keyword that begins so', { keyword: 'vege*' }],
    ['a theme by its code', { theme: 'envi' }],
    ['a theme by its name', { theme: 'Environment' }],
    ['a licence in another spelling', { license: 'etalab-2.0' }],
    ['a licence as the source wrote it', { license: 'licence ouverte 2.0' }],
    ['a format of any distribution', { format: ['geojson', 'shapefile'] }],
    ['a media type', { format: 'text/csv' }],
    ['a language', { language: 'fr' }],
    ['a kind', { kind: ['series', 'dataset'] }],
    ['an id', { id: 'arbres' }],
    ['a box that the area touches', { area: { bbox: [5, 45, 6, 46] } }],
    [
      'the address of a place',
      { area: { uri: 'https://publications.europa.eu/resource/authority/country/FRA' } },
    ],
    ['a date of change', { modifiedSince: '2026-04-01' }],
    ['a year of change', { modifiedSince: '2026' }],
    ['so many days ago', { modifiedSince: '90d' }],
    ['words of title and description', { text: 'plantations metropole' }],
    ['a field that is there', { field: { 'publisher.identifier': { exists: true } } }],
    ['a field that is not there', { field: { temporal: { exists: false } } }],
    ['a value of a field in a list', { field: { 'distribution.id': 'b' } }],
    ['a number', { field: { 'distribution.byteSize': { atLeast: 1000, atMost: 2000 } } }],
    ['a date', { field: { modified: { atLeast: '2026-03', atMost: '2026-04' } } }],
    ['words of a field', { field: { title: { contains: 'street' } } }],
    ['what no field of the model holds', { field: { 'extra.department.code': ['01', '69'] } }],
    ['all keys together', { keyword: 'tree', format: 'csv' }],
    ['one of several', { any: [{ keyword: 'nope' }, { format: 'csv' }] }],
    ['all of several', { all: [{ keyword: 'tree' }, { keyword: 'vegetation' }] }],
    ['what must not be', { not: { keyword: 'nope' } }],
  ];
  for (const [what, condition] of yes) it(`knows ${what}`, () => assert.equal(holds(condition), true));

  const no: [string, unknown][] = [
    ['a part of a name without a star', { publisher: 'Lyon' }],
    ['one key that does not hold', { keyword: 'tree', format: 'xlsx' }],
    ['a box beside it', { area: { bbox: [6, 45, 7, 46] } }],
    ['a later date', { modifiedSince: '2026-04-02' }],
    ['fewer days ago', { modifiedSince: '30d' }],
    ['a licence that only looks like it', { license: 'etalab-3.0' }],
    ['signs without a word', { keyword: '---' }],
    ['a value as text where a number is asked', { field: { 'distribution.byteSize': { atLeast: 5000 } } }],
  ];
  for (const [what, condition] of no)
    it(`does not take ${what}`, () => assert.equal(holds(condition), false));

  it('does not take a record for changed that does not say when it was', () => {
    const { modified: _modified, ...undated } = trees;
    assert.equal(holds({ modifiedSince: '1990' }, undated), false);
  });

  it('takes a year for changed as long as it may have been', () => {
    assert.equal(holds({ modifiedSince: '2026-04-02' }, { ...trees, modified: '2026' }), true);
    assert.equal(holds({ modifiedSince: '2027-01-01' }, { ...trees, modified: '2026' }), false);
  });

  it('knows boxes across the antimeridian, and the box around an outline', () => {
    const fiji = { ...trees, spatial: [{ bbox: [176, -20, -178, -15] as [number, number, number, number] }] };
    assert.equal(holds({ area: { bbox: [-180, -18, -179, -17] } }, fiji), true);
    assert.equal(holds({ area: { bbox: [0, -18, 170, -17] } }, fiji), false);
    const outline = {
      ...trees,
      spatial: [
        {
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [1, 1],
                [3, 1],
                [3, 3],
                [1, 1],
              ],
            ],
          },
        },
      ],
    };
    assert.equal(holds({ area: { bbox: [2, 2, 9, 9] } }, outline), true);
    assert.equal(holds({ area: { bbox: [4, 4, 9, 9] } }, outline), false);
  });
});

describe('a filter', () => {
  it('is none at all when nothing is asked', () => {
    assert.equal(compileFilter({}, NOW), undefined);
  });

  it('takes what is included and not excluded', () => {
    const takes = compileFilter({ include: { keyword: 'tree' }, exclude: { format: 'shp' } }, NOW);
    assert.equal(takes?.(trees), false);
    assert.equal(takes?.({ ...trees, distribution: [] }), true);
    assert.equal(takes?.({ ...trees, distribution: [], keyword: { en: ['bush'] } }), false);
  });
});
