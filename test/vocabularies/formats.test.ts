import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { FORMATS } from '../../src/vocabularies/format-table.ts';
import {
  isMachineReadable,
  isOpenFormat,
  isServiceFormat,
  matchFormat,
} from '../../src/vocabularies/formats.ts';
import type { FormatParts } from '../../src/vocabularies/formats.ts';

const EU = 'http://publications.europa.eu/resource/authority/file-type';
const HUB = 'https://opendata.arcgis.com/datasets/0123456789abcdef0123456789abcdef_0';

const WORDS: Readonly<Record<string, string | undefined>> = {
  Excel: 'xls',
  'MS Excel': 'xls',
  'Excel 2007 (xlsx)': 'xlsx',
  'SHAPE-ZIP': 'shp',
  SHP: 'shp',
  shapefile: 'shp',
  'ESRI Shapefile': 'shp',
  'Shapefile (zip)': 'shp',
  'Esri REST': 'esri-rest',
  'ArcGIS GeoServices REST API': 'esri-rest',
  'GeoJSON 4326': 'geojson',
  'CSV (UTF-8)': 'csv',
  '.csv': 'csv',
  '*.csv': 'csv',
  'text/csv': 'csv',
  'CSV (zip)': 'csv',
  'Fichier CSV': 'csv',
  'OGC WMS': 'wms',
  'OGC:WMS-1.3.0-http-get-map': 'wms',
  'OGC:WFS': 'wfs',
  WMTS: 'wmts',
  'JSON-LD': 'jsonld',
  'RDF/XML': 'rdf-xml',
  TTL: 'turtle',
  'GML (XML)': 'gml',
  'MapInfo TAB': 'tab',
  'MIF/MID': 'mif',
  GeoPackage: 'gpkg',
  'File Geodatabase': 'gdb',
  'NetCDF-4': 'netcdf',
  GTFS: 'gtfs',
  'GTFS-RT': 'gtfs-rt',
  NeTEx: 'netex',
  ODS: 'ods',
  'OpenDocument Spreadsheet': 'ods',
  PDF: 'pdf',
  'PDF/A': 'pdf',
  jpg: 'jpeg',
  TIF: 'tiff',
  GeoTIFF: 'geotiff',
  'Page web': 'html',
  'REST API': 'api',
  REST: 'api',
  SPARQL: 'sparql',
  'application/vnd.geo+json': 'geojson',
  [`${EU}/CSV`]: 'csv',
  'https://www.iana.org/assignments/media-types/application/geo+json': 'geojson',
  'csv, json': undefined,
  autre: undefined,
};

const URLS: Readonly<Record<string, string | undefined>> = {
  'https://data.example.fr/api/explore/v2.1/catalog/datasets/arbres/exports/parquet': 'parquet',
  'https://data.example.fr/explore/dataset/arbres/download/?format=geojson&timezone=Europe/Paris': 'geojson',
  'https://data.example.gov/api/views/abcd-1234/rows.csv?accessType=DOWNLOAD': 'csv',
  'https://hub.arcgis.com/api/download/v1/items/0123/shapefile?layers=0': 'shp',
  [`${HUB}.zip`]: 'shp',
  [`${HUB}.geojson?outSR=4326`]: 'geojson',
  'https://gis.example.org/arcgis/rest/services/Trees/FeatureServer/0': 'esri-rest',
  'https://gis.example.org/arcgis/rest/services/Trees/FeatureServer/0/query?where=1%3D1&f=geojson': 'geojson',
  'https://gis.example.org/arcgis/rest/services/Trees/MapServer?f=json': 'esri-rest',
  'https://gis.example.org/arcgis/services/Trees/MapServer/WMSServer?request=GetCapabilities&service=WMS':
    'wms',
  'https://gis.example.org/arcgis/services/Trees/MapServer/WFSServer': 'wfs',
  'https://gis.example.org/wfs?service=WFS&request=GetFeature&typeName=t&outputFormat=SHAPE-ZIP': 'shp',
  'https://gis.example.org/wfs?SERVICE=WFS&REQUEST=GetFeature&outputFormat=application%2Fjson': 'json',
  'https://gis.example.org/ows?service=WMS&request=GetMap&format=image/png': 'wms',
  'https://ckan.example.org/datastore/dump/abc': 'csv',
  'https://ckan.example.org/datastore/dump/abc?format=tsv': 'tsv',
  'https://example.org/collections/trees/items?f=json': 'ogc-features',
  'https://example.org/sparql': 'sparql',
  'https://example.org/data.v1.2/liste.XLSX?download=1#x': 'xlsx',
  'https://example.org/a.csv.gz': 'csv',
  'https://example.org/a.tar.gz': 'tgz',
  'https://example.org/archive.zip': 'zip',
  'https://example.com': undefined,
  'https://data.zip/': undefined,
  'https://example.org/page.php?id=3': undefined,
};

const PARTS: readonly (readonly [string, FormatParts, Record<string, string | undefined>])[] = [
  [
    'a declared address over all else',
    { uri: `${EU}/GEOJSON`, mediaType: 'text/csv', url: 'https://x.org/a.xml' },
    { code: 'geojson' },
  ],
  [
    'a media type over the ending',
    { mediaType: 'text/csv; charset=utf-8', url: 'https://x.org/a.xml' },
    { code: 'csv', mediaType: 'text/csv' },
  ],
  ['the ending over the words', { format: 'Excel', url: 'https://x.org/a.csv' }, { code: 'csv' }],
  [
    'the ending over «octet-stream»',
    { mediaType: 'application/octet-stream', url: 'https://x.org/a.gpkg' },
    { code: 'gpkg', mediaType: 'application/geopackage+sqlite3' },
  ],
  [
    'the words over text/plain',
    { mediaType: 'text/plain', format: 'CSV' },
    { code: 'csv', mediaType: 'text/csv' },
  ],
  [
    'the ending over the Excel that Windows makes of CSV',
    { mediaType: 'application/vnd.ms-excel', url: 'https://x.org/a.csv' },
    { code: 'csv' },
  ],
  [
    'data over a web page',
    { format: 'CSV', mediaType: 'text/html', url: 'https://x.org/page' },
    { code: 'csv' },
  ],
  [
    'the kind over its general format',
    { mediaType: 'application/json', url: 'https://x.org/a.geojson' },
    { code: 'geojson', mediaType: 'application/geo+json' },
  ],
  [
    'the words where they tell the kind',
    { format: 'GeoJSON', url: 'https://x.org/a.json' },
    { code: 'geojson' },
  ],
  [
    'what is in an archive',
    { format: 'GTFS', mediaType: 'application/zip', url: 'https://x.org/g.zip' },
    { code: 'gtfs', packageFormat: 'application/zip' },
  ],
  [
    'a shapefile in its archive',
    { format: 'SHP', url: 'https://x.org/a.zip' },
    { code: 'shp', packageFormat: 'application/zip', mediaType: 'application/vnd.shp' },
  ],
  [
    'compression beside the format',
    { format: 'CSV', url: 'https://x.org/a.csv.gz' },
    { code: 'csv', compressFormat: 'application/gzip', packageFormat: undefined },
  ],
  [
    'both layers of a tarball',
    { url: 'https://x.org/a.tgz' },
    { code: 'tgz', compressFormat: 'application/gzip', packageFormat: 'application/x-tar' },
  ],
  [
    'a parameter that tells formats apart',
    { mediaType: 'image/tiff; application=geotiff' },
    { code: 'geotiff', mediaType: 'image/tiff; application=geotiff' },
  ],
  [
    'an unknown media type as it is',
    { mediaType: 'application/x-house', format: 'House' },
    { code: undefined, mediaType: 'application/x-house' },
  ],
  ['no made-up media type for a service', { format: 'WMS' }, { code: 'wms', mediaType: undefined }],
];

describe('formats', () => {
  it('keeps the media type that a service declares', () => {
    const match = matchFormat({ format: 'WMS', mediaType: 'text/xml' });
    assert.deepEqual([match.format?.code, match.mediaType], ['wms', 'text/xml']);
  });

  for (const [format, code] of Object.entries(WORDS)) {
    it(`reads «${format}» as ${code ?? 'nothing'}`, () => {
      const match = matchFormat({ format }).format;
      assert.deepEqual([match?.code, match?.raw], [code, format]);
    });
  }
  for (const [url, code] of Object.entries(URLS)) {
    it(`reads ${url} as ${code ?? 'nothing'}`, () => assert.equal(matchFormat({ url }).format?.code, code));
  }
  for (const [what, parts, expected] of PARTS) {
    it(`takes ${what}`, () => {
      const { format, ...rest } = matchFormat(parts);
      const seen: Record<string, string | undefined> = { code: format?.code, ...rest };
      for (const [key, value] of Object.entries(expected)) assert.equal(seen[key], value, key);
    });
  }

  it('finds every format by its key and by its first ending', () => {
    for (const row of FORMATS) {
      assert.equal(matchFormat({ format: row.code }).format?.code, row.code);
      const [extension] = row.extensions ?? [];
      if (extension !== undefined)
        assert.equal(matchFormat({ url: `https://x.org/a.${extension}` }).format?.code, row.code);
    }
  });

  it('says nothing of nothing', () => assert.deepEqual(matchFormat({}), {}));

  it('counts formats as the quality assessment does', () => {
    assert.deepEqual(['csv', 'xlsx', 'pdf', 'shp'].map(isMachineReadable), [true, true, false, true]);
    assert.deepEqual(['csv', 'xlsx', 'pdf', 'zip'].map(isOpenFormat), [true, false, false, true]);
    assert.deepEqual(
      [isServiceFormat('wfs'), isServiceFormat('gml'), isMachineReadable('nonsense')],
      [true, false, false],
    );
  });
});
