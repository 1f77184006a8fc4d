import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { ckan } from '../../../src/adapters/ckan/index.ts';
import { newPackage } from '../../../src/adapters/ckan/document.ts';
import { wantedOf } from '../../../src/adapters/ckan/from-model.ts';
import { readRecords } from '../../../src/adapters/ckan/read.ts';
import { CkanSettings } from '../../../src/adapters/ckan/settings.ts';
import { matchFormat } from '../../../src/vocabularies/formats.ts';
import { matchFrequency } from '../../../src/vocabularies/frequencies.ts';
import { matchLicense } from '../../../src/vocabularies/licenses.ts';
import { matchTheme } from '../../../src/vocabularies/themes.ts';
import type { Coded } from '../../../src/model/coded.ts';
import { Dataset } from '../../../src/model/dataset.ts';
import { trees } from './support.ts';
import type { Loose } from './support.ts';

const settings = CkanSettings.parse({ url: 'https://data.example.org', language: 'fr' });

function read(wire: Record<string, unknown>, language?: string): Dataset {
  const { records, setAside } = readRecords(
    [{ id: 'p1', title: 'Arbres', ...wire }],
    CkanSettings.parse({ url: 'https://data.example.org', ...(language === undefined ? {} : { language }) }),
  );
  assert.deepEqual(setAside, []);
  return records[0]!.dataset;
}

const extras = (values: Record<string, unknown>): { extras: unknown[] } => ({
  extras: Object.entries(values).map(([key, value]) => ({ key, value })),
});

const resource = (values: Record<string, unknown>): NonNullable<Dataset['distribution']>[number] =>
  read({ resources: [{ id: 'r1', ...values }] }).distribution![0]!;

describe('reading a CKAN package', () => {
  it('leaves text untagged unless the settings say the language', () => {
    assert.deepEqual(read({ notes: 'x' }).description, { und: 'x' });
    assert.deepEqual(read({ notes: 'x' }, 'de').description, { de: 'x' });
  });

  it('shows no hidden marks in titles and keywords', () => {
    const dataset = read({ title: 'Ar\u202ebres  \u200bici', tags: [{ name: 'eau\ufeff' }] });
    assert.deepEqual([dataset.title, dataset.keyword], [{ und: 'Arbres ici' }, { und: ['eau'] }]);
  });

  it('reads texts in several languages, however they are kept', () => {
    assert.deepEqual(read({ title_translated: { fr: 'Arbres', en: 'Trees', de: '' } }).title, {
      fr: 'Arbres',
      en: 'Trees',
    });
    assert.deepEqual(read(extras({ title_translated: '{"fr":"Arbres","pt_BR":"Árvores"}' })).title, {
      fr: 'Arbres',
      'pt-br': 'Árvores',
    });
    assert.deepEqual(read({ title: { fr: 'Arbres' } }).title, { fr: 'Arbres' });
    assert.deepEqual(read({ tags_translated: { fr: ['arbre'], en: ['tree'] } }).keyword, {
      fr: ['arbre'],
      en: ['tree'],
    });
  });

  it('reads the same field from extras and from the root', () => {
    const values = {
      frequency: 'monthly',
      theme: '["http://publications.europa.eu/resource/authority/data-theme/ENVI"]',
      language: '["fr","http://publications.europa.eu/resource/authority/language/DEU"]',
    };
    for (const dataset of [
      read(extras(values)),
      read({ ...values, theme: JSON.parse(values.theme), language: JSON.parse(values.language) }),
    ]) {
      assert.deepEqual(
        [dataset.frequency?.code, dataset.theme?.[0]?.code, dataset.language],
        ['MONTHLY', 'ENVI', ['fr', 'de']],
      );
    }
  });

  it('parts older lists at commas, but no sentence and no address', () => {
    assert.deepEqual(read(extras({ language: 'fr,en' })).language, ['fr', 'en']);
    assert.deepEqual(read(extras({ conforms_to: 'http://a.example/x, http://b.example/y' })).conformsTo, [
      { url: 'http://a.example/x' },
      { url: 'http://b.example/y' },
    ]);
    assert.deepEqual(read(extras({ conforms_to: 'http://a.example/x,y' })).conformsTo, [
      { url: 'http://a.example/x,y' },
    ]);
    assert.deepEqual(read(extras({ conforms_to: 'Norme A, version 2' })).conformsTo, [
      { title: 'Norme A, version 2' },
    ]);
  });

  it('reads extras sent as an object, and the first of a repeated key', () => {
    assert.deepEqual(read({ extras: { identifier: 'x' } }).identifier, ['x']);
    assert.deepEqual(
      read({
        extras: [
          { key: 'identifier', value: 'x' },
          { key: 'identifier', value: 'y' },
        ],
      }).identifier,
      ['x'],
    );
  });

  it('takes a place from GeoJSON, from a box, from four numbers, from words', () => {
    assert.deepEqual(read(extras({ spatial: '{"type":"Point","coordinates":[1,47]}' })).spatial, [
      { geometry: { type: 'Point', coordinates: [1, 47] } },
    ]);
    assert.deepEqual(
      read(extras({ spatial: '{"type":"Polygon","coordinates":[[[1,2],[1,4],[3,4],[3,2],[1,2]]]}' })).spatial,
      [{ bbox: [1, 2, 3, 4] }],
    );
    assert.deepEqual(
      read(
        extras({
          'bbox-east-long': '3',
          'bbox-west-long': '1',
          'bbox-north-lat': '4',
          'bbox-south-lat': '2',
        }),
      ).spatial,
      [{ bbox: [1, 2, 3, 4] }],
    );
    assert.deepEqual(
      read(extras({ spatial: 'Département du Rhône', spatial_uri: 'http://zone.example/69' })).spatial,
      [{ uri: 'http://zone.example/69', label: { und: 'Département du Rhône' } }],
    );
    assert.deepEqual(read(extras({ spatial: '-3.5,47,-1,48' })).spatial, [{ bbox: [-3.5, 47, -1, 48] }]);
    assert.deepEqual(read(extras({ spatial: 'POINT (1 47)' })).spatial, [
      { geometry: { type: 'Point', coordinates: [1, 47] } },
    ]);
    assert.deepEqual(read(extras({ spatial: '{"xmin":1,"ymin":2,"xmax":3,"ymax":4}' })).spatial, [
      { bbox: [1, 2, 3, 4] },
    ]);
    assert.deepEqual(read(extras({ spatial: '{"type":"point","coordinates":[1,47]}' })).spatial, [
      { geometry: { type: 'Point', coordinates: [1, 47] } },
    ]);
    const broken = read(extras({ spatial: '{"type":"Place"}' }));
    assert.deepEqual([broken.spatial, broken.warning?.[0]?.field], [undefined, 'spatial']);
    assert.deepEqual(read({ spatial_coverage: [{ text: 'Ici' }, { uri: 'http://z.example/1' }] }).spatial, [
      { label: { und: 'Ici' } },
      { uri: 'http://z.example/1' },
    ]);
  });

  it('reads periods, and warns of a date that reads two ways', () => {
    assert.deepEqual(read(extras({ temporal_start: '2020-01-01', temporal_end: '2021' })).temporal, [
      { start: '2020-01-01', end: '2021' },
    ]);
    const dataset = read(extras({ issued: '06/05/2009', temporal_start: '2024-02-30' }));
    assert.deepEqual(
      [dataset.temporal, dataset.warning?.map(({ field, value }) => [field, value])],
      [
        undefined,
        [
          ['issued', '06/05/2009'],
          ['temporal', '2024-02-30'],
        ],
      ],
    );
  });

  it('dates a package by its record where it does not date itself', () => {
    const record = {
      metadata_created: '2020-01-01T00:00:00.123456',
      metadata_modified: '2021-01-01T00:00:00',
    };
    const dataset = read({ ...record, ...extras({ issued: '2019' }) });
    assert.deepEqual(
      [dataset.issued, dataset.modified, dataset.origin?.issued],
      ['2019', '2021-01-01T00:00:00Z', '2020-01-01T00:00:00.123456Z'],
    );
    const pushed = read({ ...record, ...extras({ navette_mark: 'i/c/d' }) });
    assert.deepEqual(
      [pushed.issued, pushed.modified, pushed.origin?.modified],
      [undefined, undefined, '2021-01-01T00:00:00Z'],
    );
  });

  it('knows the publisher, the contact and the creator', () => {
    const wire = {
      organization: { name: 'ville', title: 'Ville' },
      author: 'A',
      author_email: 'mailto:a@b.fr',
      maintainer: 'M',
    };
    const dataset = read(wire);
    assert.deepEqual(
      [dataset.publisher, dataset.creator, dataset.contactPoint],
      [{ name: { und: 'Ville' } }, [{ name: { und: 'A' }, email: 'a@b.fr' }], [{ name: { und: 'M' } }]],
    );
    const told = read({ ...wire, ...extras({ publisher_name: 'Région', contact_email: 'c@d.fr' }) });
    assert.deepEqual(
      [told.publisher, told.contactPoint],
      [{ name: { und: 'Région' } }, [{ email: 'c@d.fr' }, { name: { und: 'M' } }]],
    );
    assert.deepEqual(
      read({ publisher: [{ name: 'P', uri: 'http://p.example/' }], creator: [{ name: 'X' }, { name: 'Y' }] })
        .creator,
      [{ name: { und: 'X' } }, { name: { und: 'Y' } }],
    );
  });

  it('keeps the portal’s organisation where another publishes, and reads names in words and by language', () => {
    const organization = { name: 'ville', title: 'Ville' };
    const told = read({ organization, ...extras({ publisher: 'Office of Trees' }) });
    assert.deepEqual(
      [told.publisher, told.extra],
      [{ name: { und: 'Office of Trees' } }, { organization: 'Ville' }],
    );
    assert.deepEqual(
      read({ organization: { name: 'v', title: 'V', title_translated: { fr: 'Ville', en: 'City' } } })
        .publisher,
      { name: { fr: 'Ville', en: 'City' } },
    );
    assert.deepEqual(
      read({ publisher: '{"name":{"de":"Stadt","fr":"Ville"},"url":"https://v.example/"}' }).publisher,
      { name: { de: 'Stadt', fr: 'Ville' }, url: 'https://v.example/' },
    );
    assert.deepEqual(
      read({ qualified_attribution: [{ role: 'processor', agent: [{ name: 'Lab', email: 'l@b.fr' }] }] })
        .qualifiedAttribution,
      [{ role: 'processor', agent: { name: { und: 'Lab' }, email: 'l@b.fr' } }],
    );
  });

  it('reads what a harvester left of an ISO record, in its language', () => {
    const dataset = read({
      metadata_created: '2020-01-01T00:00:00',
      organization: { title: 'Portal’s own' },
      ...extras({
        'metadata-language': 'eng',
        'resource-type': 'service',
        'frequency-of-update': 'notPlanned',
        'dataset-reference-date':
          '[{"type":"publication","value":"2015-07-31"},{"type":"creation","value":"2015-01-01"}]',
        'responsible-party': 'Data Centre (custodian); Institute (pointOfContact, owner); Press (publisher)',
        'contact-email': ' ask@x.example ',
        'temporal_coverage-from': '["1997-06-01"]',
        'temporal_coverage-to': '["1999-11-30"]',
        access_constraints: '["Cite us."]',
        licence: '["Open Government Licence v3.0"]',
      }),
    });
    const { title, type, frequency, issued, created, publisher, rightsHolder, contactPoint } = dataset;
    assert.deepEqual(
      [title, type?.[0]?.raw, frequency?.code, issued, created],
      [{ en: 'Arbres' }, 'service', 'NOT_PLANNED', '2015-07-31', '2015-01-01'],
    );
    assert.deepEqual(
      [publisher, rightsHolder, contactPoint],
      [
        { name: { en: 'Press' } },
        [{ name: { en: 'Institute' } }],
        [{ name: { en: 'Institute' }, email: 'ask@x.example' }],
      ],
    );
    assert.deepEqual(dataset.qualifiedAttribution, [
      { agent: { name: { en: 'Data Centre' } }, role: 'custodian' },
    ]);
    assert.deepEqual(
      [dataset.temporal, dataset.license?.code, dataset.rights],
      [
        [{ start: '1997-06-01', end: '1999-11-30' }],
        'OGL-UK-3.0',
        [{ en: 'Open Government Licence v3.0' }, { en: 'Cite us.' }],
      ],
    );
    const listed = read(extras({ 'responsible-party': '[{"name":"Registry","roles":["pointOfContact"]}]' }));
    assert.deepEqual([listed.contactPoint, listed.publisher], [[{ name: { und: 'Registry' } }], undefined]);
  });

  it('reads what a harvester left of a data.json', () => {
    const { frequency, temporal, accessRights, otherIdentifier, license, landingPage } = read(
      extras({
        license: 'https://creativecommons.org/publicdomain/zero/1.0/',
        landingPage: 'https://x.example/trees',
        identifier: 'GOV-1',
        guid: 'abc',
        accrualPeriodicity: 'R/P1Y',
        temporal: '2000-01-15/2010-01-15',
        accessLevel: 'restricted public',
      }),
    );
    assert.deepEqual(
      [frequency?.code, temporal, accessRights?.code, otherIdentifier],
      ['ANNUAL', [{ start: '2000-01-15', end: '2010-01-15' }], 'RESTRICTED', ['abc']],
    );
    assert.deepEqual([license?.code, landingPage], ['CC0-1.0', ['https://x.example/trees']]);
    assert.deepEqual(read({ description: { de: 'Bäume', fr: 'Arbres' } }).description, {
      de: 'Bäume',
      fr: 'Arbres',
    });
  });

  it('keeps what sets a package apart: its name without a site, its type, its state, that it is private', () => {
    const [record] = readRecords(
      [{ id: 'p1', title: 'A', name: 'arbres', type: 'map', state: 'draft', private: true }],
      undefined,
    ).records;
    assert.deepEqual(record?.dataset.extra, { name: 'arbres', type: 'map', state: 'draft', private: true });
    assert.equal(read({ name: 'arbres', type: 'dataset', state: 'active' }).extra, undefined);
  });

  it('reads keywords in one text and groups that are only names', () => {
    assert.deepEqual(read({ keywords: 'air; water' }).keyword, { und: ['air', 'water'] });
    assert.deepEqual(read({ groups: ['environment'] }).extra, { groups: ['environment'] });
  });

  it('warns of a date of the record that it cannot read', () => {
    const { issued, warning } = read({ metadata_created: 'mar, 10/12/2019 - 09:23' });
    assert.deepEqual([issued, warning?.map(({ field }) => field)], [undefined, ['issued']]);
  });

  it('knows the licence by id, by title and address of the site’s list, and not when unspecified', () => {
    assert.equal(read({ license_id: 'odc-odbl' }).license?.code, 'ODbL-1.0');
    assert.equal(
      read({ license_id: 'lov2', license_url: 'https://www.etalab.gouv.fr/licence-ouverte-open-licence' })
        .license?.code,
      'etalab-2.0',
    );
    assert.equal(
      read({ license_id: 'notspecified', license_title: 'License not specified' }).license,
      undefined,
    );
  });

  it('takes groups for themes where they are, and keeps them anyway', () => {
    const dataset = read({
      groups: [
        { name: 'environnement', title: 'Environnement' },
        { name: 'divers', title: 'Divers' },
      ],
    });
    assert.deepEqual(
      [dataset.theme?.map(({ code }) => code), dataset.extra],
      [['ENVI'], { groups: ['Environnement', 'Divers'] }],
    );
  });

  it('keeps what it does not know, untouched', () => {
    assert.deepEqual(read({ zone: { code: 69 }, ...extras({ theirs: 'x', empty: '' }) }).extra, {
      zone: { code: 69 },
      theirs: 'x',
    });
  });

  it('knows a series by type and by class', () => {
    assert.equal(read({ type: 'dataset_series' }).kind, 'series');
    assert.equal(read(extras({ dcat_type: 'http://www.w3.org/ns/dcat#DatasetSeries' })).kind, 'series');
    assert.equal(read({ type: 'dataset' }).kind, 'dataset');
  });

  it('tells where it was read', () => {
    assert.deepEqual(read({ name: 'arbres' }).origin, {
      catalog: 'https://data.example.org',
      remoteId: 'p1',
      url: 'https://data.example.org/dataset/arbres',
    });
  });

  it('survives fields of any type', () => {
    fc.assert(
      fc.property(
        fc.object({
          key: fc.constantFrom(
            'id',
            'title',
            'notes',
            'extras',
            'tags',
            'resources',
            'groups',
            'organization',
            'spatial',
            'theme',
            'contact',
            'url',
            'key',
            'value',
            'name',
            'size',
            'license_id',
            'metadata_created',
          ),
          maxDepth: 4,
          withNullPrototype: true,
        }),
        (wire) => {
          const { records, setAside } = readRecords([wire], settings);
          assert.equal(records.length + setAside.length, 1);
          for (const { dataset } of records) assert.ok(Dataset.safeParse(dataset).success);
          for (const { stage } of setAside) assert.notEqual(stage, 'map');
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('reading a CKAN resource', () => {
  it('tells a file from a page', () => {
    assert.deepEqual(resource({ url: 'https://a.example/x.csv' }).downloadURL, ['https://a.example/x.csv']);
    assert.deepEqual(resource({ url: 'https://a.example/x', format: 'CSV' }).downloadURL, [
      'https://a.example/x',
    ]);
    assert.deepEqual(resource({ url: 'https://a.example/x', format: 'HTML' }).accessURL, [
      'https://a.example/x',
    ]);
    assert.deepEqual(resource({ url: 'https://a.example/x', format: 'WMS' }).accessURL, [
      'https://a.example/x',
    ]);
    assert.deepEqual(resource({ url: 'https://a.example/x' }).accessURL, ['https://a.example/x']);
    assert.deepEqual(resource({ url: 'https://a.example/x', url_type: 'upload' }).downloadURL, [
      'https://a.example/x',
    ]);
    const both = resource({
      url: 'https://a.example/x.csv',
      download_url: 'https://a.example/x.csv',
      access_url: 'https://a.example/page',
    });
    assert.deepEqual(
      [both.downloadURL, both.accessURL],
      [['https://a.example/x.csv'], ['https://a.example/page']],
    );
  });

  it('sets unsafe addresses aside and mends a missing scheme', () => {
    const dataset = read({
      url: 'javascript:alert(1)',
      resources: [
        { id: 'r1', url: 'www.example.org/a.csv' },
        { id: 'r2', url: 'http://u:p@a.example/' },
      ],
    });
    assert.equal(dataset.landingPage, undefined);
    assert.deepEqual(
      dataset.distribution?.map(({ downloadURL, accessURL }) => downloadURL ?? accessURL),
      [['http://www.example.org/a.csv'], undefined],
    );
    assert.equal(dataset.warning?.length, 3);
  });

  it('reads sizes as people write them', () => {
    const sizes = ['12', 12, '1,5 Mo', '2 KiB', '1 234', 'big', '-1'].map(
      (size) => resource({ url: 'http://a.example/', size }).byteSize,
    );
    assert.deepEqual(sizes, [12, 12, 1_500_000, 2048, 1234, undefined, undefined]);
  });

  it('keeps a checksum of no known kind, and reads names and sizes as Swiss portals call them', () => {
    assert.deepEqual(resource({ hash: 'xyz' }).extra, { hash: 'xyz' });
    const { title, byteSize, mediaType } = resource({
      title: { de: 'Bäume', fr: 'Arbres' },
      byte_size: '12',
      media_type: 'text/csv',
    });
    assert.deepEqual([title, byteSize, mediaType], [{ de: 'Bäume', fr: 'Arbres' }, 12, 'text/csv']);
  });

  it('reads checksums with and without their algorithm', () => {
    const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
    assert.deepEqual(resource({ url: 'http://a.example/', hash: `md5:${md5}` }).checksum, {
      algorithm: 'md5',
      value: md5,
    });
    assert.deepEqual(resource({ url: 'http://a.example/', hash: md5 }).checksum, {
      algorithm: 'md5',
      value: md5,
    });
    assert.deepEqual(
      resource({
        url: 'http://a.example/',
        hash: 'x',
        hash_algorithm: 'http://spdx.org/rdf/terms#checksumAlgorithm_sha256',
      }).checksum,
      { algorithm: 'sha256', value: 'x' },
    );
    assert.equal(resource({ url: 'http://a.example/', hash: 'etag' }).checksum, undefined);
  });

  it('keeps wrapping and format apart', () => {
    const zipped = resource({ url: 'http://a.example/x.csv.zip', format: 'ZIP' });
    assert.deepEqual([zipped.format?.code, zipped.packageFormat], ['csv', 'application/zip']);
  });

  it('knows packing by its media type and by IANA’s address of it', () => {
    const iana = 'https://www.iana.org/assignments/media-types/application/gzip';
    assert.equal(resource({ compress_format: iana }).compressFormat, 'application/gzip');
    assert.equal(resource({ package_format: 'application/zip' }).packageFormat, 'application/zip');
  });

  it('reads lists kept as JSON in text and as lists', () => {
    for (const documentation of ['["http://d.example/"]', ['http://d.example/']]) {
      assert.deepEqual(resource({ url: 'http://a.example/', documentation }).page, [
        { url: 'http://d.example/' },
      ]);
    }
  });
});

describe('writing a CKAN package', () => {
  const body = (dataset: Dataset): Loose => ckan.project!(dataset).body;
  const losses = (dataset: Dataset): string[] => ckan.project!(dataset).losses.map(({ field }) => field);

  it('uses CKAN’s own names', () => {
    const made = body(trees);
    assert.deepEqual(
      [made.name, made.title, made.notes, made.tags],
      [
        'arbres-d-alignement-2024',
        'Arbres d’alignement 2024',
        'Les arbres de la ville.',
        [{ name: 'arbres' }, { name: 'espaces verts' }],
      ],
    );
    assert.deepEqual(made.resources[0], {
      url: 'https://data.example.org/trees.csv',
      download_url: 'https://data.example.org/trees.csv',
      name: 'Export CSV',
      format: 'CSV',
      navette_id: 'csv',
    });
  });

  it('loses nothing of a plain dataset', () => {
    assert.deepEqual(losses(trees), []);
  });

  it('tells every loss', () => {
    assert.deepEqual(
      losses({
        ...trees,
        title: { fr: 'Arbres', en: 'Trees' },
        keyword: { fr: ['eau, air', 'x'], en: ['water'] },
        identifier: ['1', '2'],
        spatial: [{ uri: 'http://a.example/' }, { uri: 'http://b.example/' }],
        contactPoint: [{ email: 'not an address', telephone: '1' }],
        license: { code: 'CC-BY-4.0', method: 'code', confidence: 1 },
        page: [{ url: 'http://d.example/', title: 'Notice' }],
        extra: { theirs: 1 },
        distribution: [{ id: 'none', title: { fr: 'sans adresse' } }],
      }).sort(),
      [
        'contactPoint.email',
        'contactPoint.telephone',
        'distribution[0]',
        'extra',
        'identifier',
        'keyword',
        'keyword',
        'keyword.en',
        'license',
        'page',
        'spatial',
        'title.en',
      ].sort(),
    );
  });

  it('takes the title in the language it has', () => {
    assert.equal(body({ ...trees, title: { de: 'Bäume', en: 'Trees' } }).title, 'Trees');
  });

  it('cleans what a database would refuse', () => {
    assert.equal(body({ ...trees, title: { fr: 'Arbres\u0000 \ud800' } }).title, 'Arbres \ufffd');
  });

  it('describes an endpoint by one text, as ckanext-dcat exports it', () => {
    const endpointDescription = ['https://x.example/api-docs.json', 'https://x.example/api.html'];
    const accessService = [{ endpointURL: ['https://x.example/api'], endpointDescription }];
    const dataset: Dataset = {
      ...trees,
      distribution: [{ accessURL: ['https://x.example/'], accessService }],
    };
    assert.deepEqual(JSON.parse(body(dataset).resources[0].access_services), [
      { endpoint_url: ['https://x.example/api'], endpoint_description: 'https://x.example/api-docs.json' },
    ]);
    assert.ok(losses(dataset).includes('distribution[0].accessService[0].endpointDescription'));
  });

  it('gives two distributions of one key two keys', () => {
    const twin = { accessURL: ['https://a.example/'] };
    assert.deepEqual(
      body({ ...trees, distribution: [twin, twin] }).resources.map((one: Loose) => one.navette_id),
      ['https://a.example/', 'https://a.example/#2'],
    );
  });

  it('keeps a box across the antimeridian', () => {
    const dataset: Dataset = { ...trees, spatial: [{ bbox: [170, -20, -170, -10] }] };
    assert.equal(
      body(dataset).extras.some(({ key }: Loose) => key === 'spatial'),
      false,
    );
    assert.deepEqual(back(dataset).spatial, dataset.spatial);
  });
});

/** A dataset sent, and read back as the site would show it. */
function back(dataset: Dataset): Dataset {
  const { fields } = wantedOf(dataset, 'fr', undefined);
  const sent = newPackage('n', { ...fields, 'extras.navette_mark': 'i/c/d' }, new Set());
  const shown: unknown = JSON.parse(JSON.stringify({ id: dataset.id, ...sent }));
  const { records, setAside } = readRecords([shown], settings);
  assert.deepEqual(setAside, []);
  return records[0]!.dataset;
}

describe('a dataset to CKAN and back', () => {
  const word = fc.stringMatching(/^[a-zàéè][a-zàéè0-9]{1,12}$/);
  const words = fc.array(word, { minLength: 1, maxLength: 4 }).map((list) => list.join(' '));
  const text = words.map((fr) => ({ fr }));
  const url = word.map((path) => `https://example.org/${encodeURIComponent(path)}`);
  const date = fc.constantFrom(
    '2020',
    '2021-05',
    '2022-02-28',
    '2024-03-01T10:00:00Z',
    '2024-03-01T10:00:00.123+02:00',
  );
  const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined });
  const list = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[] | undefined> =>
    maybe(fc.uniqueArray(one, { minLength: 1, maxLength: 3 }));
  const agent = fc.record({
    name: text,
    email: maybe(word.map((name) => `${name.replace(/[^a-z0-9]/g, 'x')}@example.org`)),
    url: maybe(url),
    iri: maybe(url),
    identifier: maybe(word),
    type: maybe(url),
  });
  const coded = (match: (raw: string) => Coded, ...raws: string[]): fc.Arbitrary<Coded> =>
    fc.constantFrom(...raws.map(match));
  const reference = fc.oneof(
    url.map((address) => ({ url: address })),
    words.map((title) => ({ title })),
  );
  const format = coded(
    (raw) => matchFormat({ format: raw }).format!,
    'CSV',
    'GeoJSON',
    'XLSX',
    'zip',
    'PDF',
    'WFS',
  );
  const license = coded(
    (raw) => matchLicense(raw),
    'odc-odbl',
    'lov2',
    'CC-BY-4.0',
    'Licence maison de la ville',
  );
  const distribution = fc.record({
    iri: maybe(url),
    title: maybe(text),
    description: maybe(text),
    downloadURL: maybe(url.map((one) => [one])),
    accessURL: url.map((one) => [one]),
    mediaType: maybe(fc.constantFrom('text/csv', 'application/json')),
    format: maybe(format),
    byteSize: maybe(fc.nat()),
    compressFormat: maybe(fc.constant('application/gzip')),
    packageFormat: maybe(fc.constant('application/zip')),
    checksum: maybe(fc.constantFrom({ algorithm: 'sha256', value: 'ab' }, { algorithm: 'md5', value: 'cd' })),
    issued: maybe(date),
    modified: maybe(date),
    license: maybe(license),
    rights: maybe(text.map((one) => [one])),
    language: list(fc.constantFrom('fr', 'en', 'pt-br')),
    conformsTo: maybe(fc.tuple(reference)),
    page: maybe(fc.tuple(reference)),
    accessService: maybe(fc.tuple(fc.record({ title: text, endpointURL: url.map((one) => [one]) }))),
  });
  const dataset = fc.record({
    iri: maybe(url),
    identifier: maybe(word.map((one) => [one])),
    otherIdentifier: list(word),
    inSeries: list(url),
    version: maybe(word),
    versionNotes: maybe(text),
    title: text,
    description: maybe(text),
    alternative: maybe(text),
    keyword: maybe(fc.uniqueArray(word, { minLength: 1, maxLength: 4 }).map((fr) => ({ fr }))),
    theme: maybe(coded(matchTheme, 'ENVI', 'TRAN', 'thème maison').map((one) => [one])),
    language: list(fc.constantFrom('fr', 'de', 'pt-br')),
    publisher: maybe(agent),
    creator: maybe(fc.tuple(agent)),
    contributor: maybe(fc.tuple(agent)),
    rightsHolder: maybe(fc.tuple(agent)),
    contactPoint: maybe(fc.tuple(agent)),
    qualifiedAttribution: maybe(fc.tuple(fc.record({ agent, role: word }))),
    issued: maybe(date),
    modified: maybe(date),
    created: maybe(date),
    frequency: maybe(coded(matchFrequency, 'monthly', 'ANNUAL', 'de temps en temps')),
    temporal: maybe(
      fc.constantFrom([{ start: '2020-01-01', end: '2021-01-01' }], [{ start: '2020' }], [{ end: '2021' }]),
    ),
    spatial: maybe(
      fc.constantFrom(
        [{ bbox: [1, 2, 3, 4] }],
        [{ geometry: { type: 'Point', coordinates: [1, 2] } }],
        [{ uri: 'https://z.example/1', label: { fr: 'Ici' }, bbox: [170, -20, -170, -10] }],
      ),
    ),
    temporalResolution: maybe(fc.constant('P1D')),
    spatialResolutionInMeters: maybe(fc.constantFrom([10], [0.5, 20])),
    license: maybe(license),
    rights: maybe(text.map((one) => [one])),
    applicableLegislation: list(url),
    landingPage: maybe(url.map((one) => [one])),
    page: list(reference),
    conformsTo: list(reference),
    relation: list(url),
    source: list(url),
    isReferencedBy: list(url),
    sample: list(url),
    provenance: maybe(text.map((one) => [one])),
    distribution: maybe(
      fc
        .array(distribution, { minLength: 1, maxLength: 3 })
        .map((all) => all.map((one, index) => ({ ...one, id: `d${index}` }))),
    ),
  });

  it('keeps every field that the readme says is kept', () => {
    fc.assert(
      fc.property(dataset, (made) => {
        const sent = Dataset.parse(JSON.parse(JSON.stringify({ kind: 'dataset', id: 'x', ...made })));
        const { origin: _origin, ...shown } = back(sent);
        assert.deepEqual(bare(shown), bare(sent));
      }),
      { numRuns: 100 },
    );
  });

  /** A term is the same when it means the same: how it was recognised depends on what was read. */
  function bare(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(bare);
    if (typeof value !== 'object' || value === null) return value;
    if ('confidence' in value && 'method' in value) {
      const { uri, code, raw } = value as Coded;
      return uri ?? code ?? raw;
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, bare(member)]));
  }

  it('tells what was made with the data, for which CKAN has no place', () => {
    const usage = [{ id: 'u', url: 'https://example.org/u', title: { fr: 'U' } }];
    const { losses } = wantedOf({ ...trees, usage }, 'fr', undefined);
    assert.ok(losses.some(({ field }) => field === 'usage'));
  });

  it('keeps a series', () => {
    assert.equal(back({ ...trees, kind: 'series' }).kind, 'series');
  });
});

describe('reading CKAN’s answers from a file', () => {
  const wire = { id: 'p1', name: 'arbres', title: 'Arbres', resources: [] };
  const forms: Record<string, string> = {
    'an answer of package_show': JSON.stringify({ help: '', success: true, result: wire }),
    'an answer of package_search': JSON.stringify({ success: true, result: { count: 1, results: [wire] } }),
    current_package_list_with_resources: JSON.stringify({ success: true, result: [wire] }),
    'a bare package': JSON.stringify(wire),
    'a list': JSON.stringify([wire]),
    'one package a line': `${JSON.stringify(wire)}\n\n${JSON.stringify({ ...wire, id: 'p2' })}\n`,
  };
  for (const [name, text] of Object.entries(forms)) {
    it(`reads ${name}`, () => {
      assert.equal(ckan.read!(text).records[0]?.dataset.title['und'], 'Arbres');
    });
  }

  it('sets one broken line aside', () => {
    const { records, setAside } = ckan.read!(`${JSON.stringify(wire)}\n{"id": "p2", "ti`);
    assert.deepEqual([records.length, setAside.length], [1, 1]);
  });

  it('refuses what is nothing of CKAN’s', () => {
    for (const text of ['', '<html>', '{}', '{"success":false,"error":{}}', '42', '[1,2]', '[[[[', '"x"']) {
      assert.throws(() => ckan.read!(text), { name: 'RemoteFault', kind: 'malformed' }, text);
    }
  });

  it('bears nesting without end', () => {
    const deep = `{"id":"p1","title":"T","resources":[],"zone":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
    assert.equal(ckan.read!(deep).records.length, 1);
  });
});

describe('the readme', () => {
  it('names every setting', () => {
    const text = readFileSync(new URL('../../../src/adapters/ckan/readme.md', import.meta.url), 'utf8');
    for (const key of Object.keys(CkanSettings.shape)) assert.ok(text.includes(`\`${key}\``), key);
  });
});
