import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { PortalClient, at } from '../../support/portal-client.ts';
import { Site, word } from './site.ts';

const PUBLIC = { classes: ['list', 'read'] };

describe('sandbox: data-fair rights', () => {
  const site = new Site();

  const metaOnly = (title = word()): object => ({ isMetaOnly: true, title });

  it('refuses an unknown key everywhere, and none where something is written', async () => {
    const unknown = await site.as('zorg').call('GET', '/datasets');
    const none = await site.call('POST', '/datasets', { anonymous: true, json: metaOnly() });
    assert.deepEqual([unknown.status, none.status], [401, 401]);
  });

  it('tells a key of another scope which one it lacks', async () => {
    const { keys } = site.sandbox;
    const id = await site.created();
    const statuses = [
      (await site.as(keys.read).call('GET', `/datasets/${id}`)).status,
      (await site.as(keys.read).call('PATCH', `/datasets/${id}`, { json: { title: 'x' } })).status,
      (await site.as(keys.write).call('PATCH', `/datasets/${id}`, { json: { title: 'x' } })).status,
      (await site.as(keys.write).call('GET', `/datasets/${id}`)).status,
      (await site.as(keys.write).call('GET', `/datasets/${id}/permissions`)).status,
      (await site.as(keys.admin).call('GET', `/datasets/${id}/permissions`)).status,
    ];
    assert.deepEqual(statuses, [200, 403, 200, 403, 403, 200]);
  });

  it('is private at first, and public once everybody may list and read it', async () => {
    const id = await site.created();
    const anonymous = async (): Promise<number> =>
      (await site.call('GET', `/datasets/${id}`, { anonymous: true })).status;
    const before = await anonymous();
    await site.put(`/datasets/${id}/permissions`, [PUBLIC]);
    const { body } = await site.get(`/datasets/${id}`);
    assert.deepEqual([before, await anonymous()], [403, 200]);
    assert.deepEqual([at(body, 'public'), at(body, 'visibility')], [true, 'public']);
  });

  it('leaves no date behind when permissions change', async () => {
    const id = await site.created();
    const { updatedAt } = site.sandbox.dataset(id) ?? {};
    await site.put(`/datasets/${id}/permissions`, [PUBLIC]);
    assert.equal(site.sandbox.dataset(id)?.updatedAt, updatedAt);
  });

  it('refuses permissions for somebody who is not named', async () => {
    const id = await site.created();
    const { status } = await site.put(`/datasets/${id}/permissions`, [{ type: 'user', classes: ['read'] }]);
    assert.equal(status, 400);
  });

  it('gives one organisation what was given to it', async () => {
    const id = await site.created();
    const theirs = { type: 'organization', id: 'cent-pour-cent', classes: ['read'] };
    await site.put(`/datasets/${id}/permissions`, [theirs]);
    const stranger = site.as(site.sandbox.keys.stranger);
    const read = await stranger.call('GET', `/datasets/${id}`);
    const write = await stranger.call('PATCH', `/datasets/${id}`, { json: { title: 'x' } });
    assert.deepEqual([read.status, at(read.body, 'visibility'), write.status], [200, 'protected', 403]);
  });

  it('keeps departments to what is theirs', async () => {
    const department = site.as(site.sandbox.keys.department);
    const made = await department.call('POST', '/datasets', { json: metaOnly() });
    const id = String(at(made.body, 'id'));
    const other = await site.created();
    const statuses = [
      (await site.patch(`/datasets/${id}`, { title: 'x' })).status,
      (await department.call('PATCH', `/datasets/${other}`, { json: { title: 'x' } })).status,
    ];
    assert.equal(at(made.body, 'owner.department'), 'voirie');
    assert.deepEqual(statuses, [200, 403]);
  });

  it('lets a service act for an account, whose names are encoded for URIs', async () => {
    const { service } = site.sandbox.keys;
    const asking = (account: object): Promise<{ status: number; body: unknown }> =>
      new PortalClient(`${site.sandbox.publicUrl}/api/v1`, {
        'x-apikey': service,
        'x-account': JSON.stringify(account),
      }).call('POST', '/datasets', { json: metaOnly() });
    const account = { type: 'organization', id: 'cent-pour-cent' };
    const encoded = await asking({ ...account, name: encodeURIComponent('100% local') });
    const bare = await asking({ ...account, name: '100% local' });
    assert.deepEqual([encoded.status, at(encoded.body, 'owner.name'), bare.status], [201, '100% local', 500]);
    const without = await site.as(service).call('GET', '/datasets');
    assert.equal(without.status, 403);
  });

  it('refuses an account from a key that stands for its own', async () => {
    const { owner, key, publicUrl } = site.sandbox;
    const client = new PortalClient(`${publicUrl}/api/v1`, {
      'x-apikey': key,
      'x-account': JSON.stringify(owner),
    });
    assert.equal((await client.call('GET', '/datasets')).status, 403);
  });

  it('refuses the keys of administrators through the public proxy', async () => {
    const { super: key } = site.sandbox.keys;
    const headers = { 'x-forwarded-host': 'donnees.example.org' };
    const statuses = [
      (await site.as(key).call('GET', '/datasets')).status,
      (await site.as(key).call('GET', '/datasets', { headers })).status,
    ];
    assert.deepEqual(statuses, [200, 421]);
  });

  it('moves a dataset to a department and keeps it on its portals', async () => {
    const id = await site.created({ publicationSites: ['data-fair-portals:portail-de-test'] });
    const owner = { ...site.sandbox.owner, department: 'voirie', departmentName: 'Voirie & réseaux' };
    const { status } = await site.put(`/datasets/${id}/owner`, owner);
    assert.deepEqual([status, site.sandbox.dataset(id)?.publicationSites?.length], [200, 1]);
  });

  it('moves a dataset to another organisation with an administrator only, off its portals', async () => {
    const id = await site.created({ publicationSites: ['data-fair-portals:portail-de-test'] });
    const owner = { type: 'organization', id: 'cent-pour-cent', name: '100% local' };
    const own = await site.put(`/datasets/${id}/owner`, owner);
    const admin = await site
      .as(site.sandbox.keys.super)
      .call('PUT', `/datasets/${id}/owner`, { json: owner });
    assert.deepEqual([own.status, admin.status], [403, 200]);
    assert.deepEqual(site.sandbox.dataset(id)?.publicationSites, []);
  });

  it('refuses a rate and a quota with the same status, and no word of when', async () => {
    site.sandbox.switches.userPerMinute = 1;
    await site.get('/datasets');
    const rate = await site.get('/datasets');
    site.sandbox.switches.userPerMinute = 1_200;
    site.sandbox.switches.datasetsMax = 0;
    const quota = await site.post('/datasets', metaOnly());
    site.sandbox.switches.datasetsMax = -1;
    assert.deepEqual([rate.status, quota.status], [429, 429]);
    assert.deepEqual([rate.headers.get('retry-after'), quota.headers.get('retry-after')], [null, null]);
    assert.notEqual(rate.text, quota.text);
  });

  it('refuses what would not fit into the store', async () => {
    site.sandbox.switches.storeBytesMax = 10;
    const { status } = await site.upload('POST', '/datasets', 'a\n1\n');
    site.sandbox.switches.storeBytesMax = -1;
    assert.equal(status, 429);
  });

  it('tells its members the limits of an account, by their session', async () => {
    const path = `/limits/organization/${site.sandbox.owner.id}`;
    const mine = await site.withCookie(site.sandbox.cookie).call('GET', path);
    assert.deepEqual([mine.status, at(mine.body, 'nb_datasets.limit')], [200, -1]);
    assert.equal((await site.get(path)).status, 401);
  });
});
