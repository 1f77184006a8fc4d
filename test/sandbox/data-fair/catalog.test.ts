import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { type PortalAnswer, at } from '../../support/portal-client.ts';
import { Site } from './site.ts';

describe('sandbox: data-fair catalogue of a portal', () => {
  const site = new Site();
  const publicationSites = ['data-fair-portals:portail-de-test'];
  let shown = '';

  before(async () => {
    shown = await site.created({ title: 'Ouvert', publicationSites });
    await site.put(`/datasets/${shown}/permissions`, [{ classes: ['list', 'read'] }]);
    await site.created({ title: 'Privé', publicationSites });
    const elsewhere = await site.created({ title: 'Ailleurs' });
    await site.put(`/datasets/${elsewhere}/permissions`, [{ classes: ['list', 'read'] }]);
  });

  const visit = (path: string): Promise<PortalAnswer> =>
    site.call('GET', `${site.sandbox.portalUrl}/api/v1/catalog/${path}`, { anonymous: true });

  it('is there on the domain of the portal alone', async () => {
    assert.deepEqual(
      [(await visit('datasets')).status, (await site.get('/catalog/datasets')).status],
      [200, 400],
    );
  });

  it('shows visitors what is public and published there, without its owner', async () => {
    const { body } = await visit('datasets');
    const [first] = at(body, 'results') as Record<string, unknown>[];
    assert.deepEqual([at(body, 'count'), first?.['title']], [1, 'Ouvert']);
    assert.ok(first !== undefined && !('owner' in first) && !('publicationSites' in first));
    assert.equal(first['page'], `${site.sandbox.portalUrl.replace('/data-fair', '')}/datasets/ouvert`);
  });

  it('shows the holder of a key the private ones too', async () => {
    const { body } = await site.get(`${site.sandbox.portalUrl}/api/v1/catalog/datasets`);
    assert.equal(at(body, 'count'), 2);
  });

  it('exports JSON-LD, with files for datasets that are files', async () => {
    const file = await site.loaded('a\n1\n', 'lieux.csv', { title: 'Lieux', publicationSites });
    await site.put(`/datasets/${file}/permissions`, [{ classes: ['list', 'read'] }]);
    const { headers, body } = await visit('dcat');
    assert.match(headers.get('content-type') ?? '', /^application\/ld\+json/);
    const datasets = at(body, 'dataset') as { title: string; distribution: object[] }[];
    assert.deepEqual(
      datasets.map(({ title, distribution }) => [title, distribution.length]),
      [
        ['Ouvert', 0],
        ['Lieux', 1],
      ],
    );
  });
});
