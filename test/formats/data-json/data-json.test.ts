import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RemoteFault } from '../../../src/faults.ts';
import { brief, readAll, readOne } from '../reading.ts';

/** Hand-written entries in the shapes of American feeds, each with what it must become (`brief`). */
const DIALECTS: readonly { feed: string; entry: unknown; becomes: unknown }[] = [
  {
    feed: 'a federal agency: codes of bureaus, a chain of organisations, a repeating interval',
    entry: {
      '@type': 'dcat:Dataset',
      accessLevel: 'restricted public',
      rights: 'Ask first.',
      bureauCode: ['010:12'],
      programCode: ['010:017'],
      primaryITInvestmentUII: '010-000000001',
      dataQuality: true,
      contactPoint: { '@type': 'vcard:Contact', fn: 'Jane Doe', hasEmail: 'mailto:jane@agency.gov' },
      publisher: {
        '@type': 'org:Organization',
        name: 'Bureau',
        subOrganizationOf: { name: 'Department', subOrganizationOf: { name: 'U.S. Government' } },
      },
      identifier: 'GOV-1',
      title: 'Rivers',
      description: 'All of them',
      keyword: ['river', 'water'],
      modified: '2020-01-02',
      issued: '2019-01-01T00:00:00.000Z',
      accrualPeriodicity: 'R/P1Y',
      temporal: '2000-01-15T00:45:00Z/2010-01-15T00:06:00Z',
      spatial: '-125,24,-66,50',
      language: ['en-US'],
      license: 'https://creativecommons.org/publicdomain/zero/1.0/',
      describedBy: 'https://agency.gov/dictionary.html',
      describedByType: 'text/html',
      references: ['https://agency.gov/a.html', 'https://agency.gov/b.html'],
      isPartOf: 'GOV-0',
      landingPage: 'https://agency.gov/rivers',
      distribution: [
        {
          '@type': 'dcat:Distribution',
          downloadURL: 'https://agency.gov/rivers.csv',
          mediaType: 'text/csv',
          format: 'csv',
          title: 'CSV',
        },
      ],
    },
    becomes: {
      kind: 'dataset',
      id: 'GOV-1',
      identifier: ['GOV-1'],
      inSeries: ['GOV-0'],
      title: { und: 'Rivers' },
      description: { und: 'All of them' },
      keyword: { und: ['river', 'water'] },
      language: ['en-us'],
      publisher: { name: { und: 'Bureau' }, memberOf: { und: 'U.S. Government > Department' } },
      contactPoint: [{ name: { und: 'Jane Doe' }, email: 'jane@agency.gov' }],
      issued: '2019-01-01T00:00:00.000Z',
      modified: '2020-01-02',
      frequency: 'ANNUAL',
      temporal: [{ start: '2000-01-15T00:45:00Z', end: '2010-01-15T00:06:00Z' }],
      spatial: [{ bbox: [-125, 24, -66, 50] }],
      license: 'CC0-1.0',
      rights: [{ und: 'Ask first.' }],
      accessRights: 'RESTRICTED',
      landingPage: ['https://agency.gov/rivers'],
      page: [
        { url: 'https://agency.gov/a.html' },
        { url: 'https://agency.gov/b.html' },
        { url: 'https://agency.gov/dictionary.html' },
      ],
      distribution: [
        {
          title: { und: 'CSV' },
          downloadURL: ['https://agency.gov/rivers.csv'],
          mediaType: 'text/csv',
          format: 'csv',
        },
      ],
      extra: {
        bureauCode: ['010:12'],
        programCode: ['010:017'],
        primaryITInvestmentUII: '010-000000001',
        dataQuality: true,
        describedByType: 'text/html',
        describedBy: 'https://agency.gov/dictionary.html',
      },
    },
  },
  {
    feed: 'a city where null stands everywhere and one file stands for a list',
    entry: {
      identifier: 'city-1',
      title: 'Trees',
      description: null,
      keyword: 'tree, park',
      modified: 'R/P1D',
      publisher: 'City of Example',
      contactPoint: null,
      temporal: null,
      spatial: null,
      distribution: { accessURL: 'www.city.example/trees', format: null, downloadURL: null },
      theme: ['Environment', null],
    },
    becomes: {
      kind: 'dataset',
      id: 'city-1',
      identifier: ['city-1'],
      title: { und: 'Trees' },
      keyword: { und: ['tree', 'park'] },
      theme: ['ENVI'],
      publisher: { name: { und: 'City of Example' } },
      frequency: 'DAILY',
      distribution: [{ accessURL: ['http://www.city.example/trees'] }],
    },
  },
  {
    feed: 'an ArcGIS Hub site: an address as identifier, dates with milliseconds, a word for a place',
    entry: {
      '@type': 'dcat:Dataset',
      identifier: 'https://www.arcgis.com/home/item.html?id=0123456789abcdef0123456789abcdef&sublayer=0',
      title: 'Roads',
      issued: '2022-07-29T10:07:13.000Z',
      spatial: 'Example County',
      theme: ['geospatial'],
      distribution: [
        {
          '@type': 'dcat:Distribution',
          title: 'ArcGIS GeoService',
          format: 'ArcGIS GeoServices REST API',
          mediaType: 'application/json',
          accessURL: 'https://services.example.com/FeatureServer/0',
        },
      ],
    },
    becomes: {
      kind: 'dataset',
      id: 'https://www.arcgis.com/home/item.html?id=0123456789abcdef0123456789abcdef&sublayer=0',
      iri: 'https://www.arcgis.com/home/item.html?id=0123456789abcdef0123456789abcdef&sublayer=0',
      identifier: ['https://www.arcgis.com/home/item.html?id=0123456789abcdef0123456789abcdef&sublayer=0'],
      title: { und: 'Roads' },
      theme: ['geospatial'],
      issued: '2022-07-29T10:07:13.000Z',
      spatial: [{ label: { und: 'Example County' } }],
      distribution: [
        {
          title: { und: 'ArcGIS GeoService' },
          accessURL: ['https://services.example.com/FeatureServer/0'],
          mediaType: 'application/json',
          format: 'esri-rest',
        },
      ],
    },
  },
  {
    feed: 'a Socrata site: a page as @id, numbers for titles, GeoJSON as an object',
    entry: {
      '@id': 'https://data.example.org/d/abcd-1234',
      identifier: 'https://data.example.org/api/views/abcd-1234',
      title: 2019,
      spatial: {
        type: 'Polygon',
        coordinates: [
          [
            [-80, 40],
            [-79, 40],
            [-79, 41],
            [-80, 41],
            [-80, 40],
          ],
        ],
      },
      modified: '2019-05-06',
    },
    becomes: {
      kind: 'dataset',
      id: 'https://data.example.org/api/views/abcd-1234',
      iri: 'https://data.example.org/d/abcd-1234',
      identifier: ['https://data.example.org/api/views/abcd-1234'],
      title: { und: '2019' },
      modified: '2019-05-06',
      spatial: [{ bbox: [-80, 40, -79, 41] }],
    },
  },
  {
    feed: 'a European portal that writes its texts by language',
    entry: {
      identifier: 'eu-1',
      title: { en: 'Air', fr: 'Air pur' },
      accessLevel: 'public',
      temporal: { startDate: '2010', endDate: '2012' },
      license: { '@id': 'https://opendatacommons.org/licenses/odbl/1-0/' },
    },
    becomes: {
      kind: 'dataset',
      id: 'eu-1',
      identifier: ['eu-1'],
      title: { en: 'Air', fr: 'Air pur' },
      temporal: [{ start: '2010', end: '2012' }],
      license: 'ODbL-1.0',
      accessRights: 'PUBLIC',
    },
  },
  {
    feed: 'a feed with redacted values and misspelt addresses',
    entry: {
      identifier: 'r-1',
      title: 'Closed',
      description: '[[REDACTED-EX B5]]',
      landingPage: 'hhttps://agency.gov/x y',
      accessLevel: 'non-public',
      systemOfRecords: 'https://agency.gov/sorn',
    },
    becomes: {
      kind: 'dataset',
      id: 'r-1',
      identifier: ['r-1'],
      title: { und: 'Closed' },
      accessRights: 'NON_PUBLIC',
      landingPage: ['https://agency.gov/x%20y'],
      extra: { systemOfRecords: 'https://agency.gov/sorn' },
    },
  },
  {
    feed: 'a laboratory whose collections, documents and paragraphs are lists and objects',
    entry: {
      identifier: 'lab-1',
      title: 'Spectra',
      description: ['First paragraph.', 'Second paragraph.'],
      isPartOf: [{ '@id': 'ark:/1/2', title: 'Optics' }],
      references: [{ refType: 'IsDocumentedBy', label: 'Manual', location: 'https://lab.example/manual' }],
      publisher: ['Lab', 'Institute'],
      contactPoint: { fn: 'Desk', phoneNumber: '+1 555' },
      theme: ['Environment', { code: 7 }],
      issued: ['2020-01-01', '2021-01-01'],
    },
    becomes: {
      kind: 'dataset',
      id: 'lab-1',
      identifier: ['lab-1'],
      title: { und: 'Spectra' },
      description: { und: 'First paragraph.\n\nSecond paragraph.' },
      inSeries: ['ark:/1/2'],
      theme: ['ENVI'],
      publisher: { name: { und: 'Lab' } },
      qualifiedAttribution: [{ agent: { name: { und: 'Institute' } }, role: 'publisher' }],
      contactPoint: [{ name: { und: 'Desk' }, telephone: '+1 555' }],
      issued: '2020-01-01',
      page: [{ url: 'https://lab.example/manual', title: 'Manual' }],
      extra: {
        theme: [{ code: 7 }],
        issued: ['2021-01-01'],
        isPartOf: [{ '@id': 'ark:/1/2', title: 'Optics' }],
        references: [{ refType: 'IsDocumentedBy', label: 'Manual', location: 'https://lab.example/manual' }],
      },
    },
  },
];

describe('data.json', () => {
  for (const { feed, entry, becomes } of DIALECTS) {
    it(`reads ${feed}`, async () => {
      const { warning: _, ...dataset } = await readOne(
        'data-json',
        JSON.stringify({ conformsTo: 'https://project-open-data.cio.gov/v1.1/schema', dataset: [entry] }),
      );
      assert.deepEqual(brief(dataset), becomes);
    });
  }

  it('reads a list of entries, one entry alone, and one a line', async () => {
    const entry = { identifier: 'a', title: 'A', modified: '2020' };
    for (const text of [JSON.stringify([entry]), JSON.stringify(entry), `${JSON.stringify(entry)}\n`])
      assert.deepEqual((await readOne('data-json', text)).title, { und: 'A' });
    const lines = await readAll(
      'data-json',
      `${JSON.stringify(entry)}\n${JSON.stringify({ ...entry, identifier: 'b' })}\n`,
    );
    assert.deepEqual(
      lines.datasets.map(({ id }) => id),
      ['a', 'b'],
    );
  });

  it('takes a catalogue with an identifier and dates of its own for no dataset', async () => {
    const { datasets } = await readAll(
      'data-json',
      JSON.stringify({
        identifier: 'the-catalogue',
        title: 'Catalogue',
        modified: '2020-01-01',
        dataset: [{ identifier: 'a', title: 'A' }],
      }),
    );
    assert.deepEqual(
      datasets.map(({ id }) => id),
      ['a'],
    );
  });

  it('takes a box of numbers that are none for no name of a place', async () => {
    const { spatial, warning } = await readOne(
      'data-json',
      JSON.stringify([{ identifier: 'a', title: 'A', spatial: 'NaN,NaN,NaN,NaN', modified: '2020' }]),
    );
    assert.deepEqual([spatial, warning?.map(({ field }) => field)], [undefined, ['spatial']]);
  });

  it('tells a second licence, and a period that is an object of something else', async () => {
    const { warning } = await readOne(
      'data-json',
      JSON.stringify([
        {
          identifier: 'a',
          title: 'A',
          license: ['https://a.example/1', 'https://a.example/2'],
          temporal: { x: 1 },
        },
      ]),
    );
    assert.deepEqual(warning?.map(({ field, value }) => [field, value]).toSorted(), [
      ['license', 'https://a.example/2'],
      ['temporal', '{"x":1}'],
    ]);
  });

  it('reads what comes before a cut, and around an entry that is no JSON', async () => {
    const { datasets, asides } = await readAll(
      'data-json',
      '{"dataset":[{"identifier":"a","title":"A"},{"identifier":"b" "title"},{"identifier":"c","title":"C"},{"identifier":"d","ti',
    );
    assert.deepEqual(
      datasets.map(({ id }) => id),
      ['a', 'c'],
    );
    assert.equal(asides.length, 2);
  });

  it('mends line breaks in texts, commas before brackets, and NaN', async () => {
    const { datasets, asides } = await readAll(
      'data-json',
      '{"dataset":[{"identifier":"a","title":"two\nlines","spatial":NaN,},]}',
    );
    assert.deepEqual([datasets[0]?.title, datasets[0]?.spatial], [{ und: 'two lines' }, undefined]);
    assert.match(asides[0]?.reason ?? '', /^mended/);
  });

  it('sets aside a second entry with the same identifier, unless it says the same', async () => {
    const a = { identifier: 'a', title: 'A' };
    const { datasets, asides } = await readAll(
      'data-json',
      JSON.stringify({ dataset: [a, a, { ...a, title: 'B' }] }),
    );
    assert.deepEqual([datasets.length, asides.map(({ remoteId }) => remoteId)], [1, ['a']]);
  });

  it('reads services and series of DCAT-US 3', async () => {
    const { datasets } = await readAll(
      'data-json',
      JSON.stringify({
        '@type': 'Catalog',
        conformsTo: { title: 'DCAT-US 3.0' },
        service: [
          {
            '@type': 'DataService',
            '@id': 'https://x.gov/s',
            title: 'API',
            endpointURL: 'https://x.gov/api',
          },
        ],
        datasetSeries: [{ '@type': 'DatasetSeries', '@id': 'https://x.gov/series', title: 'Reports' }],
        dataset: [
          {
            '@type': 'Dataset',
            '@id': 'https://x.gov/1',
            title: 'One',
            spatial: {
              '@type': 'Location',
              geometry: 'POLYGON((-125 24, -66 24, -66 50, -125 50, -125 24))',
            },
          },
        ],
      }),
    );
    assert.deepEqual(
      datasets
        .map(({ kind, id, spatial }) => [kind, id, spatial?.[0]?.bbox])
        .sort(([a], [b]) => String(a).localeCompare(String(b))),
      [
        ['dataset', 'https://x.gov/1', [-125, 24, -66, 50]],
        ['series', 'https://x.gov/series', undefined],
        ['service', 'https://x.gov/s', undefined],
      ],
    );
  });

  it('does not reach a prototype, and survives a hundred thousand brackets', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const { datasets, asides } = await readAll(
      'data-json',
      `{"dataset":[{"identifier":"a","title":"A","__proto__":{"polluted":1},"constructor":{}},{"identifier":"b","x":${deep}}]}`,
    );
    assert.deepEqual(
      [datasets.map(({ extra }) => extra), asides.map(({ reason }) => reason)],
      [[undefined], ['nested deeper than 200 levels']],
    );
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
  });

  for (const [what, text] of [
    ['nothing', ''],
    ['a page', '<html></html>'],
    ['a lone bracket', '['],
  ] as const) {
    it(`takes ${what} for what it is: no data.json`, async () => {
      await assert.rejects(
        readAll('data-json', text),
        (error) => error instanceof RemoteFault && error.kind === 'malformed',
      );
    });
  }
});
