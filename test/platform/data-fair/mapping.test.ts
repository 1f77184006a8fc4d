import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Dataset } from '../../../src/model/dataset.ts';
import { dataFairId } from '../../../src/platform/data-fair/ids.ts';
import { fieldsOf } from '../../../src/formats/data-fair/from-model/fields.ts';
import { mergedAttachments } from '../../../src/platform/data-fair/attachments.ts';
import type { Portal } from '../../../src/platform/data-fair/portal.ts';
import { toModel } from '../../../src/platform/data-fair/to-model/dataset.ts';
import { WireDataset } from '../../../src/formats/data-fair/wire.ts';
import { matchFrequency } from '../../../src/vocabularies/frequencies.ts';
import { matchLicense } from '../../../src/vocabularies/licenses.ts';
import { matchTheme } from '../../../src/vocabularies/themes.ts';
import { SAMPLES } from '../../contracts/samples.ts';

const LOV2 = {
  title: 'Licence Ouverte 2.0',
  href: 'https://www.etalab.gouv.fr/licence-ouverte-open-licence',
};

const portal: Portal = {
  base: 'https://df.example.org/data-fair',
  account: { type: 'organization', id: 'mairie' },
  language: 'fr',
  topics: [
    { id: 'mob', title: 'Mobilités' },
    { id: 'env', title: 'Environnement' },
  ],
  licenses: [LOV2],
  site: 'organization:portail',
  page: 'https://portail.example.org/datasets/{slug}',
  publish: true,
  topicOf: { TRAN: 'mob' },
};

const file = WireDataset.parse({
  id: 'arrets',
  slug: 'les-arrets',
  title: 'Arrêts de bus',
  summary: 'En bref',
  description: 'Tous les **arrêts**.',
  keywords: ['bus', 'arrêt', 'bus'],
  topics: [{ id: 'mob', title: 'Mobilités', color: '#123456' }],
  license: LOV2,
  frequency: 'monthly',
  spatial: 'Nantes ; Rezé',
  temporal: { start: '2020-01-01', end: '2020-12-31' },
  creator: 'Tan',
  origin: 'https://tan.example.org/arrets',
  image: 'https://df.example.org/image.png',
  modified: '2024-02-29',
  conformsTo: { title: 'GTFS', version: '1.0', url: 'https://gtfs.example.org' },
  customMetadata: { contact: 'Accueil' },
  attachments: [
    {
      type: 'file',
      name: 'notice.pdf',
      title: 'Notice',
      mimetype: 'application/pdf',
      size: 7,
      includeInCatalogPublications: true,
    },
    { type: 'url', url: 'https://tan.example.org/carte', title: 'Carte', includeInCatalogPublications: true },
    { type: 'url', url: 'https://tan.example.org/interne', title: 'Interne' },
  ],
  originalFile: {
    name: 'arrets.xlsx',
    size: 1000,
    mimetype: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    md5: 'abc',
  },
  file: { name: 'arrets.csv', size: 800, mimetype: 'text/csv' },
  schema: [
    { key: 'nom', type: 'string' },
    { key: '_i', type: 'integer', 'x-calculated': true },
  ],
  bbox: [-2, 47, -1, 48],
  createdAt: '2020-05-01T10:00:00.000Z',
  dataUpdatedAt: '2024-01-01T00:00:00.000Z',
  status: 'finalized',
  owner: {
    type: 'organization',
    id: 'mairie',
    name: 'Ville de Nantes',
    department: 'v',
    departmentName: 'Voirie',
  },
  publicationSites: ['organization:portail'],
});

describe('Data Fair → model', () => {
  it('reads everything that people wrote of a dataset', () => {
    const dataset = toModel(file, undefined, portal);
    assert.deepEqual(Dataset.parse(dataset), dataset);
    const { theme, license, frequency, distribution: _files, ...rest } = dataset;
    assert.deepEqual(
      [theme?.[0]?.code, license?.code, frequency?.code],
      ['TRAN', matchLicense(LOV2.title).code, 'MONTHLY'],
    );
    assert.deepEqual(rest, {
      kind: 'dataset',
      id: 'arrets',
      title: { fr: 'Arrêts de bus' },
      description: { fr: 'Tous les **arrêts**.' },
      keyword: { fr: ['bus', 'arrêt'] },
      spatial: [{ label: { fr: 'Nantes' } }, { label: { fr: 'Rezé' } }, { bbox: [-2, 47, -1, 48] }],
      temporal: [{ start: '2020-01-01', end: '2020-12-31' }],
      publisher: { name: { fr: 'Voirie' }, memberOf: { fr: 'Ville de Nantes' } },
      creator: [{ name: { fr: 'Tan' } }],
      issued: '2020-05-01T10:00:00.000Z',
      modified: '2024-02-29',
      source: ['https://tan.example.org/arrets'],
      landingPage: ['https://portail.example.org/datasets/les-arrets'],
      conformsTo: [{ url: 'https://gtfs.example.org', title: 'GTFS', description: '1.0' }],
      extra: {
        summary: 'En bref',
        image: 'https://df.example.org/image.png',
        customMetadata: { contact: 'Accueil' },
      },
    });
  });

  it('shows a file as it came and as it can be read, and what is attached for catalogues', () => {
    const { distribution = [] } = toModel(file, undefined, portal);
    assert.deepEqual(
      distribution.map(({ id, downloadURL, format, byteSize }) => [
        id,
        downloadURL?.[0],
        format?.code,
        byteSize,
      ]),
      [
        ['raw', 'https://df.example.org/data-fair/api/v1/datasets/arrets/raw', 'xlsx', 1000],
        ['convert', 'https://df.example.org/data-fair/api/v1/datasets/arrets/convert', 'csv', 800],
        [
          'attachment:notice.pdf',
          'https://df.example.org/data-fair/api/v1/datasets/arrets/metadata-attachments/notice.pdf',
          'pdf',
          7,
        ],
        ['attachment:https://tan.example.org/carte', 'https://tan.example.org/carte', undefined, undefined],
      ],
    );
    assert.deepEqual(distribution[0]?.checksum, { algorithm: 'md5', value: 'abc' });
    assert.match(
      distribution[1]?.conformsTo?.[0]?.url ?? '',
      /safe-schema\?mimeType=application\/tableschema/,
    );
    assert.match(distribution[0]?.accessService?.[0]?.endpointDescription?.[0] ?? '', /api-docs\.json$/);
  });

  for (const kind of ['isRest', 'isVirtual'])
    it(`gives rows that have no file as CSV and JSON: ${kind}`, () => {
      const { file: _file, originalFile: _original, ...rest } = file;
      const { distribution = [] } = toModel(
        WireDataset.parse({ ...rest, attachments: [], [kind]: true }),
        undefined,
        portal,
      );
      assert.deepEqual(
        distribution.map(({ id, mediaType }) => [id, mediaType]),
        [
          ['csv', 'text/csv'],
          ['json', 'application/json'],
        ],
      );
    });

  it('needs nothing but an id, and passes over what makes no sense', () => {
    const odd = {
      id: 'x',
      title: null,
      keywords: 'a',
      topics: [null, { id: 3 }],
      license: 7,
      temporal: [],
      owner: 'me',
      attachments: {},
      bbox: ['a'],
    };
    assert.deepEqual(toModel(WireDataset.parse(odd), undefined, portal), {
      kind: 'dataset',
      id: 'x',
      title: { fr: 'x' },
    });
  });
});

describe('model → Data Fair', () => {
  const bare = Dataset.parse({ kind: 'dataset', id: 'x', title: { fr: 'X' } });

  it('empties every field that the dataset says nothing of', () => {
    const { title, topics, keywords, ...others } = fieldsOf(bare, portal);
    assert.deepEqual([title, topics, keywords], ['X', [], []]);
    for (const [field, value] of Object.entries(others)) assert.equal(value, null, field);
  });

  it('brings back what it read', () => {
    const { file: _file, originalFile: _original, ...meta } = file;
    const wire = WireDataset.parse({ ...meta, isMetaOnly: true, attachments: [], bbox: undefined });
    const dataset = toModel(wire, undefined, portal);
    const fields = fieldsOf({ ...dataset, landingPage: dataset.source }, portal);
    for (const field of [
      'title',
      'summary',
      'description',
      'license',
      'frequency',
      'spatial',
      'temporal',
      'creator',
      'origin',
      'image',
      'modified',
      'conformsTo',
      'customMetadata',
    ] as const)
      assert.deepEqual(fields[field], wire[field], field);
    assert.deepEqual(fields.topics, [{ id: 'mob', title: 'Mobilités' }]);
    assert.deepEqual(fields.keywords, ['bus', 'arrêt']);
  });

  it('finds the topic and the licence of the account by what they mean', () => {
    const dataset = {
      ...bare,
      theme: [matchTheme('ENVI'), matchTheme('TRAN')],
      license: matchLicense('lov2'),
    };
    assert.deepEqual(
      fieldsOf(dataset, portal).topics.map(({ id }) => id),
      ['env', 'mob'],
    );
    assert.deepEqual(fieldsOf(dataset, portal).license, LOV2);
  });

  it('leaves out a licence without an address and a rhythm without a word', () => {
    const dataset = {
      ...bare,
      frequency: matchFrequency('hourly'),
      license: { raw: 'la nôtre', method: 'none' as const, confidence: 0 },
    };
    assert.deepEqual([fieldsOf(dataset, portal).frequency, fieldsOf(dataset, portal).license], [null, null]);
  });

  it('writes years and months as whole days', () => {
    const period = (start: string, end: string) =>
      fieldsOf({ ...bare, temporal: [{ start, end }] }, portal).temporal;
    assert.deepEqual(period('2020', '2021'), { start: '2020-01-01', end: '2021-12-31' });
    assert.deepEqual(period('2020-02', '2020-02'), { start: '2020-02-01', end: '2020-02-29' });
  });

  it('never sends Data Fair’s own page back as where a dataset comes from', () => {
    const own = {
      ...bare,
      landingPage: ['https://portail.example.org/datasets/x', 'https://df.example.org/data-fair/dataset/x'],
    };
    assert.equal(fieldsOf(own, portal).origin, null);
  });

  for (const { name, dataset } of SAMPLES)
    it(`makes fields that fit into a request: ${name}`, () => {
      assert.ok(JSON.stringify(fieldsOf(dataset, portal)).length < 500_000);
    });
});

describe('ids in Data Fair', () => {
  it('are ours where Data Fair takes them', () => {
    for (const id of ['arrets', 'a_b-c1', 'x'.repeat(80)]) assert.equal(dataFairId(id), id);
  });

  it('are else made of ours, always the same and apart from others', () => {
    const ids = ['a:b', 'a-b:', 'A-B', 'é', '数据', '../..', 'x'.repeat(81), 'x'.repeat(82), ''];
    const made = ids.map(dataFairId);
    assert.deepEqual(made, ids.map(dataFairId));
    assert.equal(new Set(made).size, ids.length);
    for (const id of made) assert.match(id, /^[a-z0-9_-]{1,80}$/);
  });
});

describe('attachments', () => {
  const link = (url: string, title: string) => ({ type: 'url', url, title });
  const first = mergedAttachments(
    [],
    [link('https://a.example/1', 'Un'), link('https://a.example/2', 'Deux')],
    undefined,
  );

  it('of ours follow, those of others stay in their places', () => {
    const theirs = { type: 'file', name: 'plan.pdf', title: 'Plan' };
    const now = [first.attachments[0]!, theirs, first.attachments[1]!];
    const { attachments } = mergedAttachments(
      now,
      [link('https://a.example/2', 'Zwei'), link('https://a.example/3', 'Drei')],
      { attachments: first.ours },
    );
    assert.deepEqual(
      attachments.map(({ title }) => title),
      ['Plan', 'Zwei', 'Drei'],
    );
  });

  it('keep the words and the choice that a person gave them', () => {
    const edited = {
      ...first.attachments[0]!,
      title: 'Mon titre',
      description: 'Lisez-moi',
      includeInCatalogPublications: true,
    };
    const flagged = { ...first.attachments[1]!, includeInCatalogPublications: true };
    const { attachments } = mergedAttachments(
      [edited, flagged],
      [link('https://a.example/1', 'Eins'), link('https://a.example/2', 'Zwei')],
      { attachments: first.ours },
    );
    assert.deepEqual(attachments, [edited, { ...flagged, title: 'Zwei' }]);
  });

  it('that somebody had put there before are not taken over', () => {
    const { attachments, ours } = mergedAttachments(
      [link('https://a.example/1', 'Leur')],
      [link('https://a.example/1', 'Un')],
      undefined,
    );
    assert.deepEqual([attachments, ours], [[link('https://a.example/1', 'Leur')], {}]);
  });
});
