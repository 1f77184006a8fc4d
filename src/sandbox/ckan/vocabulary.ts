/** The register that a default site ships: id, title, address, whether it is open. */
export const LICENSES = [
  ['notspecified', 'License not specified', '', false],
  [
    'odc-pddl',
    'Open Data Commons Public Domain Dedication and License (PDDL)',
    'http://www.opendefinition.org/licenses/odc-pddl',
    true,
  ],
  [
    'odc-odbl',
    'Open Data Commons Open Database License (ODbL)',
    'http://www.opendefinition.org/licenses/odc-odbl',
    true,
  ],
  ['odc-by', 'Open Data Commons Attribution License', 'http://www.opendefinition.org/licenses/odc-by', true],
  ['cc-zero', 'Creative Commons CCZero', 'http://www.opendefinition.org/licenses/cc-zero', true],
  ['cc-by', 'Creative Commons Attribution', 'http://www.opendefinition.org/licenses/cc-by', true],
  [
    'cc-by-sa',
    'Creative Commons Attribution Share-Alike',
    'http://www.opendefinition.org/licenses/cc-by-sa',
    true,
  ],
  ['gfdl', 'GNU Free Documentation License', 'http://www.opendefinition.org/licenses/gfdl', true],
  ['other-open', 'Other (Open)', '', true],
  ['other-pd', 'Other (Public Domain)', '', true],
  ['other-at', 'Other (Attribution)', '', true],
  [
    'uk-ogl',
    'UK Open Government Licence (OGL)',
    'https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/',
    true,
  ],
  ['cc-nc', 'Creative Commons Non-Commercial (Any)', 'http://creativecommons.org/licenses/by-nc/2.0/', false],
  ['other-nc', 'Other (Non-Commercial)', '', false],
  ['other-closed', 'Other (Not Open)', '', false],
] as const;

/** What a format is called once stored, by its lower-case spellings; any other spelling stays as written. */
const FORMATS: Record<string, string> = {
  csv: 'CSV',
  'text/csv': 'CSV',
  excel: 'XLS',
  xls: 'XLS',
  xlsx: 'XLSX',
  json: 'JSON',
  'application/json': 'JSON',
  geojson: 'GeoJSON',
  'application/geo+json': 'GeoJSON',
  xml: 'XML',
  'application/xml': 'XML',
  zip: 'ZIP',
  'application/zip': 'ZIP',
  shp: 'SHP',
  pdf: 'PDF',
  'application/pdf': 'PDF',
  html: 'HTML',
  'text/html': 'HTML',
  txt: 'TXT',
  'text/plain': 'TXT',
  kml: 'KML',
  ods: 'ODS',
  gtfs: 'GTFS',
  wms: 'WMS',
  tiff: 'TIFF',
  png: 'PNG',
};

export function cleanFormat(format: string): string {
  return FORMATS[format.toLowerCase()] ?? format;
}

const TYPES: Record<string, string> = {
  csv: 'text/csv',
  json: 'application/json',
  geojson: 'application/geo+json',
  xml: 'application/xml',
  zip: 'application/zip',
  pdf: 'application/pdf',
  html: 'text/html',
  txt: 'text/plain',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xls: 'application/vnd.ms-excel',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
};

/** The media type that the end of an address stands for; a query or fragment behind the name hides it. */
export function guessType(url: string): string | undefined {
  const extension = /\.([a-z0-9]+)$/i.exec(url.replace(/\.gz$/i, ''))?.[1]?.toLowerCase() ?? '';
  return TYPES[extension];
}

/** Root keys that an extra may not be called. */
export const SCHEMA_FIELDS = new Set(
  (
    'id name title author author_email maintainer maintainer_email license_id notes url version state type owner_org ' +
    'private resources tags tag_string groups metadata_modified plugin_data relationships_as_object ' +
    'relationships_as_subject save return_to'
  ).split(' '),
);
