import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, describe, it } from 'mocha';
import type { PutResult, Session } from '../../../src/adapters/adapter.ts';
import { put } from '../../../src/adapters/udata/put.ts';
import { remove } from '../../../src/adapters/udata/remove.ts';
import type { Settings } from '../../../src/adapters/udata/settings.ts';
import { RemoteFault } from '../../../src/faults.ts';
import { Dataset } from '../../../src/model/dataset.ts';
import { matchAccessRights } from '../../../src/vocabularies/access-rights.ts';
import { matchFrequency } from '../../../src/vocabularies/frequencies.ts';
import { matchLicense } from '../../../src/vocabularies/licenses.ts';
import { ORGANIZATION, smallUdata } from './small-udata.ts';
import type { SmallUdata } from './small-udata.ts';
import { closeClients, KEY, putting, sessionOn } from './support.ts';

type Json = Record<string, unknown>;

describe('udata put', () => {
  let remote: SmallUdata;
  let session: Session<Settings>;

  beforeEach(async () => {
    remote = await smallUdata();
    session = sessionOn({ url: remote.url, apiKey: KEY, organization: 'ville' });
  });
  afterEach(() => remote.close());
  after(closeClients);

  const dataset = Dataset.parse({
    kind: 'dataset',
    id: 'arbres',
    title: { fr: 'Arbres' },
    description: { fr: 'Tous les arbres' },
    keyword: { fr: ['arbres', 'nature'] },
    license: matchLicense('lov2'),
    frequency: matchFrequency('annual'),
    temporal: [{ start: '2020-01-01', end: '2020-12-31' }],
    spatial: [{ bbox: [1, 2, 3, 4] }],
    contactPoint: [{ name: { fr: 'Parcs' }, email: 'parcs@example.org' }],
    distribution: [
      {
        id: 'd1',
        title: { fr: 'Fichier' },
        downloadURL: ['https://example.org/a.csv'],
        byteSize: 12,
        checksum: { algorithm: 'sha1', value: 'ab' },
      },
      { id: 'd2', title: { fr: 'Carte' }, downloadURL: ['https://example.org/b.geojson'] },
    ],
  });
  const more = (result: PutResult) => ({
    remoteId: result.remoteId,
    base: result.base,
    distributionIds: result.distributionIds,
  });
  const shown = (result: PutResult): Json => remote.datasets.get(result.remoteId) ?? {};
  const resourcesOf = (result: PutResult) => shown(result)['resources'] as Json[];
  const extrasOfFirst = (result: PutResult) => (resourcesOf(result)[0] ?? {})['extras'] as Json;
  const lastPut = (): Json => (remote.heard.findLast(({ method }) => method === 'PUT')?.body ?? {}) as Json;
  const first = () => put(session, putting(dataset).request);
  const again = (changed: Dataset, result: PutResult, extra = {}) =>
    put(session, putting(changed, { ...more(result), ...extra }).request);
  const without = (...fields: (keyof Dataset)[]): Dataset =>
    Dataset.parse(
      Object.fromEntries(
        Object.entries(dataset).filter(([field]) => !fields.includes(field as keyof Dataset)),
      ),
    );
  const posts = () =>
    remote.heard.filter(({ method, path }) => method === 'POST' && path.endsWith('/datasets/'));

  it('creates with one POST that holds mark, organisation and resources', async () => {
    await first();
    const [post] = posts();
    const body = post?.body as Json;
    assert.equal(posts().length, 1);
    assert.equal(body['organization'], ORGANIZATION);
    assert.deepEqual(body['extras'], { 'navette:mark': '9f3c2a1b/connector/arbres' });
    assert.deepEqual(
      (body['resources'] as Json[]).map(({ filetype, type }) => [filetype, type]),
      [
        ['remote', 'main'],
        ['remote', 'main'],
      ],
    );
  });

  it('never sends owner or harvest', async () => {
    const result = await first();
    await again({ ...dataset, title: { fr: 'Autre' } }, result);
    for (const { body } of remote.heard) {
      if (body === undefined) continue;
      assert.ok(!('owner' in (body as Json)) && !('harvest' in (body as Json)));
    }
  });

  it('declares its intent before the create and tells the id right after', async () => {
    const { request, asked } = putting(dataset);
    const result = await put(session, request);
    assert.deepEqual(asked, ['guard', 'intend', 'guard', `created ${result.remoteId}`]);
  });

  it('sends nothing once the guard has refused', async () => {
    const guard = async () => {
      throw new Error('another attempt has taken over');
    };
    await assert.rejects(put(session, putting(dataset, { guard }).request), /taken over/);
    assert.deepEqual(remote.writes(), []);
  });

  it('looks for lost records among the newest once for all that a session makes', async () => {
    await put(session, putting(dataset).request);
    const looks = (): number =>
      remote.heard.filter(({ method, path }) => method === 'GET' && path.endsWith('/datasets/')).length;
    assert.equal(looks(), 1);
    await put(
      session,
      putting({ ...dataset, id: 'other', title: { fr: 'Autre' } }, { mark: 'i/c/other' }).request,
    );
    assert.equal(looks(), 1);
    assert.equal(remote.datasets.size, 2);
  });

  it('finds its mark instead of creating again after a lost answer', async () => {
    remote.afterwards = ({ method, path }) =>
      method === 'POST' && path.endsWith('/datasets/') ? { cut: true } : undefined;
    await assert.rejects(first(), (fault) => fault instanceof RemoteFault && fault.kind === 'unreachable');
    remote.afterwards = undefined;
    // The intent was declared before the first try.
    const { request, asked } = putting(dataset, { intended: true });
    const result = await put(session, request);
    assert.equal(result.action, 'unchanged');
    assert.equal(remote.datasets.size, 1);
    assert.deepEqual(asked, [`created ${result.remoteId}`]);
  });

  it('does not send the POST twice by itself', async () => {
    remote.intercept = ({ method, path }) =>
      method === 'POST' && path.endsWith('/datasets/') ? { cut: true } : undefined;
    await assert.rejects(first());
    assert.equal(posts().length, 1);
  });

  it('writes nothing the second time', async () => {
    const result = await first();
    const before = remote.writes().length;
    const second = await again(dataset, result);
    assert.equal(second.action, 'unchanged');
    assert.deepEqual(second.base, result.base);
    assert.equal(remote.writes().length, before);
  });

  it('sends tags and period along with any change, because their absence wipes them', async () => {
    const result = await first();
    const second = await again({ ...dataset, title: { fr: 'Platanes' } }, result);
    assert.equal(second.action, 'updated');
    assert.deepEqual(shown(result)['tags'], ['arbres', 'nature']);
    assert.deepEqual(shown(result)['temporal_coverage'], { start: '2020-01-01', end: '2020-12-31' });
  });

  it('leaves resources alone when they did not change', async () => {
    const result = await first();
    await again({ ...dataset, title: { fr: 'Platanes' } }, result);
    assert.ok(!('resources' in lastPut()));
  });

  it('keeps tags of others when we have none of our own', async () => {
    const result = await put(session, putting(without('keyword')).request);
    shown(result)['tags'] = ['de-la-main'];
    await again({ ...without('keyword'), title: { fr: 'Platanes' } }, result);
    assert.deepEqual(shown(result)['tags'], ['de-la-main']);
  });

  for (const [field, onRemote, empty] of [
    ['keyword', 'tags', []],
    ['license', 'license', 'notspecified'],
    ['frequency', 'frequency', 'unknown'],
    ['temporal', 'temporal_coverage', null],
    ['contactPoint', 'contact_points', []],
    ['distribution', 'resources', []],
  ] as const) {
    it(`empties ${onRemote} when the dataset has no ${field} any more`, async () => {
      const result = await first();
      const second = await again(without(field), result);
      assert.deepEqual(shown(result)[onRemote], empty);
      assert.equal((await again(without(field), second)).action, 'unchanged');
    });
  }

  it('empties the area with nulls for zones and geometry', async () => {
    const result = await first();
    await again(without('spatial'), result);
    assert.deepEqual(lastPut()['spatial'], { zones: null, geom: null });
  });

  it('opens a restricted dataset again when the restriction is gone', async () => {
    const result = await put(
      session,
      putting({ ...dataset, accessRights: matchAccessRights('RESTRICTED') }).request,
    );
    assert.equal(shown(result)['access_type'], 'restricted');
    await again(dataset, result);
    assert.equal(shown(result)['access_type'], 'open');
    assert.equal(shown(result)['license'], 'lov2');
  });

  it('clears a checksum by the resource’s own PUT', async () => {
    const result = await first();
    const [d1, d2] = dataset.distribution ?? [];
    const { checksum: _checksum, byteSize: _size, ...bare } = d1 ?? {};
    const second = await again({ ...dataset, distribution: [bare, d2 ?? {}] }, result);
    assert.deepEqual(
      resourcesOf(result).map(({ checksum, filesize }) => [checksum, filesize]),
      [
        [null, null],
        [null, null],
      ],
    );
    assert.deepEqual(
      second.losses.filter(({ field }) => field.startsWith('resource')),
      [],
    );
  });

  it('keeps the ids of resources', async () => {
    const result = await first();
    const [d1, d2] = dataset.distribution ?? [];
    const changed = {
      ...dataset,
      distribution: [{ ...d1, downloadURL: ['https://example.org/a2.csv'] }, d2 ?? {}],
    };
    const second = await again(changed, result);
    assert.deepEqual(second.distributionIds, result.distributionIds);
    assert.equal(resourcesOf(result)[0]?.['url'], 'https://example.org/a2.csv');
  });

  it('knows a resource by our key on it when the ids were forgotten', async () => {
    const result = await first();
    const [d1, d2] = dataset.distribution ?? [];
    const changed = {
      ...dataset,
      distribution: [{ ...d1, downloadURL: ['https://example.org/a2.csv'] }, d2 ?? {}],
    };
    const second = await put(session, putting(changed, { remoteId: result.remoteId }).request);
    assert.deepEqual(second.distributionIds, result.distributionIds);
  });

  it('takes over a link to the same address, but not one with the same title', async () => {
    const result = await put(session, putting(without('distribution')).request);
    const foreign = { filetype: 'remote', type: 'main', extras: {} };
    shown(result)['resources'] = [
      { ...foreign, id: 'x1', title: 'Fichier', url: 'https://other.example/other.csv' },
      { ...foreign, id: 'x2', title: 'Autre', url: 'https://example.org/b.geojson' },
    ];
    const second = await again(dataset, result);
    assert.equal(second.distributionIds['d2'], 'x2');
    assert.notEqual(second.distributionIds['d1'], 'x1');
    assert.equal(resourcesOf(result).length, 3);
  });

  it('does not take over a hosted file, which is frozen', async () => {
    const result = await put(session, putting(without('distribution')).request);
    shown(result)['resources'] = [
      { id: 'x1', title: 'F', url: 'https://example.org/a.csv', filetype: 'file', type: 'main', extras: {} },
    ];
    const second = await again(dataset, result);
    assert.notEqual(second.distributionIds['d1'], 'x1');
  });

  it('keeps foreign resources in their places, naming them by id alone', async () => {
    const result = await first();
    const ours = resourcesOf(result);
    const foreign = {
      id: 'f1',
      title: 'Ajout',
      url: 'https://other.example/x',
      filetype: 'remote',
      type: 'main',
      extras: {},
    };
    shown(result)['resources'] = [foreign, ours[0], { ...foreign, id: 'f2' }, ours[1]];
    const [, d2] = dataset.distribution ?? [];
    const changed = {
      ...dataset,
      distribution: [d2 ?? {}, { id: 'd3', downloadURL: ['https://example.org/c.csv'] }],
    };
    await again(changed, result);
    assert.deepEqual(
      resourcesOf(result).map(({ id, title }) => (/^f\d$/.test(String(id)) ? id : title)),
      ['f1', 'f2', 'Carte', 'c.csv'],
    );
    assert.deepEqual((lastPut()['resources'] as Json[])[0], { id: 'f1' });
  });

  it('follows our order of distributions', async () => {
    const result = await first();
    await again({ ...dataset, distribution: (dataset.distribution ?? []).toReversed() }, result);
    assert.deepEqual(
      resourcesOf(result).map(({ title }) => title),
      ['Carte', 'Fichier'],
    );
  });

  it('deletes resources one by one when none is left', async () => {
    const result = await first();
    await again(without('distribution'), result);
    assert.equal(
      remote.writes().filter((write) => write.startsWith('DELETE') && write.includes('/resources/')).length,
      2,
    );
  });

  it('takes back what a forgotten push left: resources that carry our key', async () => {
    const result = await first();
    await put(session, putting(without('distribution'), { remoteId: result.remoteId }).request);
    assert.deepEqual(resourcesOf(result), []);
  });

  it('keeps foreign extras, on the dataset and on its resources', async () => {
    const result = await first();
    (shown(result)['extras'] as Json)['autre'] = 1;
    extrasOfFirst(result)['analysis:checksum'] = 'x';
    const [d1, d2] = dataset.distribution ?? [];
    await again(
      { ...dataset, identifier: ['i1'], distribution: [{ ...d1, title: { fr: 'Neuf' } }, d2 ?? {}] },
      result,
    );
    assert.equal((shown(result)['extras'] as Json)['autre'], 1);
    assert.equal(extrasOfFirst(result)['analysis:checksum'], 'x');
  });

  it('overwrites, keeps or asks about what somebody edited there, by policy', async () => {
    const result = await first();
    shown(result)['title'] = 'De la main';
    const asked = await again(dataset, result, { edits: 'ask' });
    assert.deepEqual([asked.action, asked.conflicts[0]?.field], ['conflict', 'title']);
    assert.equal((await again(dataset, result, { edits: 'keep' })).action, 'unchanged');
    await again(dataset, result, { edits: 'overwrite' });
    assert.equal(shown(result)['title'], 'Arbres');
  });

  it('brings back its record when it was deleted, in one PUT', async () => {
    const result = await first();
    await remove(session, result.remoteId, async () => undefined);
    const second = await again({ ...dataset, title: { fr: 'Retour' } }, result);
    assert.deepEqual([second.remoteId, second.action], [result.remoteId, 'updated']);
    assert.deepEqual([shown(result)['deleted'], shown(result)['title']], [null, 'Retour']);
  });

  it('makes a purged record anew', async () => {
    const result = await first();
    remote.datasets.clear();
    const second = await again(dataset, result);
    assert.equal(second.action, 'created');
    assert.notEqual(second.remoteId, result.remoteId);
  });

  it('leaves a deleted record deleted when told so', async () => {
    const result = await first();
    await remove(session, result.remoteId, async () => undefined);
    await assert.rejects(
      again(dataset, result, { gone: 'stop' }),
      (fault) => fault instanceof RemoteFault && fault.kind === 'absent',
    );
    assert.notEqual(shown(result)['deleted'], null);
  });

  it('sees a deletion between reading and writing', async () => {
    const result = await first();
    let deleted = false;
    remote.intercept = ({ method }) => {
      if (method !== 'PUT' || deleted) return undefined;
      deleted = true;
      shown(result)['deleted'] = '2026-08-01T12:00:00+00:00';
      return undefined;
    };
    const second = await again({ ...dataset, title: { fr: 'Retour' } }, result);
    assert.deepEqual([second.remoteId, shown(result)['deleted']], [result.remoteId, null]);
  });

  it('does not take an error page for word that the record is gone', async () => {
    const result = await first();
    remote.intercept = () => ({
      status: 404,
      text: '<html>maintenance</html>',
      headers: { 'content-type': 'text/html' },
    });
    await assert.rejects(
      again(dataset, result),
      (fault) => fault instanceof RemoteFault && fault.kind === 'malformed',
    );
    assert.equal(posts().length, 1);
  });

  it('hands back refused fields in udata’s paths', async () => {
    const refused = {
      ...dataset,
      distribution: [
        { downloadURL: ['https://example.org/ok.csv'] },
        { downloadURL: ['https://refused.example/x'] },
      ],
    };
    await assert.rejects(put(session, putting(refused).request), (fault) => {
      assert.ok(fault instanceof RemoteFault);
      assert.equal(fault.kind, 'refused');
      assert.deepEqual(fault.fields, [{ path: 'resources[1].url', message: 'Invalid URL' }]);
      return true;
    });
  });

  it('tells a refused contact as a field of the dataset', async () => {
    const refused = { ...dataset, contactPoint: [{ email: 'refused@example.org' }] };
    await assert.rejects(put(session, putting(refused).request), (fault) => {
      assert.ok(fault instanceof RemoteFault);
      assert.deepEqual(fault.fields, [{ path: 'contact_points[0].email', message: 'Invalid' }]);
      return true;
    });
    assert.equal(posts().length, 0);
  });

  it('is told readOnly by 423 and unauthorised by 401', async () => {
    remote.intercept = ({ method }) =>
      method === 'POST' ? { status: 423, json: { message: 'Read only' } } : undefined;
    await assert.rejects(
      put(session, putting(without('contactPoint')).request),
      (fault) => fault instanceof RemoteFault && fault.kind === 'readOnly',
    );
    const expired = sessionOn({ url: remote.url, apiKey: 'udata_expired', organization: 'ville' });
    await assert.rejects(
      put(expired, putting(dataset).request),
      (fault) => fault instanceof RemoteFault && fault.kind === 'unauthorised',
    );
  });

  it('tells a record that was handed to others from rights that were lost', async () => {
    const result = await first();
    remote.intercept = ({ method }) =>
      method === 'PUT' ? { status: 403, json: { message: 'Forbidden' } } : undefined;
    const changed = { ...dataset, title: { fr: 'Autre' } };
    await assert.rejects(
      again(changed, result),
      (fault) => fault instanceof RemoteFault && fault.kind === 'unauthorised',
    );
    shown(result)['organization'] = { id: '000000000000000000000999', name: 'Autre ville' };
    await assert.rejects(
      again(changed, result),
      (fault) => fault instanceof RemoteFault && fault.kind === 'refused',
    );
  });

  it('does not ask for a licence that this udata does not have, and says so', async () => {
    remote.licenses = [{ id: 'notspecified' }];
    const result = await first();
    assert.deepEqual(
      posts().map(({ body }) => (body as Json)['license']),
      [undefined],
    );
    assert.ok(result.losses.some(({ field }) => field === 'license'));
  });

  it('finds a licence that the site describes under its address', async () => {
    remote.licenses.push({ id: 'maison', title: 'Licence maison', url: 'https://ville.example/licence/' });
    const license = { raw: 'http://ville.example/licence', method: 'none' as const, confidence: 0 };
    const result = await put(session, putting({ ...dataset, license }).request);
    assert.equal(shown(result)['license'], 'maison');
    const before = remote.writes().length;
    assert.equal((await again({ ...dataset, license }, result)).action, 'unchanged');
    assert.equal(remote.writes().length, before);
  });

  it('remembers what udata makes of a value, and does not write it again', async () => {
    remote.afterwards = () => {
      for (const record of remote.datasets.values()) record['license'] = 'notspecified';
      return undefined;
    };
    const result = await first();
    const changed = { ...dataset, title: { fr: 'Autre' } };
    const second = await again(changed, result);
    assert.deepEqual(
      second.losses.filter(({ field }) => field === 'license').map(({ reason }) => reason),
      ['licence unknown to this udata'],
    );
    const third = await again(changed, second);
    assert.equal(third.action, 'unchanged');
    assert.deepEqual(
      third.losses.map(({ field }) => field),
      second.losses.map(({ field }) => field),
    );
  });

  it('falls back to the legacy name of a frequency, or to unknown with a loss', async () => {
    const semiannual = { ...dataset, frequency: matchFrequency('semiannual') };
    const unknown = await put(session, putting(semiannual).request);
    assert.equal(shown(unknown)['frequency'], 'unknown');
    assert.ok(unknown.losses.some(({ field }) => field === 'frequency'));
    assert.equal((await again(semiannual, unknown)).action, 'unchanged');
    remote.frequencies.push({ id: 'biannual' });
    // A session asks for the vocabularies once.
    const later = sessionOn({ url: remote.url, apiKey: KEY, organization: ORGANIZATION });
    const legacy = await put(later, putting(semiannual, more(unknown)).request);
    assert.equal(shown(legacy)['frequency'], 'biannual');
    assert.equal((await put(later, putting(semiannual, more(legacy)).request)).action, 'unchanged');
  });

  it('leaves out zones that this udata does not know, for the area if there is one', async () => {
    const zone = (code: string) => `http://id.insee.fr/geo/region/${code}`;
    const known = await put(session, putting({ ...dataset, spatial: [{ uri: zone('53') }] }).request);
    assert.deepEqual((shown(known)['spatial'] as Json)['zones'], ['fr:region:53']);
    const spatial = [{ uri: zone('99'), bbox: [1, 2, 3, 4] as [number, number, number, number] }];
    const changed = await again({ ...dataset, spatial }, known);
    assert.equal((lastPut()['spatial'] as Json)['zones'], null);
    assert.ok(changed.losses.some(({ field, value }) => field === 'spatial' && value === 'fr:region:99'));
  });

  it('pushes drafts when told to, and never publishes one because the setting is gone', async () => {
    const drafting = sessionOn({ url: remote.url, apiKey: KEY, organization: ORGANIZATION, private: true });
    const result = await put(drafting, putting(dataset).request);
    assert.equal(shown(result)['private'], true);
    await again({ ...dataset, title: { fr: 'Autre' } }, result);
    assert.equal(shown(result)['private'], true);
  });

  it('pushes only datasets', async () => {
    await assert.rejects(
      put(session, putting({ ...dataset, kind: 'series' }).request),
      (fault) => fault instanceof RemoteFault && fault.kind === 'refused',
    );
  });

  it('needs a key and an organisation', async () => {
    const unauthorised = (fault: unknown) => fault instanceof RemoteFault && fault.kind === 'unauthorised';
    await assert.rejects(
      put(sessionOn({ url: remote.url, organization: 'ville' }), putting(dataset).request),
      unauthorised,
    );
    await assert.rejects(
      put(sessionOn({ url: remote.url, apiKey: KEY }), putting(dataset).request),
      unauthorised,
    );
    await assert.rejects(
      put(sessionOn({ url: remote.url, apiKey: KEY, organization: 'inconnue' }), putting(dataset).request),
      unauthorised,
    );
  });

  it('takes the publisher for kept when it is the organisation', async () => {
    const published = await put(
      session,
      putting({ ...dataset, publisher: { name: { fr: 'Ville' } } }).request,
    );
    assert.ok(!published.losses.some(({ field }) => field === 'publisher'));
    const other = await again({ ...dataset, publisher: { name: { fr: 'Région' } } }, published);
    assert.ok(other.losses.some(({ field }) => field === 'publisher'));
  });

  it('removes twice without complaint', async () => {
    const result = await first();
    await remove(session, result.remoteId, async () => undefined);
    await remove(session, result.remoteId, async () => undefined);
    await remove(session, 'ffffffffffffffffffffffff', async () => undefined);
  });

  it('stops within one request when aborted', async () => {
    const control = new AbortController();
    const aborting = sessionOn(
      { url: remote.url, apiKey: KEY, organization: ORGANIZATION },
      { signal: control.signal },
    );
    remote.intercept = () => {
      control.abort();
      return undefined;
    };
    await assert.rejects(put(aborting, putting(dataset).request));
    assert.equal(remote.heard.length, 1);
  });
});
