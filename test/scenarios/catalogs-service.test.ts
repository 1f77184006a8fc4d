import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { createApi, type Api } from '../../src/api/api.ts';
import { DataFairSettings } from '../../src/config/data-fair.ts';
import { catalogsOf } from '../../src/main/catalogs.ts';
import { startDataFair, type DataFairSandbox } from '../../src/sandbox/data-fair/data-fair.ts';
import type { Wire } from '../api/control-double.ts';
import { ckanPortal, udataPortal, type TestPortal } from '../control/portals.ts';
import { installation, until, type Installation } from '../support/installation.ts';

const TOKEN = 'a-token-of-the-tests';

describe('Navette in place of the catalogue service of a Data Fair', function () {
  this.timeout(180_000);
  let fair: DataFairSandbox;
  let udata: TestPortal;
  let ckan: TestPortal;
  let navette: Installation;
  let api: Api;

  before(async () => {
    [fair, udata, ckan] = await Promise.all([
      startDataFair({ switches: { userPerMinute: 1_000_000 } }),
      udataPortal(),
      ckanPortal(),
    ]);
    const settings = DataFairSettings.parse({
      url: fair.publicUrl,
      apiKey: 'env:FAIR',
      account: `${fair.owner.type}:${fair.owner.id}`,
      pollSeconds: 5,
      requestsPerMinute: 100_000,
    });
    const platform = { kind: 'data-fair' as const, settings };
    navette = await installation({ UDATA: udata.key, CKAN: ckan.key, FAIR: fair.key }, { platform });
    await navette.startWorkers();
    const push = { select: { ids: [] } };
    await navette.control.apply(
      [
        {
          id: 'gouv',
          title: 'data.gouv',
          adapter: 'udata',
          settings: { ...udata.settings, apiKey: 'env:UDATA' },
          push,
        },
        { id: 'region', adapter: 'ckan', settings: { ...ckan.settings, apiToken: 'env:CKAN' }, push },
        {
          id: 'all-public',
          adapter: 'udata',
          settings: { ...udata.settings, apiKey: 'env:UDATA' },
          push: { select: { keywords: ['for-all'] } },
        },
      ],
      { retireOthers: false },
    );
    navette.wired.watch.start();
    api = createApi({
      control: navette.control,
      tokens: [TOKEN],
      hookKey: 'secret-of-the-catalogs',
      version: '1.2.3',
      ...catalogsOf({ platform, catalogsPath: '/catalogs/api' }),
    });
  });
  after(async () => {
    await api.close();
    await navette.close();
    await Promise.all([fair.close(), udata.close(), ckan.close()]);
  });

  async function ask(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    payload?: object,
  ): Promise<{ status: number; json: Wire }> {
    const answer = await api.inject({
      method,
      url: `/catalogs/api/${path}`,
      headers: { authorization: `Bearer ${TOKEN}` },
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: answer.statusCode, json: answer.body === '' ? undefined : answer.json() };
  }
  const inDataFair = async (method: string, path: string, body?: unknown): Promise<Wire> => {
    const answer = await fetch(`${fair.publicUrl}/api/v1/${path}`, {
      method,
      headers: { 'x-apikey': fair.key, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
    const text = await answer.text();
    return text.startsWith('{') ? JSON.parse(text) : undefined;
  };
  const made = async (title: string, more: object = {}): Promise<string> => {
    const { id } = await inDataFair('POST', 'datasets', { isMetaOnly: true, title, ...more });
    await inDataFair('PUT', `datasets/${id}/permissions`, [{ classes: ['list', 'read'] }]);
    return id;
  };
  const publish = (catalog: string, dataset: string, more: object = {}) =>
    ask('POST', 'publications', {
      catalog: { id: catalog, title: 'Whatever its page knows' },
      dataFairDataset: { id: dataset, title: 'Title' },
      action: 'createFolderInRoot',
      publicationSite: { title: 'Portail', url: 'https://portal.example.org', datasetUrlTemplate: 'x' },
      ...more,
    });
  const of = async (dataset: string): Promise<Wire[]> =>
    (await ask('GET', `publications?dataFairDatasetId=${dataset}`)).json.results;
  const done = (dataset: string, count = 1): Promise<void> =>
    until(`publications of ${dataset}`, async () => {
      const found = await of(dataset);
      return found.length === count && found.every(({ status }) => status === 'done');
    });
  const titled = async (portal: TestPortal, title: string): Promise<string[]> =>
    (await portal.all()).filter((record) => record.title === title).map(({ id }) => id);

  for (const [catalog, portalOf] of [
    ['gouv', () => udata],
    ['region', () => ckan],
  ] as const) {
    describe(`on ${catalog}`, () => {
      it('publishes a dataset once, shows where it is, and follows its edits', async () => {
        const id = await made(`Arbres ${catalog}`);
        const answer = await publish(catalog, id);
        assert.equal(answer.status, 201);
        assert.deepEqual(
          [answer.json.catalog.id, answer.json.dataFairDataset.id, answer.json.status === 'error'],
          [catalog, id, false],
        );
        await done(id);
        const [shown] = await of(id);
        const [remoteId] = await titled(portalOf(), `Arbres ${catalog}`);
        assert.equal(shown.remoteFolder.id, remoteId);
        assert.match(shown.remoteFolder.url, /^http:/);
        assert.equal(shown.action, 'replaceFolder');
        assert.ok(Date.parse(shown.lastPublicationDate) > 0);
        assert.equal((await publish(catalog, id)).status, 409);
        await inDataFair('PATCH', `datasets/${id}`, { title: `Platanes ${catalog}` });
        const hook = await api.inject({
          method: 'POST',
          url: '/catalogs/api/datasets',
          headers: { 'x-secret-key': 'secret-of-the-catalogs' },
          payload: { update: [id] },
        });
        assert.equal(hook.statusCode, 200);
        await until(
          'the new title',
          async () => (await titled(portalOf(), `Platanes ${catalog}`)).length === 1,
        );
        assert.deepEqual(await titled(portalOf(), `Arbres ${catalog}`), []);
      });

      it('takes the record away with the publication', async () => {
        const id = await made(`Bancs ${catalog}`);
        await publish(catalog, id);
        await done(id);
        const [shown] = await of(id);
        assert.equal((await ask('DELETE', `publications/${shown._id}`)).status, 204);
        await until('no publication', async () => (await of(id)).length === 0);
        assert.deepEqual(await titled(portalOf(), `Bancs ${catalog}`), []);
        assert.equal((await ask('DELETE', `publications/${shown._id}`)).status, 404);
      });

      it('leaves the record with onlyLink, whatever is edited then, and finds it again', async () => {
        const id = await made(`Fontaines ${catalog}`);
        await publish(catalog, id);
        await done(id);
        const [shown] = await of(id);
        assert.equal((await ask('DELETE', `publications/${shown._id}?onlyLink=true`)).status, 204);
        assert.deepEqual(await of(id), []);
        await inDataFair('PATCH', `datasets/${id}`, { summary: 'Edited since' });
        await navette.control.platformHinted([id]);
        await navette.control.pushAll(catalog);
        await until('quiet', async () => {
          const { push } = await navette.control.connector(catalog);
          return push?.outbox.waiting === 0;
        });
        assert.deepEqual(await titled(portalOf(), `Fontaines ${catalog}`), [shown.remoteFolder.id]);
        assert.equal((await publish(catalog, id)).status, 201);
        await done(id);
        assert.deepEqual(await titled(portalOf(), `Fontaines ${catalog}`), [shown.remoteFolder.id]);
      });

      it('takes over a record that is there', async () => {
        const remoteId = await portalOf().make({ title: `Kiosques ${catalog}` });
        const id = await made(`Kiosques ${catalog}`);
        const taken = await publish(catalog, id, {
          action: 'replaceFolder',
          remoteFolder: { id: remoteId, title: 'Kiosques' },
        });
        assert.equal(taken.status, 201);
        await done(id);
        assert.deepEqual(await titled(portalOf(), `Kiosques ${catalog}`), [remoteId]);
        assert.ok((await portalOf().shown(remoteId)).mark);
      });

      it('publishes nothing where the record to take over is not there', async () => {
        const id = await made(`Perdu ${catalog}`);
        const lost = await publish(catalog, id, {
          action: 'replaceFolder',
          remoteFolder: { id: '5b7f0c0ba3a72929d1b41d8f' },
        });
        assert.equal(lost.status, 404);
        assert.deepEqual(await of(id), []);
        assert.equal((await publish(catalog, id)).status, 201);
        await done(id);
      });

      it('publishes again over what somebody edited there', async () => {
        const id = await made(`Encore ${catalog}`, { description: 'Ours' });
        await publish(catalog, id);
        await done(id);
        const [shown] = await of(id);
        await portalOf().edit(shown.remoteFolder.id, { description: 'Theirs' });
        assert.equal((await ask('POST', `publications/${shown._id}`)).status, 204);
        await until('ours again', async () => {
          const { description } = await portalOf().shown(shown.remoteFolder.id);
          return description === 'Ours';
        });
      });
    });
  }

  it('keeps all of many publications that come at once', async () => {
    const ids = await Promise.all([1, 2, 3, 4, 5].map((each) => made(`Ensemble ${each}`)));
    const answers = await Promise.all(ids.map((id) => publish('region', id)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      ids.map(() => 201),
    );
    for (const id of ids) await done(id);
  });

  it('refuses what it cannot publish, and says why', async () => {
    const { id: hidden } = await inDataFair('POST', 'datasets', { isMetaOnly: true, title: 'Privé' });
    const refused = await publish('gouv', hidden);
    assert.equal(refused.status, 400);
    assert.match(refused.json.message, /it is private, and push\.select\.visibility/);
    assert.deepEqual(await of(hidden), []);
    assert.equal((await publish('gouv', 'nowhere')).status, 404);
    assert.equal((await publish('nobody', hidden)).status, 404);
    const file = await publish('gouv', hidden, { action: 'createResource', remoteFolder: { id: 'x' } });
    assert.match(file.json.message, /createResource is not possible here/);
  });

  it('excepts a dataset from what a connector selects by other conditions', async () => {
    const id = await made('Pour tous', { keywords: ['for-all'] });
    await navette.control.platformHinted([id]);
    await done(id);
    const [shown] = await of(id);
    assert.equal((await ask('DELETE', `publications/${shown._id}`)).status, 204);
    await until('no publication', async () => (await of(id)).length === 0);
    assert.equal((await publish('all-public', id)).status, 201);
    await done(id);
  });

  it('lists connectors as catalogues, with facets, counts and no secrets', async () => {
    const { json } = await ask('GET', 'catalogs?select=title,plugin&sort=title:1');
    assert.equal(json.count, 3);
    assert.deepEqual(json.facets.plugins, { udata: 2, ckan: 1 });
    assert.deepEqual(json.facets.owners[0].count, 3);
    const gouv = json.results.find((one: Wire) => one._id === 'gouv');
    assert.deepEqual(
      [gouv.title, gouv.plugin, gouv.config.apiKey, gouv.owner.id],
      ['data.gouv', 'udata', '********', fair.owner.id],
    );
    const { count } = (await ask('GET', 'publications?catalogId=gouv&size=0')).json;
    assert.equal(gouv.publicationsCount, count);
    const named = (query: string) =>
      ask('GET', `catalogs?${query}`).then(({ json: { results } }) => results.map((one: Wire) => one._id));
    assert.deepEqual(await named('plugins=ckan'), ['region']);
    assert.deepEqual(await named('q=DATA.G'), ['gouv']);
    assert.deepEqual(await named('size=1&page=2'), ['gouv']);
    assert.deepEqual(await named('capabilities=replaceFolder,thumbnail'), []);
    assert.deepEqual(await named(`owners=${fair.owner.type}:${fair.owner.id}&plugins=udata`), [
      'all-public',
      'gouv',
    ]);
    assert.equal((await ask('GET', 'catalogs/region')).json.plugin, 'ckan');
    assert.equal((await ask('GET', 'catalogs/nobody')).status, 404);
  });

  it('tells of itself as Data Fair asks, and needs a token for all but a ping', async () => {
    assert.equal((await ask('GET', 'admin/info')).json.version, 'navette 1.2.3');
    const status = (await ask('GET', 'admin/status')).json;
    assert.equal(status.status, 'ok');
    assert.deepEqual(
      status.details.map(({ name }: Wire) => name),
      ['database', 'temporal', 'workers'],
    );
    const open = await api.inject({ url: '/catalogs/api/ping' });
    assert.deepEqual([open.statusCode, open.body], [200, 'ok']);
    for (const url of ['catalogs', 'publications', 'imports', 'admin/info'])
      assert.equal((await api.inject({ url: `/catalogs/api/${url}` })).statusCode, 401);
  });

  describe('imports', () => {
    let remoteId: string;
    before(async () => {
      remoteId = await udata.make({ title: 'À importer' });
      await udata.publish(remoteId);
      for (const title of ['Autre', 'Encore un autre']) await udata.publish(await udata.make({ title }));
    });

    it('shows the records of a remote to choose from', async () => {
      const first = (await ask('GET', 'catalogs/gouv/resources?size=2')).json;
      const second = (await ask('GET', 'catalogs/gouv/resources?size=2&page=2')).json;
      // What was published from here is not there to be imported.
      assert.deepEqual(
        [...first.results, ...second.results].map(({ title }: Wire): string => title).toSorted(),
        ['Autre', 'Encore un autre', 'À importer'],
      );
      const { results } = (await ask('GET', 'catalogs/gouv/resources?q=à importer&size=5')).json;
      assert.deepEqual(results, [{ id: remoteId, title: 'À importer', type: 'resource' }]);
    });

    it('brings one record in, at once and by its schedule, and shows its dataset', async () => {
      const scheduling = [
        {
          type: 'weekly',
          month: '*',
          dayOfMonth: '*',
          dayOfWeek: '2',
          hour: 4,
          minute: 30,
          timeZone: 'Europe/Paris',
        },
      ];
      const answer = await ask('POST', 'imports', {
        catalog: { id: 'gouv' },
        remoteResource: { id: remoteId, title: 'À importer' },
        scheduling,
        shouldUpdateMetadata: true,
      });
      assert.equal(answer.status, 201);
      const { _id } = answer.json;
      const again = await ask('POST', 'imports', {
        catalog: { id: 'gouv' },
        remoteResource: { id: remoteId },
      });
      assert.equal(again.status, 409);
      await until('the dataset', async () => (await ask('GET', `imports/${_id}`)).json.status === 'done');
      const { json } = await ask('GET', 'imports?catalogId=gouv');
      const [shown] = json.results;
      assert.equal(json.count, 1);
      assert.deepEqual(shown.scheduling, scheduling);
      const brought = fair.datasets().filter(({ title }) => title === 'À importer');
      assert.deepEqual(
        brought.map(({ id }) => id),
        [shown.dataFairDataset.id],
      );
      assert.equal((await ask('GET', `imports?dataFairDatasetId=${shown.dataFairDataset.id}`)).json.count, 1);
      const gouv = (await ask('GET', 'catalogs?q=data.gouv')).json;
      assert.deepEqual([gouv.count, gouv.results[0].importsCount], [3, 1]);
    });

    it('changes, rests and ends', async () => {
      const [{ _id }] = (await ask('GET', 'imports')).json.results;
      const scheduling = [{ type: 'hourly', hourStep: 6, minute: 5, timeZone: 'UTC' }];
      const { json } = await ask('PATCH', `imports/${_id}`, { scheduling });
      assert.deepEqual([json.scheduling[0].hourStep, json.scheduling[0].minute], [6, 5]);
      assert.equal((await ask('PATCH', `imports/${_id}`, { status: 'waiting' })).status, 200);
      await until('its end', async () => (await ask('GET', `imports/${_id}`)).json.status === 'done');
      const rests = await ask('PATCH', `imports/${_id}`, { isSchedulingActive: false });
      assert.equal(rests.json.isSchedulingActive, false);
      assert.equal((await ask('DELETE', `imports/${_id}`)).status, 204);
      assert.equal((await ask('GET', 'imports')).json.count, 0);
      assert.equal((await ask('DELETE', `imports/${_id}`)).status, 404);
      assert.equal(fair.datasets().filter(({ title }) => title === 'À importer').length, 1);
    });

    it('cannot go into a dataset that is there already', async () => {
      const refused = await ask('POST', 'imports', {
        catalog: { id: 'gouv' },
        remoteResource: { id: remoteId },
        dataFairDataset: { id: 'there' },
      });
      assert.equal(refused.status, 400);
      assert.match(refused.json.message, /leave dataFairDataset out/);
    });
  });
});
