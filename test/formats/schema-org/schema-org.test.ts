import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { brief, readAll, readOne } from '../reading.ts';

const DATASET = {
  '@context': 'https://schema.org/',
  '@type': 'Dataset',
  '@id': 'https://doi.org/10.1234/abc',
  name: 'Krill',
  alternateName: ['K'],
  description: 'Counts of krill',
  url: 'https://data.example.org/krill',
  identifier: ['10.1234/abc', { '@type': 'PropertyValue', propertyID: 'ark', value: 'ark:/1/2' }],
  keywords: 'krill, ocean',
  license: 'https://creativecommons.org/licenses/by/4.0/',
  isAccessibleForFree: true,
  creator: {
    '@type': 'Organization',
    name: 'Institute',
    url: 'https://institute.example.org',
    contactPoint: { '@type': 'ContactPoint', telephone: '+1', email: 'a@example.org' },
  },
  includedInDataCatalog: { '@type': 'DataCatalog', name: 'data.example.org' },
  temporalCoverage: '2010-01-01/..',
  spatialCoverage: {
    '@type': 'Place',
    name: 'Bay',
    geo: { '@type': 'GeoShape', box: '40.0 -10.5 41.0 -9.5' },
  },
  datePublished: '2020-05-06',
  variableMeasured: ['count'],
  distribution: {
    '@type': 'DataDownload',
    encodingFormat: 'text/csv',
    contentUrl: 'https://data.example.org/krill.csv',
    contentSize: '1.5 MB',
  },
};
const BECOMES = {
  kind: 'dataset',
  id: 'https://doi.org/10.1234/abc',
  iri: 'https://doi.org/10.1234/abc',
  identifier: ['10.1234/abc', 'ark:/1/2'],
  title: { und: 'Krill' },
  description: { und: 'Counts of krill' },
  alternative: { und: 'K' },
  keyword: { und: ['krill', 'ocean'] },
  creator: [{ name: { und: 'Institute' }, url: 'https://institute.example.org' }],
  issued: '2020-05-06',
  temporal: [{ start: '2010-01-01' }],
  spatial: [{ label: { und: 'Bay' }, bbox: [-10.5, 40, -9.5, 41] }],
  license: 'CC-BY-4.0',
  landingPage: ['https://data.example.org/krill'],
  distribution: [
    { downloadURL: ['https://data.example.org/krill.csv'], mediaType: 'text/csv', byteSize: 1_500_000 },
  ],
  origin: { catalog: 'data.example.org' },
};

describe('schema.org', () => {
  it('reads a dataset in JSON-LD', async () => {
    const { warning: _, extra, ...dataset } = await readOne('schema-org', JSON.stringify(DATASET));
    assert.deepEqual(brief(dataset), BECOMES);
    assert.equal(extra?.['http://schema.org/variableMeasured'], 'count');
    assert.match(JSON.stringify(extra), /ContactPoint.*a@example\.org/);
  });

  it('reads the datasets of a page, whatever else its scripts hold', async () => {
    const page = `<!doctype html><html><head><script>var a = "<script>";</script>
      <script type="application/ld+json">{"@context":"https://schema.org","@type":"WebSite","name":"Site"}</script>
      <script type='application/ld+json'>\n//<![CDATA[\n${JSON.stringify(DATASET)}\n//]]>\n</script>
      <script type="application/ld+json">{ broken </script></head></html>`;
    const { datasets, asides } = await readAll('schema-org', page);
    assert.deepEqual(
      datasets.map(({ title }) => title),
      [{ und: 'Krill' }],
    );
    assert.equal(asides.length > 0, true);
  });

  it('reads a catalogue, entry by entry, and a graph', async () => {
    const entries = ['a', 'b'].map((name) => ({ '@type': 'Dataset', '@id': `https://x.org/${name}`, name }));
    for (const whole of [
      { '@context': 'http://schema.org', '@type': 'DataCatalog', '@id': 'https://x.org/', dataset: entries },
      { '@context': 'http://schema.org', '@graph': entries },
    ]) {
      const { datasets } = await readAll('schema-org', JSON.stringify(whole));
      assert.deepEqual(
        datasets.map(({ title }) => title),
        [{ und: 'a' }, { und: 'b' }],
      );
    }
  });

  it('reads a point, and polygons with the latitude first', async () => {
    const place = (geo: unknown): string =>
      JSON.stringify({ ...DATASET, spatialCoverage: { '@type': 'Place', geo } });
    const point = await readOne(
      'schema-org',
      place({ '@type': 'GeoCoordinates', latitude: 48.5, longitude: 2.25 }),
    );
    assert.deepEqual(point.spatial?.[0]?.geometry, { type: 'Point', coordinates: [2.25, 48.5] });
    const polygon = await readOne(
      'schema-org',
      place({ '@type': 'GeoShape', polygon: '10 20 10 30 15 30 15 20 10 20' }),
    );
    assert.deepEqual(polygon.spatial?.[0]?.bbox, [20, 10, 30, 15]);
  });
});
