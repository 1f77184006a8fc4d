import * as fc from 'fast-check';
import { cleanJson } from '../../../src/model/clean.ts';
import { Dataset } from '../../../src/model/dataset.ts';
import { matchFormat } from '../../../src/vocabularies/formats.ts';
import {
  accessRightsOf,
  availabilityOf,
  frequencyOf,
  hvdCategoryOf,
  licenseOf,
  statusOf,
  themeOf,
} from '../../../src/formats/values/terms.ts';

/** Words in every alphabet, blanks and line ends where nobody wants them, and what the syntaxes have to escape. */
const words = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }) },
  fc.constantFrom(
    'Qualité de l’air',
    'Arbres',
    ' two  blanks ',
    'a\r\nb\tc',
    '"quoted" \\ <b>&amp;</b>',
    ']]>',
    '@fr . ;',
    '{"a":1}',
    '\u2028',
    'https://example.org/in/words',
    '0',
  ),
);
const slug = fc.stringMatching(/^[a-z0-9]{1,6}$/);
/** Few, so that one is an agent here and a document there. */
const address = fc.oneof(
  slug.map((path) => `https://example.org/${path}`),
  fc.nat(5).map((number) => `https://example.org/shared/${number}`),
  fc.constantFrom(
    'https://example.org/a b?c=d&e=é#f',
    'http://example.org/x/../y',
    'https://example.org/%E9t%C3%A9/«»',
    'ftp://example.org/f;type=a',
    'https://example.org/a"b<c>d',
  ),
);
const iri = fc.oneof(
  address,
  fc.constantFrom('urn:uuid:6e8bc430', 'dct:title', 'doi:10.1/2', 'mailto:a@example.org'),
);
const language = fc.constantFrom('fr', 'en', 'und', 'de', 'pt-br', 'zh-hant', 'fra', 'x_odd');
const text = fc.dictionary(language, words, { minKeys: 1, maxKeys: 3 });
const list = <T>(member: fc.Arbitrary<T>) => fc.array(member, { minLength: 1, maxLength: 3 });
const date = fc.oneof(
  fc
    .date({ min: new Date('1400-01-01'), max: new Date('2300-01-01'), noInvalidDate: true })
    .map((day) => day.toISOString()),
  fc
    .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .chain((day) => fc.constantFrom(4, 7, 10).map((length) => day.toISOString().slice(0, length))),
  fc.constantFrom(
    '2024-02-31',
    '2024-03-01T10:00',
    '2024-03-01T10:00:00+02:00',
    '2024-03-01T24:00:00Z',
    '-0300',
    '012345',
    '2020-01-01T00:00:60Z',
  ),
);
const odd = fc.record(
  {
    uri: iri,
    code: words,
    label: text,
    raw: words,
    method: fc.constantFrom('uri', 'code', 'alias', 'fuzzy', 'none'),
    confidence: fc.constantFrom(0, 0.4, 0.85, 1),
  },
  { requiredKeys: ['method', 'confidence'] },
);
const termIn = (known: readonly unknown[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, odd);
const EU = 'http://publications.europa.eu/resource/authority';
const licence = termIn(
  ['lov2', 'odc-odbl', 'CC-BY-4.0', 'Licence Ouverte / Open Licence version 2.0', 'Nobody knows it'].map(
    (code) => licenseOf({ code }),
  ),
);
const theme = termIn([
  themeOf({ uri: `${EU}/data-theme/ENVI` }),
  themeOf({ label: { fr: 'Transports' } }),
  themeOf({ label: { fr: 'Quelque chose' } }),
]);
const frequency = termIn(
  ['annual', 'daily', 'P1M', 'Toutes les heures', 'often'].map((code) => frequencyOf({ code })),
);
const format = termIn(
  ['CSV', 'GeoJSON', 'Excel', 'SHAPE-ZIP', 'text/csv', 'odd'].map(
    (told) => matchFormat({ format: told }).format ?? { raw: told, method: 'none', confidence: 0 },
  ),
);
const agent = fc.record(
  {
    name: text,
    email: slug.map((user) => `${user}@example.org`),
    telephone: fc.oneof(fc.constantFrom('+33 1 23', '0123'), words),
    url: address,
    iri,
    identifier: words,
    type: fc.oneof(iri, words),
    memberOf: text,
  },
  { requiredKeys: [] },
);
const reference = fc.oneof(
  fc.record({ url: address, title: words, description: words }, { requiredKeys: ['url'] }),
  fc.record({ title: words, description: words }, { requiredKeys: ['title'] }),
);
const coordinate = (max: number) =>
  fc.integer({ min: -max * 100, max: max * 100 }).map((value) => value / 100);
const place = fc.record(
  {
    uri: iri,
    label: text,
    bbox: fc.tuple(coordinate(180), coordinate(90), coordinate(180), coordinate(90)),
    geometry: fc.oneof(
      fc.record({ type: fc.constant('Point'), coordinates: fc.tuple(coordinate(180), coordinate(90)) }),
      fc.tuple(coordinate(80), coordinate(40)).map(([x, y]) => ({
        type: 'Polygon',
        coordinates: [
          [
            [x, y],
            [x + 1, y],
            [x + 1, y + 1],
            [x, y],
          ],
        ],
      })),
      fc.constant({ type: 'Odd', note: 'none' }),
    ),
  },
  { requiredKeys: [] },
);
const extra = fc.dictionary(
  fc.oneof(
    slug,
    fc.constantFrom(
      'http://purl.org/dc/terms/hasVersion',
      'https://example.org/terms#own',
      'http://dcat-ap.de/def/dcatde/contributorID',
      'a/b~c',
      'constructor',
    ),
  ),
  fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    address,
    fc.record({ '@value': words, '@language': fc.constant('fr') }),
  ),
  { minKeys: 1, maxKeys: 3 },
);
const service = fc.record(
  {
    iri,
    title: text,
    endpointURL: list(address),
    endpointDescription: list(address),
    conformsTo: list(reference),
  },
  { requiredKeys: ['title'] },
);
const distribution = fc.record(
  {
    id: fc.oneof(slug, address),
    iri,
    title: text,
    description: text,
    accessURL: list(address),
    downloadURL: list(address),
    mediaType: fc.oneof(
      fc.constantFrom('text/csv', 'application/geo+json', 'text/csv; charset=utf-8'),
      words,
    ),
    format,
    compressFormat: fc.oneof(fc.constant('application/zip'), words),
    packageFormat: fc.oneof(fc.constant('application/x-tar'), words),
    byteSize: fc.nat(),
    checksum: fc.constantFrom(
      { algorithm: 'sha256', value: 'ab'.repeat(32) },
      { algorithm: 'md5', value: 'not hex' },
      { algorithm: 'my own', value: 'A1' },
    ),
    issued: date,
    modified: date,
    license: licence,
    rights: list(text),
    status: termIn(['COMPLETED', 'withdrawn', 'strange'].map((code) => statusOf({ code }))),
    availability: termIn(['STABLE', 'strange'].map((code) => availabilityOf({ code }))),
    language: list(fc.constantFrom('fr', 'en', 'pt-br', 'tlh-x', 'odd one')),
    conformsTo: list(reference),
    page: list(reference),
    accessService: list(service),
    extra,
  },
  { requiredKeys: [] },
);

const fields = {
  kind: fc.constantFrom('dataset', 'dataset', 'series', 'service'),
  id: fc.oneof(slug, address, fc.uuid()),
  iri,
  identifier: list(words),
  otherIdentifier: list(words),
  inSeries: list(fc.oneof(iri, slug)),
  version: fc.oneof(words, fc.constant('1.0')),
  versionNotes: text,
  title: text,
  description: text,
  alternative: text,
  keyword: fc.dictionary(language, list(words), { minKeys: 1, maxKeys: 2 }),
  theme: list(theme),
  type: list(odd),
  language: list(fc.constantFrom('fr', 'en', 'br', 'pt-br', 'odd one')),
  publisher: agent,
  creator: list(agent),
  contributor: list(agent),
  rightsHolder: list(agent),
  contactPoint: list(agent),
  qualifiedAttribution: list(
    fc.record({ agent, role: fc.oneof(fc.constantFrom('custodian', 'processor', 'owner'), iri, words) }),
  ),
  issued: date,
  modified: date,
  created: date,
  frequency,
  temporal: list(
    fc.oneof(fc.record({ start: date, end: date }), fc.record({ start: date }), fc.record({ end: date })),
  ),
  spatial: list(place),
  temporalResolution: fc.constantFrom('P1D', 'PT15M', 'P1Y2M', 'odd', 'P'),
  spatialResolutionInMeters: list(
    fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
  ),
  license: licence,
  rights: list(
    fc.oneof(
      text,
      address.map((und) => ({ und })),
    ),
  ),
  accessRights: termIn(['PUBLIC', 'restricted', 'whatever'].map((code) => accessRightsOf({ code }))),
  applicableLegislation: list(fc.oneof(iri, words)),
  hvdCategory: list(
    termIn(['Mobility', 'Statistiques', 'none of them'].map((fr) => hvdCategoryOf({ label: { fr } }))),
  ),
  landingPage: list(address),
  page: list(reference),
  conformsTo: list(reference),
  relation: list(fc.oneof(iri, words)),
  source: list(fc.oneof(iri, words)),
  isReferencedBy: list(iri),
  provenance: list(text),
  sample: list(fc.oneof(iri, words)),
  usage: list(
    fc.record(
      { id: slug, url: address, title: text, description: text, image: address, type: slug, modified: date },
      { requiredKeys: ['id', 'url', 'title'] },
    ),
  ),
  distribution: list(distribution),
  endpointURL: list(address),
  endpointDescription: list(address),
  servesDataset: list(iri),
  origin: fc.record(
    { catalog: address, remoteId: slug, url: address, issued: date, modified: date },
    { requiredKeys: ['remoteId'] },
  ),
  extra,
  warning: list(
    fc.record({ field: slug, value: words, reason: words }, { requiredKeys: ['field', 'reason'] }),
  ),
};

/** Whatever the model takes, odd values of every field included. */
export const ANY_DATASET: fc.Arbitrary<Dataset> = fc
  .record(fields, { requiredKeys: ['kind', 'id', 'title'] })
  .map((made) => Dataset.safeParse(cleanJson(JSON.parse(JSON.stringify(made)))))
  .filter(({ success }) => success)
  .map(({ data }) => Dataset.parse(data));
