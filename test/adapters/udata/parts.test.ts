import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { locationsOf, polygonsOf } from '../../../src/adapters/udata/areas.ts';
import { toDays } from '../../../src/adapters/udata/dates.ts';
import { Settings } from '../../../src/adapters/udata/settings.ts';
import { slug, tagOf } from '../../../src/adapters/udata/tags.ts';
import { zoneFromUri, zoneToUri } from '../../../src/adapters/udata/zones.ts';

describe('udata tags', () => {
  it('are slugs as udata makes them', () => {
    const seen = {
      'l’eau': 'leau',
      "l'eau": 'leau',
      'N°5': 'ndeg5',
      'a/b/c': 'a-b-c',
      'C++ & C#': 'c-c',
      'être-là': 'etre-la',
      x_y: 'x-y',
      '“guillemets”': 'guillemets',
      œuf: 'oeuf',
      Łódź: 'lodz',
      '€uros': 'eururos',
      '½ tasse': '1-2-tasse',
      '-tiret-': 'tiret',
      ñandú: 'nandu',
      'µm mesure': 'um-mesure',
      'déjà…vu': 'deja-vu',
      'a—b': 'a-b',
      '2 ™': '2-tm',
      "ÉTÉ & cœur d'Œuvre_2": 'ete-coeur-doeuvre-2',
    };
    for (const [text, expected] of Object.entries(seen)) assert.equal(slug(text), expected, text);
  });

  it('have 3 to 96 characters', () => {
    assert.equal(tagOf('m²'), undefined);
    assert.equal(tagOf('eau'), 'eau');
    assert.equal(tagOf('x'.repeat(200))?.length, 96);
  });
});

describe('udata zones', () => {
  it('are INSEE’s addresses and back', () => {
    for (const zone of [
      'fr:region:53',
      'fr:departement:2A',
      'fr:epci:243500139',
      'fr:commune:35238',
      'country:fr',
      'country-group:world',
      'country-subset:fr:metro',
      'be:region:bxl',
    ]) {
      assert.equal(zoneFromUri(zoneToUri(zone)), zone);
    }
    assert.equal(zoneToUri('fr:commune:35238'), 'http://id.insee.fr/geo/commune/35238');
    assert.equal(zoneToUri('fr/town/35238@1942-01-01'), 'fr:town:35238');
    assert.equal(zoneFromUri('https://id.insee.fr/geo/commune/35238'), 'fr:commune:35238');
    assert.equal(zoneFromUri('https://example.org/geo/commune/35238'), undefined);
  });
});

describe('udata periods', () => {
  it('are whole days with a start, the earlier first', () => {
    assert.deepEqual(toDays({ start: '2020', end: '2021-02' }), { start: '2020-01-01', end: '2021-02-28' });
    assert.deepEqual(toDays({ start: '2020-02-03T10:00:00Z' }), { start: '2020-02-03' });
    assert.deepEqual(toDays({ start: '2021-01-01', end: '2020-01-01' }), {
      start: '2020-01-01',
      end: '2021-01-01',
    });
    assert.deepEqual(toDays({ start: '0850', end: '2024-02' }), { start: '0850-01-01', end: '2024-02-29' });
    assert.equal(toDays({ end: '2020' }), undefined);
    assert.equal(toDays({ start: '12000-01-01' }), undefined);
    assert.equal(toDays({ start: '-0500' }), undefined);
    assert.equal(toDays({ start: '2020-02-31' }), undefined);
  });
});

describe('udata areas', () => {
  it('round as udata does and close their rings', () => {
    const geometry = {
      type: 'Polygon',
      coordinates: [
        [
          [0.1234567890123, 0],
          [1, 0],
          [1, 1],
          [0.5, 2],
        ],
      ],
    };
    assert.deepEqual(polygonsOf({ geometry }), [
      [
        [
          [0.123457, 0],
          [1, 0],
          [1, 1],
          [0.5, 2],
          [0.123457, 0],
        ],
      ],
    ]);
  });

  it('split a box at the antimeridian and join it again', () => {
    const coordinates = polygonsOf({ bbox: [170, -20, -170, -10] });
    assert.equal(coordinates.length, 2);
    assert.deepEqual(locationsOf({ type: 'MultiPolygon', coordinates }), [{ bbox: [170, -20, -170, -10] }]);
  });

  it('refuse what is no area: points, open air, nonsense', () => {
    for (const geometry of [
      { type: 'Point', coordinates: [1, 2] },
      {
        type: 'Polygon',
        coordinates: [
          [
            [200, 0],
            [210, 0],
            [210, 10],
            [200, 0],
          ],
        ],
      },
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 1],
          ],
        ],
      },
      { type: 'MultiPolygon', coordinates: [] },
      { type: 'Polygon', coordinates: 'x' },
    ]) {
      assert.deepEqual(polygonsOf({ geometry }), []);
    }
    assert.deepEqual(polygonsOf({ bbox: [1, 2, 1, 2] }), []);
  });

  it('fall back on the box where the geometry is no area', () => {
    const location = {
      geometry: { type: 'Point', coordinates: [2, 3] },
      bbox: [1, 2, 3, 4] as [number, number, number, number],
    };
    assert.equal(polygonsOf(location).length, 1);
  });
});

describe('udata settings', () => {
  it('need an address and refuse unknown keys', () => {
    assert.ok(!Settings.safeParse({}).success);
    for (const url of ['', 'data.gouv.fr', 'ftp://x.org', 'javascript:x', 'https://u:p@x.org']) {
      assert.ok(!Settings.safeParse({ url }).success, url);
    }
    assert.ok(!Settings.safeParse({ url: 'https://x.org', apikey: 'k' }).success);
    assert.ok(!Settings.safeParse({ url: 'https://x.org', filter: { tags: ['x'] } }).success);
  });

  it('take the address of the site, of its API or with a slash for the same', () => {
    for (const url of ['https://x.org', 'https://x.org/', ' https://x.org/api/1/ ', 'https://x.org/api/2']) {
      assert.equal(Settings.parse({ url }).url, 'https://x.org');
    }
  });

  it('mark the key as secret and describe every field', () => {
    assert.equal(Settings.shape.apiKey.meta()?.['secret'], true);
    for (const [name, field] of Object.entries(Settings.shape))
      assert.ok((field.description ?? field.meta()?.description) !== undefined, name);
    for (const [name, field] of Object.entries(Settings.shape.filter.unwrap().shape))
      assert.ok(field.description !== undefined, name);
  });
});
