import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { read } from '../../../src/adapters/udata/read.ts';
import { RemoteFault } from '../../../src/faults.ts';
import { fingerprint } from '../../../src/model/fingerprint.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import { DATASET, SERVICE } from './wire-samples.ts';

function one(wire: unknown): Dataset {
  const [record] = read(JSON.stringify(wire), 'fr').records;
  assert.ok(record !== undefined);
  return record.dataset;
}

describe('udata to the model', () => {
  it('reads words, ids and dates', () => {
    const dataset = one(DATASET);
    assert.equal(dataset.id, DATASET.id);
    assert.equal(dataset.iri, 'https://source.example/datasets/irve');
    assert.deepEqual(dataset.identifier, ['irve-1']);
    assert.deepEqual(dataset.title, { fr: 'Bornes de recharge' });
    assert.deepEqual(dataset.alternative, { fr: 'IRVE' });
    assert.deepEqual(dataset.keyword, { fr: ['bornes', 'hvd', 'mobilite'] });
    assert.equal(dataset.issued, '2019-05-01T00:00:00+00:00');
    assert.equal(dataset.modified, '2026-08-01T09:00:00+00:00');
    assert.deepEqual(dataset.landingPage, ['https://source.example/datasets/irve.html']);
    assert.equal(dataset.origin?.url, 'https://udata.example/datasets/bornes-de-recharge/');
  });

  it('reads licence, frequency, access and high-value category as coded values', () => {
    const dataset = one(DATASET);
    assert.equal(dataset.license?.code, 'etalab-2.0');
    assert.equal(dataset.frequency?.code, 'DAILY');
    assert.equal(dataset.accessRights?.code, 'PUBLIC');
    assert.deepEqual(
      dataset.hvdCategory?.map(({ uri }) => uri),
      ['http://data.europa.eu/bna/c_b79e35eb'],
    );
    assert.deepEqual(dataset.applicableLegislation, ['http://data.europa.eu/eli/reg_impl/2023/138/oj']);
  });

  it('takes defaults that say nothing for nothing', () => {
    const dataset = one({ ...DATASET, license: 'notspecified', frequency: 'unknown' });
    assert.equal(dataset.license, undefined);
    assert.equal(dataset.frequency, undefined);
  });

  it('reads zones, and an area as boxes where it is made of them', () => {
    assert.deepEqual(
      one(DATASET).spatial?.map(({ uri }) => uri),
      ['http://id.insee.fr/geo/region/53', 'http://publications.europa.eu/resource/authority/country/FRA'],
    );
    const box = [
      [
        [1, 2],
        [3, 2],
        [3, 4],
        [1, 4],
        [1, 2],
      ],
    ];
    const triangle = [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ];
    const geom = { type: 'MultiPolygon', coordinates: [box, triangle] };
    assert.deepEqual(one({ ...DATASET, spatial: { geom, zones: [] } }).spatial, [
      { bbox: [1, 2, 3, 4] },
      { geometry: { type: 'MultiPolygon', coordinates: [triangle] } },
    ]);
  });

  it('reads people by their roles, the owner as publisher', () => {
    const dataset = one(DATASET);
    assert.deepEqual(dataset.publisher, {
      name: { fr: 'Ville de Test' },
      url: 'https://udata.example/organizations/ville-de-test/',
      identifier: '5f0c8b1e2d3a4b5c6d7e8f90',
    });
    assert.deepEqual(dataset.contactPoint, [
      { name: { fr: 'Service mobilité' }, email: 'mobilite@example.org' },
    ]);
    assert.deepEqual(dataset.qualifiedAttribution, [
      { agent: { name: { fr: 'Bureau' }, url: 'https://example.org/form' }, role: 'custodian' },
    ]);
  });

  it('lets a contact with the role publisher be the publisher, and the owner distribute', () => {
    const publisher = { name: 'Éditeur', role: 'publisher' };
    const dataset = one({ ...DATASET, contact_points: [publisher] });
    assert.deepEqual(dataset.publisher, { name: { fr: 'Éditeur' } });
    assert.equal(dataset.qualifiedAttribution?.[0]?.role, 'distributor');
  });

  it('reads files as downloads, services as access, documentation as pages', () => {
    const dataset = one(DATASET);
    const [file, flow] = dataset.distribution ?? [];
    assert.equal(dataset.distribution?.length, 2);
    assert.deepEqual(file?.downloadURL, ['https://static.udata.example/irve.csv']);
    assert.deepEqual([file?.format?.code, file?.mediaType, file?.byteSize], ['csv', 'text/csv', 1234]);
    assert.deepEqual(file?.checksum, { algorithm: 'sha256', value: 'a'.repeat(64) });
    assert.deepEqual(file?.conformsTo, [{ title: 'etalab/schema-irve 2.3.1' }]);
    assert.deepEqual(flow?.accessURL, ['https://example.org/wfs?service=WFS']);
    assert.equal(flow?.format?.code, 'wfs');
    assert.deepEqual(dataset.page, [
      { url: 'https://example.org/notice.pdf', title: 'Notice', description: 'À lire' },
    ]);
  });

  it('keeps foreign extras, but not what a crawler changes at each visit', () => {
    const dataset = one(DATASET);
    assert.deepEqual(dataset.extra?.['extras'], { recommendations: 'x' });
    assert.equal(dataset.distribution?.[0]?.extra?.['analysis:checksum'], 'abc');
    assert.equal(dataset.distribution?.[0]?.extra?.['check:available'], undefined);
  });

  it('keeps what a harvest noted of the source, but not when it ran', () => {
    const harvest = {
      ...DATASET.harvest,
      last_update: '2026-08-02',
      modified_at: '2026-07-01',
      ods_url: null,
    };
    assert.deepEqual(one({ ...DATASET, harvest }).extra?.['harvest'], { modified_at: '2026-07-01' });
  });

  it('has the same fingerprint when only counters and scores moved', () => {
    const later = {
      ...DATASET,
      metrics: { views: 99 },
      quality: { score: 0.2 },
      extras: { ...DATASET.extras, 'check:date': 'later' },
    };
    assert.equal(fingerprint(one(DATASET)), fingerprint(one(later)));
  });

  it('survives every field of every wrong shape', () => {
    for (const field of Object.keys(DATASET)) {
      if (field === 'id' || field === 'title') continue;
      for (const odd of [
        null,
        7,
        'text',
        true,
        [],
        {},
        [null],
        [[]],
        { start: {} },
        { zones: 7, geom: [] },
      ]) {
        assert.equal(one({ ...DATASET, [field]: odd }).id, DATASET.id, `${field}: ${JSON.stringify(odd)}`);
      }
    }
  });

  it('survives resources with every field of every wrong shape', () => {
    const [resource] = DATASET.resources;
    for (const field of Object.keys(resource ?? {})) {
      for (const odd of [null, 7, 'text', -1, 1e300, [], {}]) {
        assert.equal(one({ ...DATASET, resources: [{ ...resource, [field]: odd }] }).id, DATASET.id);
      }
    }
  });

  it('drops what the model refuses and notes it', () => {
    const dataset = one({
      ...DATASET,
      created_at: '2026-13-45T99:99:99',
      harvest: null,
      last_update: 'hier',
      last_modified: null,
      resources: [{ id: 'r', url: 'javascript:alert(1)' }],
    });
    assert.equal(dataset.issued, undefined);
    assert.equal(dataset.modified, undefined);
    assert.deepEqual(
      dataset.warning?.map(({ field, value }) => [field, value]),
      [
        ['issued', '2026-13-45T99:99:99'],
        ['modified', 'hier'],
        ['distribution', 'javascript:alert(1)'],
      ],
    );
  });

  it('tells what has another shape than udata gives, and what a list loses by it', () => {
    const dataset = one({
      ...DATASET,
      temporal_coverage: 'depuis 2020',
      tags: ['bornes', 7],
      resources: [...DATASET.resources, { title: 'without an id' }],
    });
    assert.deepEqual(
      dataset.warning,
      [
        {
          field: 'temporal_coverage',
          value: 'depuis 2020',
          reason: 'not of the shape that udata gives: left out',
        },
        { field: 'tags', reason: '1 of 2 not of the shape that udata gives: left out' },
        {
          field: 'resources',
          reason: `1 of ${DATASET.resources.length + 1} not of the shape that udata gives: left out`,
        },
      ].toSorted((a, b) => Object.keys(DATASET).indexOf(a.field) - Object.keys(DATASET).indexOf(b.field)),
    );
  });

  it('keeps what udata says of access, an archived record, a year alone, and roles that are new to it', () => {
    const dataset = one({
      ...DATASET,
      temporal_coverage: { start: '2019', end: '2020-06' },
      archived: '2024-01-01T00:00:00+00:00',
      access_type_reason: 'secret',
      access_audiences: [{ role: 'company', condition: 'yes' }],
      authorization_request_url: 'https://x.example/ask',
      contact_points: [{ name: 'Funds', role: 'funder' }],
      resources: [
        {
          ...DATASET.resources[0],
          type: 'code',
          harvest: { uri: 'https://source.example/r/1' },
        },
      ],
    });
    assert.deepEqual(dataset.temporal, [{ start: '2019', end: '2020-06' }]);
    assert.deepEqual(dataset.qualifiedAttribution, [{ agent: { name: { fr: 'Funds' } }, role: 'funder' }]);
    assert.equal(dataset.extra?.['archived'], '2024-01-01T00:00:00+00:00');
    assert.equal(dataset.extra?.['access_type_reason'], 'secret');
    assert.deepEqual(dataset.extra?.['access_audiences'], [{ role: 'company', condition: 'yes' }]);
    assert.equal(dataset.extra?.['authorization_request_url'], 'https://x.example/ask');
    assert.equal(dataset.distribution?.[0]?.iri, 'https://source.example/r/1');
    assert.equal(dataset.distribution?.[0]?.extra?.['type'], 'code');
  });

  it('reads naive dates of old versions as UTC', () => {
    assert.equal(
      one({ ...DATASET, harvest: null, created_at: '2014-05-06T07:08:09.123000' }).issued,
      '2014-05-06T07:08:09.123000Z',
    );
  });

  it('reads a data service', () => {
    const service = one(SERVICE);
    assert.equal(service.kind, 'service');
    assert.equal(service.id, `dataservice/${SERVICE.id}`);
    assert.deepEqual(service.endpointURL, [SERVICE.base_api_url]);
    assert.deepEqual(service.endpointDescription, [SERVICE.machine_documentation_url]);
    assert.deepEqual(service.page, [{ url: SERVICE.technical_documentation_url }]);
    assert.equal(service.accessRights?.raw, 'open_with_account');
    const full = one({
      ...SERVICE,
      availability: 99.9,
      rate_limiting: '10 a second',
      datasets: [{ id: 'd1', page: 'https://udata.example/datasets/d1/' }, { id: 'd2' }],
    });
    assert.deepEqual(full.servesDataset, ['https://udata.example/datasets/d1/', 'd2']);
    assert.deepEqual([full.extra?.['availability'], full.extra?.['rate_limiting']], [99.9, '10 a second']);
  });
});

describe('udata read', () => {
  const count = (text: string) => read(text, 'fr').records.length;

  it('reads a record, a list, a page and one record a line', () => {
    const text = JSON.stringify(DATASET);
    assert.equal(count(text), 1);
    assert.equal(count(`\uFEFF${text}`), 1);
    assert.equal(count(`[${text},${JSON.stringify(SERVICE)}]`), 2);
    assert.equal(count(JSON.stringify({ data: [DATASET, DATASET], total: 2, page: 1 })), 2);
    assert.equal(count(`${text}\n${text}\n`), 2);
  });

  it('reads version 2 with full objects, and says that resources are missing', () => {
    const full = {
      ...DATASET,
      license: { id: 'lov2', title: 'Licence Ouverte 2.0' },
      frequency: { id: 'daily', label: 'Quotidienne' },
      spatial: {
        geom: null,
        granularity: { id: 'other', name: 'Autre' },
        zones: [{ id: 'fr:region:53', name: 'Bretagne' }],
      },
      resources: { rel: 'subsection', href: 'https://udata.example/api/2/datasets/x/resources/', total: 3 },
    };
    const dataset = one(full);
    assert.equal(dataset.license?.code, 'etalab-2.0');
    assert.equal(dataset.frequency?.code, 'DAILY');
    assert.equal(dataset.spatial?.[0]?.uri, 'http://id.insee.fr/geo/region/53');
    assert.ok(dataset.warning?.some(({ field }) => field === 'distribution'));
  });

  it('keeps the good lines beside a broken one', () => {
    const result = read(`${JSON.stringify(DATASET)}\n{"id":\n${JSON.stringify(DATASET)}`, 'fr');
    assert.deepEqual([result.records.length, result.setAside.length], [2, 1]);
  });

  it('takes an empty page for what it is', () => {
    for (const text of ['[]', '{"data":[]}'])
      assert.deepEqual(read(text, 'fr'), { records: [], setAside: [] });
  });

  it('refuses what holds no record', () => {
    for (const text of ['', '<html>', '{}', 'null', '{"cut": [']) {
      assert.throws(
        () => read(text, 'fr'),
        (fault) => fault instanceof RemoteFault && fault.kind === 'malformed',
      );
    }
  });
});
