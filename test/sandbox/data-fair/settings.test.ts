import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type PortalAnswer, at } from '../../support/portal-client.ts';
import { Site } from './site.ts';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe('sandbox: data-fair settings', () => {
  const site = new Site();

  const path = (): string => `/settings/organization/${site.sandbox.owner.id}`;
  const call = (method: string, part = '', json?: unknown): Promise<PortalAnswer> =>
    site.withCookie(site.sandbox.cookie).call(method, `${path()}${part}`, json === undefined ? {} : { json });
  const withKey = async (key: object): Promise<PortalAnswer> => {
    const kept = at((await call('GET')).body, 'apiKeys') as object[];
    return call('PATCH', '', { apiKeys: [...kept, key] });
  };

  it('opens to sessions and not to keys, but for the licences', async () => {
    const statuses = [
      (await call('GET', '/topics')).status,
      (await site.get(`${path()}/topics`)).status,
      (await site.call('GET', `${path()}/licenses`, { anonymous: true })).status,
    ];
    assert.deepEqual(statuses, [200, 401, 200]);
  });

  it('shows a new key once, in clear', async () => {
    const { body } = await withKey({ title: 'pousser', scopes: ['datasets'], expireAt: inDays(30) });
    const made = at(body, 'apiKeys') as Record<string, string>[];
    const clear = made.at(-1)?.['clearKey'] ?? '';
    assert.match(Buffer.from(clear, 'base64url').toString(), /^o:ville-de-test:/);
    assert.equal((await site.as(clear).call('GET', '/datasets')).status, 200);
    assert.doesNotMatch((await call('GET')).text, new RegExp(clear));
  });

  it('refuses a key that lives longer than two years, or that is changed', async () => {
    const far = await withKey({ title: 'x', scopes: ['datasets'], expireAt: inDays(900) });
    const [first] = at((await call('GET')).body, 'apiKeys') as object[];
    const changed = await call('PATCH', '', { apiKeys: [{ ...first, title: 'autre' }] });
    assert.deepEqual([far.status, changed.status], [400, 400]);
  });

  it('refuses an expired key with 403', async () => {
    const { body } = await withKey({ title: 'vieille', scopes: ['datasets'], expireAt: inDays(-2) });
    const clear = (at(body, 'apiKeys') as Record<string, string>[]).at(-1)?.['clearKey'] ?? '';
    assert.equal((await site.as(clear).call('GET', '/datasets')).status, 403);
  });

  it('renames a topic in the datasets that have it, without a date or a hook that tells', async () => {
    await call('PATCH', '', { topics: [{ id: 't1', title: 'Mobilité' }] });
    const id = await site.created({ topics: [{ id: 't1', title: 'Mobilité' }] });
    const { updatedAt } = site.sandbox.dataset(id) ?? {};
    await call('PATCH', '', { topics: [{ id: 't1', title: 'Transports' }] });
    const { body } = await site.get(`/datasets/${id}`);
    assert.deepEqual([at(body, 'topics.0.title'), at(body, 'updatedAt')], ['Transports', updatedAt]);
  });

  it('keeps portals of the organisation and of its departments apart', async () => {
    const department = `${path()}:voirie`;
    await site
      .withCookie(site.sandbox.cookie)
      .call('POST', `${department}/publication-sites`, { json: { type: 'portal', id: 'voirie' } });
    const idsOf = async (part: string): Promise<unknown[]> =>
      ((await call('GET', part)).body as { id: string }[]).map(({ id }) => id);
    assert.deepEqual(await idsOf('/publication-sites'), ['portail-de-test']);
    assert.deepEqual(await idsOf(':*/publication-sites'), ['portail-de-test', 'voirie']);
  });

  it('takes datasets off a portal that is deleted', async () => {
    await call('POST', '/publication-sites', { type: 'portal', id: 'passager' });
    const id = await site.created({ publicationSites: ['portal:passager'] });
    await call('DELETE', '/publication-sites/portal/passager');
    assert.deepEqual(site.sandbox.dataset(id)?.publicationSites, []);
  });

  it('keeps, edits and deletes applications, and lists them with their datasets', async () => {
    const dataset = await site.created();
    const configuration = { datasets: [{ id: dataset }] };
    const made = await site.put('/applications/carte', {
      url: 'https://example.org/carte/',
      title: 'Carte',
      configuration,
    });
    const edited = await site.patch('/applications/carte', { title: 'Plan' });
    const { body } = await site.get(`/datasets/${dataset}`);
    assert.deepEqual([made.status, edited.status, at(body, 'extras.applications.0.id')], [201, 200, 'carte']);
    const listed = async (query: string): Promise<unknown> =>
      at((await site.get(`/applications?size=10&${query}`)).body, 'results.length');
    assert.deepEqual(
      [
        await listed(`dataset=${dataset}`),
        await listed('ids=carte,autre'),
        await listed('visibility=public'),
        await listed('owner=organization:autre'),
      ],
      [1, 1, 0, 0],
    );
    const { body: page } = await site.get(
      '/applications?ids=carte&select=id,configuration,title,-userPermissions,-owner',
    );
    assert.deepEqual(Object.keys(at(page, 'results.0') as object).toSorted(), [
      'exposedUrl',
      'href',
      'id',
      'page',
      'public',
      'slug',
      'title',
      'visibility',
    ]);
    const { body: part } = await site.get(`/datasets?ids=${dataset}&select=id,extras.applications&raw=true`);
    assert.deepEqual(at(part, 'results.0.extras.applications.0.id'), 'carte');
    assert.equal((await site.delete('/applications/carte')).status, 204);
    assert.deepEqual(at((await site.get(`/datasets/${dataset}`)).body, 'extras.applications'), []);
  });
});
