import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { project } from '../../../src/adapters/udata/project.ts';
import { read } from '../../../src/adapters/udata/read.ts';
import { Dataset } from '../../../src/model/dataset.ts';
import { cleanName, cleanText } from '../../../src/model/clean.ts';
import { HVD_CATEGORIES, HVD_LEGISLATION } from '../../../src/vocabularies/hvd.ts';
import { matchAccessRights } from '../../../src/vocabularies/access-rights.ts';
import { matchFrequency } from '../../../src/vocabularies/frequencies.ts';
import { licenseFromUdata } from '../../../src/vocabularies/licenses.ts';
import { matchRole } from '../../../src/vocabularies/roles.ts';
import { echo } from './echo.ts';

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
const name = words.map(cleanName).filter((text) => text !== '');
const prose = words.map(cleanText).filter((text) => text !== '');
const inFrench = <T>(text: fc.Arbitrary<T>) => text.map((fr) => ({ fr }));
const tag = fc.stringMatching(/^[a-z][a-z0-9]{2,10}(-[a-z0-9]{1,8}){0,2}$/);
const slug = fc.stringMatching(/^[a-z0-9]{1,12}$/);
const day = fc
  .date({ min: new Date('1500-01-01T00:00:00Z'), max: new Date('2200-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const coordinate = (max: number) =>
  fc.integer({ min: -max * 1_000, max: max * 1_000 }).map((value) => value / 1_000);
const box = fc
  .tuple(
    fc.uniqueArray(coordinate(179), { minLength: 2, maxLength: 2 }),
    fc.uniqueArray(coordinate(89), { minLength: 2, maxLength: 2 }),
  )
  .map(([xs, ys]) => {
    const [west = 0, east = 1] = xs.sort((a, b) => a - b);
    const [south = 0, north = 1] = ys.sort((a, b) => a - b);
    return { bbox: [west, south, east, north] as [number, number, number, number] };
  });
const zone = fc
  .constantFrom(
    'http://id.insee.fr/geo/region/53',
    'http://id.insee.fr/geo/commune/35238',
    'country-subset:fr:metro',
  )
  .map((uri) => ({ uri }));
const email = slug.map((user) => `${user}@example.org`);
const personName = inFrench(name.filter((text) => !/https?:\/\/|www\./i.test(text)));
const agent = fc.record(
  { name: personName, email, url: slug.map((path) => `https://example.org/${path}`) },
  { requiredKeys: ['email'] },
);
const file = fc.constantFrom(
  ['csv', 'text/csv'],
  ['json', 'application/json'],
  ['pdf', 'application/pdf'],
  ['gpkg', 'application/geopackage+sqlite3'],
);
const distribution = fc.record(
  {
    id: slug,
    title: inFrench(name),
    description: inFrench(prose),
    path: slug,
    file,
    byteSize: fc.nat(),
    checksum: fc.constantFrom(
      { algorithm: 'md5', value: 'a'.repeat(32) },
      { algorithm: 'sha256', value: 'b'.repeat(64) },
      { algorithm: 'sha512', value: 'c'.repeat(128) },
    ),
    conformsTo: fc.constantFrom(
      [{ url: 'https://example.org/schema.json' }],
      [{ title: 'etalab/schema-x 1.0.0' }],
    ),
  },
  { requiredKeys: ['path', 'file', 'title'] },
);
const attribution = fc.record({ agent, role: fc.constantFrom('custodian', 'processor', 'distributor') });

const dataset = fc.record(
  {
    identifier: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
    iri: slug.map((path) => `https://example.org/id/${path}`),
    title: inFrench(name),
    description: inFrench(prose),
    alternative: inFrench(name),
    keyword: inFrench(fc.uniqueArray(tag, { minLength: 1, maxLength: 5 })),
    frequency: fc.constantFrom('annual', 'daily', 'semiannual', 'punctual', 'continuous').map(matchFrequency),
    license: fc.constantFrom('lov2', 'odc-odbl', 'fr-lo').map(licenseFromUdata),
    accessRights: fc.constantFrom('PUBLIC').map(matchAccessRights),
    hvdCategory: fc
      .constantFrom(...HVD_CATEGORIES)
      .map(({ code, uri, label }) => [{ code, uri, label, method: 'uri', confidence: 1 }]),
    temporal: fc.tuple(day, day).map(([a, b]) => [a <= b ? { start: a, end: b } : { start: b, end: a }]),
    spatial: fc.oneof(
      fc.uniqueArray(zone, { minLength: 1, selector: ({ uri }) => uri }),
      fc.array(box, { minLength: 1, maxLength: 3 }),
    ),
    contactPoint: fc.uniqueArray(agent, {
      minLength: 1,
      maxLength: 2,
      selector: (one) => JSON.stringify(one),
    }),
    qualifiedAttribution: fc.tuple(attribution),
    page: fc.tuple(fc.record({ url: slug.map((path) => `https://example.org/doc/${path}`), title: name })),
    distribution: fc.array(distribution, { minLength: 1, maxLength: 4 }),
  },
  { requiredKeys: ['title', 'description'] },
);

type Generated = typeof dataset extends fc.Arbitrary<infer T> ? T : never;

function toDataset(generated: Generated): Dataset {
  const distributions = generated.distribution?.map(({ path, file: [format, mediaType], ...one }) => ({
    ...one,
    downloadURL: [`https://example.org/${path}`],
    mediaType,
    format: { code: format, method: 'code', confidence: 1 },
  }));
  return Dataset.parse({
    kind: 'dataset',
    id: 'd',
    ...generated,
    ...(distributions === undefined ? {} : { distribution: distributions }),
  });
}

/** The comparable core of a value: coded values by what they mean, lists of places as sets. */
function core(dataset: Dataset): Record<string, unknown> {
  return {
    identifier: dataset.identifier,
    iri: dataset.iri,
    title: dataset.title,
    description: dataset.description,
    alternative: dataset.alternative,
    frequency: dataset.frequency?.code,
    license: dataset.license?.code,
    hvdCategory: dataset.hvdCategory?.map(({ uri }) => uri),
    temporal: dataset.temporal,
    spatial: dataset.spatial?.map((place) => JSON.stringify(place)).sort(),
    contactPoint: dataset.contactPoint,
    qualifiedAttribution: dataset.qualifiedAttribution?.map(({ agent: one, role }) => [
      one,
      matchRole(role)?.udata,
    ]),
    page: dataset.page,
    distribution: dataset.distribution?.map((one) => ({
      title: one.title,
      description: one.description,
      downloadURL: one.downloadURL,
      mediaType: one.mediaType,
      format: one.format?.code,
      byteSize: one.byteSize,
      checksum: one.checksum,
      conformsTo: one.conformsTo,
    })),
  };
}

function throughUdata(original: Dataset): { back: Dataset; lost: string[] } {
  const { body, losses } = project(original, { language: 'fr' });
  const shown = echo(undefined, body as Record<string, unknown>, {
    id: '5f0c8b1e2d3a4b5c6d7e8f90',
    organization: { id: 'o', name: 'Ville' },
  });
  const [record] = read(JSON.stringify(shown), 'fr').records;
  assert.ok(record !== undefined);
  return { back: record.dataset, lost: losses.map(({ field }) => field) };
}

describe('udata round trip', () => {
  it('keeps every property that the readme calls kept', () => {
    fc.assert(
      fc.property(dataset, (generated) => {
        const original = toDataset(generated);
        const { back, lost } = throughUdata(original);
        assert.deepEqual(lost, []);
        assert.deepEqual(core(back), core(original));
        const kept = new Set(back.keyword?.['fr']);
        for (const word of original.keyword?.['fr'] ?? []) assert.ok(kept.has(word));
        if (original.hvdCategory !== undefined)
          assert.deepEqual(back.applicableLegislation, [HVD_LEGISLATION]);
        assert.equal(back.accessRights?.code, 'PUBLIC');
      }),
      { numRuns: 200 },
    );
  });

  it('is stable: what came back goes out again as the same body', () => {
    fc.assert(
      fc.property(dataset, (generated) => {
        const { back } = throughUdata(toDataset(generated));
        const { back: twice } = throughUdata(back);
        assert.deepEqual(core(twice), core(back));
      }),
      { numRuns: 100 },
    );
  });
});
