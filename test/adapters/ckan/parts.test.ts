import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { afterEach, describe, it } from 'mocha';
import { dateOf, indexTime } from '../../../src/adapters/ckan/dates.ts';
import { fieldErrors, refusalOf } from '../../../src/adapters/ckan/errors.ts';
import { ckan } from '../../../src/adapters/ckan/index.ts';
import { nameCandidates, slugOf } from '../../../src/adapters/ckan/names.ts';
import { CkanSettings } from '../../../src/adapters/ckan/settings.ts';
import { tagsFrom } from '../../../src/adapters/ckan/tags.ts';
import { actions, forbidden, notFound, portal, visit } from './support.ts';
import type { Answer, Asked } from './support.ts';

const open: { close(): Promise<void> }[] = [];

describe('names for CKAN', () => {
  it('transliterates', () => {
    assert.equal(slugOf('L’État : Œuvres d’été / Straße.csv'), 'l-etat-oeuvres-d-ete-strasse-csv');
  });

  it('keeps the year of a title that is cut', () => {
    const slug = slugOf(`${'très long titre '.repeat(12)} 2023-2024`);
    assert.ok(slug.length <= 85 && slug.endsWith('-2023-2024'), slug);
  });

  it('follows from title and mark alone', () => {
    const names = nameCandidates('Arbres', 'i/c/1');
    assert.deepEqual(names, nameCandidates('Arbres', 'i/c/1'));
    assert.equal(names[0], nameCandidates('Arbres', 'i/c/2')[0]);
    assert.notEqual(names[1], nameCandidates('Arbres', 'i/c/2')[1]);
  });

  it('avoids the site’s own pages, and titles without a Latin letter', () => {
    for (const title of ['New', 'Search', 'Деревья', '樹木', 'x', '—'])
      assert.match(nameCandidates(title, 'm')[0]!, /^dataset-[0-9a-f]{8}$/);
  });

  it('are always what CKAN takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (title) => {
        for (const name of nameCandidates(title, 'm')) assert.match(name, /^[a-z0-9_-]{2,100}$/);
      }),
    );
  });
});

describe('tags for CKAN', () => {
  it('keeps letters of all alphabets, and replaces what CKAN refuses', () => {
    assert.deepEqual(tagsFrom(['Été', 'деревья', 'eau, air (A&B)', 'a_b-c.d']).tags, [
      'Été',
      'деревья',
      'eau air A B',
      'a_b-c.d',
    ]);
  });

  it('drops what is too short or too long, and tells', () => {
    const { tags, losses } = tagsFrom(['x', 'y'.repeat(101), '()', 'ok']);
    assert.deepEqual([tags, losses.length], [['ok'], 3]);
  });

  it('sends one of several spellings', () => {
    const { tags, losses } = tagsFrom(['Eau', 'eau', 'Eau']);
    assert.deepEqual([tags, losses.map(({ value }) => value)], [['Eau'], ['eau']]);
  });

  it('are always what CKAN takes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 120 })), (keywords) => {
        const { tags } = tagsFrom(keywords);
        for (const tag of tags) assert.match(tag, /^[\p{L}\p{N} _.-]{2,100}$/u);
        assert.equal(new Set(tags.map((tag) => tag.toLowerCase())).size, tags.length);
      }),
    );
  });
});

describe('dates of CKAN', () => {
  it('keeps precision, and adds the zone that CKAN leaves out', () => {
    const read = [
      '2024',
      '2024-03',
      '2024-03-01',
      '2024-03-01T10:00:00.123456',
      '2024-03-01 10:00',
      '2024-03-01T10:00:00+0200',
    ].map(dateOf);
    assert.deepEqual(read, [
      '2024',
      '2024-03',
      '2024-03-01',
      '2024-03-01T10:00:00.123456Z',
      '2024-03-01T10:00Z',
      '2024-03-01T10:00:00+02:00',
    ]);
  });

  it('reads nothing into other notations', () => {
    for (const text of ['06/05/2009', '2023-02-29', '2024-13-01', 'mars 2024', '', '20240301'])
      assert.equal(dateOf(text), undefined, text);
  });

  it('cuts off what the index cuts off', () => {
    assert.equal(indexTime('2024-03-01T10:00:00.123999'), '2024-03-01T10:00:00.123Z');
  });
});

describe('refusals of CKAN', () => {
  it('flattens the map of fields, positions included', () => {
    assert.deepEqual(
      fieldErrors({
        name: ['a', 'b'],
        resources: [{}, { size: ['c'], url: ['d'] }],
        extras: [{ key: ['e'] }],
        tags: ['f'],
        extras_validation: ['g'],
      }).map(({ path, message }) => `${path} ${message}`),
      [
        'name a',
        'name b',
        'resources[1].size c',
        'resources[1].url d',
        'extras[0].key e',
        'tags f',
        'extras_validation g',
      ],
    );
  });

  it('bears any shape', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 9 }), (error) => {
        assert.ok((refusalOf(409, { success: false, error })?.fields.length ?? 0) <= 50);
      }),
    );
  });

  it('are no refusals in another’s body', () => {
    assert.equal(refusalOf(404, 'Not found'), undefined);
    assert.equal(refusalOf(200, { success: true, result: 1 }), undefined);
    assert.equal(refusalOf(400, 'Bad request - Action name not known: x')?.status, 400);
  });
});

describe('settings of a CKAN', () => {
  it('keep the path prefix, and find the site behind the address of its API', () => {
    const urls = [
      'https://a.example',
      'https://a.example/fr/indexer/service/ckan/',
      'https://a.example/ckan/api/3/action/',
      'https://a.example/dataset?q=x',
      'https://a.example/api/3',
    ];
    assert.deepEqual(
      urls.map((url) => CkanSettings.parse({ url }).url),
      [
        'https://a.example',
        'https://a.example/fr/indexer/service/ckan',
        'https://a.example/ckan',
        'https://a.example',
        'https://a.example',
      ],
    );
  });

  it('need an http address without credentials', () => {
    for (const url of [undefined, '', 'a.example', 'ftp://a.example', 'https://u:p@a.example'])
      assert.equal(CkanSettings.safeParse({ url }).success, false);
  });

  it('know no other keys, mark the secret, and describe every field', () => {
    assert.equal(CkanSettings.safeParse({ url: 'https://a.example', apikey: 'x' }).success, false);
    assert.equal(CkanSettings.shape.apiToken.meta()?.['secret'], true);
    for (const [key, field] of Object.entries(CkanSettings.shape))
      assert.ok(field.description !== undefined, key);
  });
});

describe('probing a CKAN', () => {
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  const usual = {
    status_show: () => ({
      result: { ckan_version: '2.9.11', site_title: 'Données', extensions: ['harvest'] },
    }),
    package_search: () => ({ result: { count: 12, results: [] } }),
    user_show: () => ({ result: { name: 'alice' } }),
    organization_list_for_user: () => ({ result: [{ id: 'o1', name: 'ville', title: 'Ville' }] }),
  };

  async function probe(
    script: Record<string, (asked: Asked) => Answer>,
    settings: Record<string, unknown> = {},
  ) {
    const remote = await portal(script);
    const one = visit({ url: remote.url, ...settings });
    open.push(remote, one);
    return { report: ckan.probe(one.session), one, remote };
  }

  it('tells software, title and count without a token', async () => {
    const { report, remote } = await probe(usual);
    assert.deepEqual(await report, {
      software: 'CKAN 2.9.11',
      title: 'Données',
      rights: ['may read public datasets'],
      mayPush: false,
      reason: 'without an API token a push is not possible',
      records: 12,
    });
    assert.ok(remote.asked.every(({ headers }) => headers.authorization === undefined));
  });

  it('tells whether a push may work with these settings', async () => {
    const { report } = await probe(usual, { apiToken: 'k', organization: 'ville' });
    assert.deepEqual([(await report).mayPush, (await report).identity], [true, 'alice']);
    const { report: other } = await probe(usual, { apiToken: 'k', organization: 'region' });
    assert.deepEqual(
      [(await other).mayPush, (await other).reason],
      [false, 'alice may not create datasets in region, only in: ville'],
    );
    const { report: none } = await probe(usual, { apiToken: 'k' });
    assert.match((await none).reason ?? '', /choose the organization .*: ville$/);
  });

  it('knows who we are by membership on sites before 2.10', async () => {
    const { report } = await probe(
      { ...usual, user_show: () => notFound },
      { apiToken: 'k', organization: 'o1' },
    );
    assert.deepEqual([(await report).mayPush, (await report).identity], [true, 'a member of ville']);
  });

  it('finds a wrong token', async () => {
    const { report } = await probe(
      { ...usual, user_show: () => notFound, organization_list_for_user: () => ({ result: [] }) },
      { apiToken: 'k' },
    );
    await assert.rejects(report, { kind: 'unauthorised' });
  });

  const strangers: [string, Answer, string][] = [
    ['a web page', { raw: '<!doctype html><title>Portal</title>', status: 200 }, 'malformed'],
    ['a web page for what is not there', { raw: '<html>', status: 404 }, 'malformed'],
    ['JSON of something else', { raw: '{"version":1}', status: 200 }, 'malformed'],
    ['JSON that is cut off', { raw: '{"success": true, "resu', status: 200 }, 'malformed'],
    ['nesting without end', { raw: '['.repeat(50_000) + ']'.repeat(50_000), status: 200 }, 'malformed'],
    ['nothing', { raw: '', status: 200 }, 'malformed'],
    ['a result of another shape', { result: [] }, 'malformed'],
    ['CKAN’s own 404', notFound, 'malformed'],
    ['CKAN’s own 403', forbidden, 'unauthorised'],
    ['a firewall’s 403', { raw: '<html>blocked</html>', status: 403 }, 'unauthorised'],
    ['401', { raw: '<html>', status: 401 }, 'unauthorised'],
    ['500 of CKAN', { status: 500, error: { __type: 'Internal Server Error' } }, 'broken'],
    ['500 of a server', { raw: '<html>', status: 500 }, 'broken'],
    ['503', { raw: '<html>', status: 503 }, 'unreachable'],
    ['429', { raw: '', status: 429 }, 'throttled'],
    ['423', { raw: '', status: 423 }, 'readOnly'],
    ['silence', 'cut', 'unreachable'],
  ];
  for (const [name, answer, kind] of strangers) {
    it(`takes ${name} for ${kind}`, async () => {
      const { report } = await probe({ status_show: () => answer });
      await assert.rejects(report, { name: 'RemoteFault', kind });
    });
  }

  it('waits where a 403 asks it to', async () => {
    const { report } = await probe({
      status_show: () => ({ raw: '<html>', status: 403, headers: { 'retry-after': '7' } }),
    });
    await assert.rejects(report, { kind: 'throttled', retryAfterMs: 7_000 });
  });

  it('says that the address leads to no CKAN', async () => {
    const { report } = await probe({ status_show: () => ({ raw: '<html>', status: 404 }) });
    await assert.rejects(report, { message: /is not a CKAN API/ });
  });

  it('counts with the filters of the harvest', async () => {
    const { report, remote, one } = await probe(usual, { formats: ['CSV'] });
    await report;
    assert.match(remote.asked.at(-1)?.query.get('fq') ?? '', /res_format/);
    assert.deepEqual(actions(one), ['status_show', 'package_search']);
  });
});
