import * as fc from 'fast-check';
import { Dataset } from '../../src/model/dataset.ts';
import { matchAccessRights } from '../../src/vocabularies/access-rights.ts';
import { matchFormat } from '../../src/vocabularies/formats.ts';
import { matchFrequency } from '../../src/vocabularies/frequencies.ts';
import { matchHvdCategory } from '../../src/vocabularies/hvd.ts';
import { matchLicense } from '../../src/vocabularies/licenses.ts';
import { matchTheme } from '../../src/vocabularies/themes.ts';

/*
 * Datasets as people publish them, with every field that the model has: what a format has no place for is taken out of them
 * by its own list of limits.
 */

const EUROPEAN = 'http://publications.europa.eu/resource/authority';
/** With a digit, so that none is the name of a protocol or a format. */
const slug = fc.stringMatching(/^[a-z][0-9][a-z0-9]{1,7}$/);
const words = fc.oneof(
  fc.constantFrom(
    'Qualité de l’air',
    'Arbres d’alignement',
    'Horaires « théoriques » & <réels>',
    'Données "ouvertes" — 100 %',
    'Straße am Fluß',
    'Ὀδυσσεύς',
    '交通データ',
    'émoji 🚲',
  ),
  fc.tuple(slug, slug).map(([a, b]) => `${a} ${b}`),
);
const text = fc.oneof(
  words.map((fr) => ({ fr })),
  fc.tuple(words, words).map(([fr, en]) => ({ fr, en: `${en} (en)` })),
);
const french = words.map((fr) => ({ fr }));
const long = fc.tuple(words, words).map(([a, b]) => ({ fr: `${a}\n\n- ${b}\n- fin` }));
const list = <T>(member: fc.Arbitrary<T>) =>
  fc.uniqueArray(member, { minLength: 1, maxLength: 3, selector: (value) => JSON.stringify(value) });
const address = slug.map((path) => `https://data.example.org/${path}`);
const page = slug.map((path) => `https://www.example.org/pages/${path}`);
const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const date = fc.oneof(
  day,
  day.map((one) => one.slice(0, 7)),
  day.map((one) => one.slice(0, 4)),
  fc
    .date({ min: new Date('1990-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
    .map((moment) => moment.toISOString()),
);
const agent = fc.record(
  {
    name: french,
    email: slug.map((user) => `${user}@example.org`),
    telephone: fc.constantFrom('+33 1 23 45 67 89', '01 23 45 67 89'),
    url: page,
    iri: slug.map((id) => `https://id.example.org/agents/${id}`),
    identifier: slug,
    type: fc.constant('http://purl.org/adms/publishertype/LocalAuthority'),
    memberOf: french.map(({ fr }) => ({ fr: `Groupe ${fr}` })),
  },
  { requiredKeys: ['name', 'email'] },
);
const reference = fc.record(
  { url: page, title: words, description: words },
  { requiredKeys: ['url', 'title'] },
);
const FILES = [
  { mediaType: 'text/csv', format: matchFormat({ format: 'CSV' }).format, ending: 'csv' },
  { mediaType: 'application/geo+json', format: matchFormat({ format: 'GeoJSON' }).format, ending: 'geojson' },
  { mediaType: 'application/json', format: matchFormat({ format: 'JSON' }).format, ending: 'json' },
];
const distribution = fc
  .record(
    {
      id: slug,
      iri: slug.map((id) => `https://id.example.org/files/${id}`),
      title: text,
      description: long,
      compressFormat: fc.constant('application/zip'),
      packageFormat: fc.constant('application/x-tar'),
      byteSize: fc.integer({ min: 1, max: 9_000_000_000 }),
      checksum: fc.constant({ algorithm: 'sha256', value: 'ab'.repeat(32) }),
      issued: day,
      modified: day,
      license: fc.constant({ ...matchLicense('cc-by') }),
      rights: list(french),
      status: fc.constant({
        uri: `${EUROPEAN}/distribution-status/COMPLETED`,
        code: 'COMPLETED',
        method: 'uri',
        confidence: 1,
      }),
      availability: fc.constant({
        uri: `${EUROPEAN}/planned-availability/STABLE`,
        code: 'STABLE',
        method: 'uri',
        confidence: 1,
      }),
      language: fc.constant(['fr']),
      conformsTo: list(reference),
      page: list(reference),
      accessService: list(
        fc.record({
          iri: slug.map((id) => `https://id.example.org/services/${id}`),
          title: french,
          endpointURL: address.map((one) => [one]),
          endpointDescription: address.map((one) => [one]),
          conformsTo: list(reference),
        }),
      ),
      extra: fc.constant({ rows: 12 }),
    },
    { requiredKeys: [] },
  )
  .chain((one) =>
    fc.tuple(fc.constantFrom(...FILES), slug).map(([{ ending, ...file }, name]) => ({
      ...one,
      ...file,
      downloadURL: [`https://files.example.org/${name}.${ending}`],
    })),
  );
const ring = fc.tuple(fc.integer({ min: -80, max: 79 }), fc.integer({ min: -80, max: 79 })).map(([x, y]) => [
  [x, y],
  [x + 1, y + 0.5],
  [x + 0.25, y + 1],
  [x, y],
]);
const place = fc.oneof(
  fc
    .tuple(
      fc.integer({ min: -170, max: 160 }),
      fc.integer({ min: -80, max: 70 }),
      fc.integer({ min: 1, max: 9 }),
    )
    .map(([west, south, size]) => ({
      bbox: [west, south, west + size / 2, south + size] as [number, number, number, number],
    })),
  ring.map((one) => ({ geometry: { type: 'Polygon', coordinates: [one] } })),
  french.map((label) => ({ label })),
  slug.map((id) => ({ uri: `https://id.example.org/places/${id}` })),
  fc.tuple(french, slug).map(([label, id]) => ({ label, uri: `https://id.example.org/places/${id}` })),
);

const fields = {
  kind: fc.constantFrom('dataset', 'series'),
  id: fc.uuid(),
  iri: slug.map((id) => `https://id.example.org/sets/${id}`),
  identifier: list(slug.map((id) => `urn:x-test:${id}`)),
  otherIdentifier: list(slug),
  inSeries: list(slug),
  version: fc.constantFrom('1.0', '2024-02'),
  versionNotes: french,
  title: text,
  description: long,
  alternative: french.map(({ fr }) => ({ fr: `dit ${fr}` })),
  keyword: fc.oneof(
    list(words).map((fr) => ({ fr })),
    fc.tuple(list(words), list(words)).map(([fr, en]) => ({ fr, en })),
  ),
  theme: list(
    fc.constantFrom('ENVI', 'TRAN', 'GOVE', 'REGI').map((code) => ({
      ...matchTheme(`${EUROPEAN}/data-theme/${code}`),
    })),
  ),
  type: fc.constant([{ code: 'nonGeographicDataset', raw: 'x', method: 'code', confidence: 1 }]),
  language: fc.constantFrom(['fr'], ['fr', 'en'], ['br']),
  publisher: agent,
  creator: list(agent),
  contributor: list(agent),
  rightsHolder: list(agent),
  contactPoint: list(agent),
  qualifiedAttribution: list(fc.record({ agent, role: fc.constantFrom('custodian', 'distributor') })),
  issued: date,
  modified: date,
  created: date,
  frequency: fc
    .constantFrom('annual', 'daily', 'monthly', 'irregular', 'hourly', 'TRIENNIAL')
    .map((code) => ({ ...matchFrequency(code) })),
  temporal: list(
    fc.oneof(
      fc.tuple(day, day).map((days) => ({ start: days.toSorted()[0], end: days.toSorted()[1] })),
      day.map((start) => ({ start })),
    ),
  ),
  spatial: list(place),
  temporalResolution: fc.constant('P1D'),
  spatialResolutionInMeters: fc.constantFrom([10], [0.5, 25]),
  license: fc.constantFrom('lov2', 'odc-odbl', 'cc-by').map((id) => ({ ...matchLicense(id) })),
  rights: list(words.map((fr) => ({ fr: `Mention de la source : ${fr}` }))),
  accessRights: fc
    .constantFrom('PUBLIC', 'RESTRICTED', 'NON_PUBLIC')
    .map((code) => ({ ...matchAccessRights(`${EUROPEAN}/access-right/${code}`) })),
  applicableLegislation: fc.constant(['http://data.europa.eu/eli/reg_impl/2023/138/oj']),
  hvdCategory: fc.constant([{ ...matchHvdCategory('Mobility') }]),
  landingPage: page.map((one) => [one]),
  page: list(reference),
  conformsTo: list(
    fc.oneof(
      fc.record({ url: page, title: words }),
      fc.record({ url: page }),
      reference,
      fc.constant({ url: 'http://www.opengis.net/def/crs/EPSG/0/2154' }),
    ),
  ),
  relation: list(slug.map((id) => `https://id.example.org/sets/${id}`)),
  source: list(slug.map((id) => `https://id.example.org/sources/${id}`)),
  isReferencedBy: list(address),
  provenance: list(long),
  sample: list(address),
  usage: list(
    fc.record({ id: slug, url: address, title: text, type: slug }, { requiredKeys: ['id', 'url', 'title'] }),
  ),
  distribution: fc.uniqueArray(distribution, {
    minLength: 1,
    maxLength: 3,
    selector: ({ downloadURL }) => downloadURL[0],
  }),
  extra: fc.constant({ something: 'else' }),
};

/** What of the model is left when these paths (`publisher.type`, `distribution.checksum`) are taken out of it. */
export function ordinaryDatasets(
  limits: readonly string[],
  change: Partial<Record<keyof typeof fields, fc.Arbitrary<unknown>>> = {},
  shape: (plain: unknown) => unknown = (plain) => plain,
): fc.Arbitrary<Dataset> {
  return fc
    .record({ ...fields, ...change }, { requiredKeys: ['kind', 'id', 'title', 'publisher', 'contactPoint'] })
    .map((made) => {
      const plain: unknown = JSON.parse(JSON.stringify(made));
      for (const limit of limits) without(plain, limit.split('.'));
      return shape(plain);
    })
    .map((plain) => Dataset.safeParse(plain))
    .filter(({ success }) => success)
    .map(({ data }) => Dataset.parse(data));
}

/** Datasets with a value in every field, the parts of which hold between them all that the model has. */
export function fullDatasets(): Dataset[] {
  const all = fc.record(fields).map((made) => Dataset.parse(JSON.parse(JSON.stringify(made))));
  return fc.sample(all, { numRuns: 40, seed: 7 });
}

/** Of these lists, the first member. */
export function onlyFirst(plain: unknown, ...lists: readonly string[]): unknown {
  return JSON.parse(
    JSON.stringify(plain, (key, value: unknown) =>
      lists.includes(key) && Array.isArray(value) ? value.slice(0, 1) : value,
    ),
  );
}

/** Texts and keywords in French alone. */
export function inFrench(plain: unknown): unknown {
  return JSON.parse(
    JSON.stringify(plain, (_, value: unknown) => {
      if (typeof value !== 'object' || value === null || !('fr' in value) || 'method' in value) return value;
      return { fr: value.fr };
    }),
  );
}

function without(value: unknown, [step, ...rest]: readonly string[]): void {
  if (Array.isArray(value)) {
    for (const member of value) without(member, [step ?? '', ...rest]);
    return;
  }
  if (typeof value !== 'object' || value === null || step === undefined || !(step in value)) return;
  const object = value as Record<string, unknown>;
  if (rest.length > 0) without(object[step], rest);
  if (rest.length === 0 || isEmpty(object[step])) delete object[step];
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const members: unknown[] = Object.values(value);
  return members.every(isEmpty);
}
