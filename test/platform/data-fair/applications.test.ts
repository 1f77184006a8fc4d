import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Dataset } from '../../../src/model/dataset.ts';
import { Scene } from './scene.ts';

const PUBLIC = [{ classes: ['list', 'read'] }];
type Usage = NonNullable<Dataset['usage']>;

describe('applications of Data Fair', function () {
  this.timeout(60_000);
  let scene: Scene;
  let closed = 0;
  let count = 0;

  before(async () => {
    scene = await Scene.open({}, {}, { onClosed: () => (closed += 1) });
    await scene.look();
  });
  afterEach(async () => {
    scene.key = scene.remote.key;
    scene.remote.forgetRates();
    await scene.look();
  });
  after(() => scene.close());

  async function made(title = 'Jeu'): Promise<string> {
    const { body } = await scene.call('POST', 'datasets', { isMetaOnly: true, title });
    return String(body['id']);
  }

  /** An application of these datasets, public or not. */
  async function shown(datasets: readonly string[], more: object = {}, isPublic = true): Promise<string> {
    const id = `carte-${(count += 1)}`;
    const configuration = { datasets: datasets.map((dataset) => ({ id: dataset })) };
    const application = { url: 'https://apps.example.org/carte/', title: 'Carte', configuration, ...more };
    const answer = await scene.call('PUT', `applications/${id}`, application);
    assert.ok(answer.status < 300, JSON.stringify(answer));
    if (isPublic) await scene.call('PUT', `applications/${id}/permissions`, PUBLIC);
    return id;
  }

  const told = async (): Promise<[id: string, titles: (string | undefined)[]][]> =>
    (await scene.look()).changed
      .map((entry): [string, (string | undefined)[]] => [
        entry.id,
        (entry.dataset.usage ?? []).map(({ title }) => title['fr']),
      ])
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const usage = async (id: string): Promise<Usage | undefined> =>
    (await scene.platform.entries([id])).get(id)?.dataset.usage;

  it('are the usage of the datasets that they show', async () => {
    const dataset = await made();
    const id = await shown([dataset], {
      title: 'Carte des arbres',
      summary: 'Court',
      description: 'Long',
      image: 'https://data.example.org/carte.png',
    });
    assert.deepEqual(await usage(dataset), [
      {
        id: `application:${id}`,
        url: `${scene.remote.publicUrl}/app/${id}`,
        title: { fr: 'Carte des arbres' },
        description: { fr: 'Long' },
        image: 'https://data.example.org/carte.png',
        type: 'visualization',
      },
    ]);
  });

  it('are nobody’s usage while they are not public', async () => {
    const dataset = await made();
    await shown([dataset], {}, false);
    assert.equal(await usage(dataset), undefined);
  });

  it('lead to their datasets when they are made, renamed, shown elsewhere and made private', async () => {
    const [a, b] = [await made('A'), await made('B')].toSorted();
    assert.ok(a !== undefined && b !== undefined);
    await told();
    const id = await shown([a], {}, false);
    assert.deepEqual(await told(), []);
    await scene.call('PUT', `applications/${id}/permissions`, PUBLIC);
    assert.deepEqual(await told(), [[a, ['Carte']]]);
    assert.deepEqual(await told(), []);
    await scene.call('PATCH', `applications/${id}`, { title: 'Plan' });
    assert.deepEqual(await told(), [[a, ['Plan']]]);
    await scene.call('PUT', `applications/${id}/configuration`, { datasets: [{ id: b }] });
    assert.deepEqual(await told(), [
      [a, []],
      [b, ['Plan']],
    ]);
    await scene.call('PUT', `applications/${id}/permissions`, []);
    assert.deepEqual(await told(), [[b, []]]);
    await scene.call('PUT', `applications/${id}/permissions`, PUBLIC);
    assert.deepEqual(await told(), [[b, ['Plan']]]);
    await scene.call('DELETE', `applications/${id}`);
    assert.deepEqual(await told(), [[b, []]]);
    assert.deepEqual(await told(), []);
  });

  it('lead to all their datasets the first time they are looked at', async () => {
    const dataset = await made();
    await shown([dataset]);
    await told();
    const { applications: _applications, ...older } = JSON.parse(scene.cursor ?? '{}') as object & {
      applications?: object;
    };
    scene.cursor = JSON.stringify(older);
    assert.ok((await told()).some(([id]) => id === dataset));
    assert.deepEqual(await told(), []);
  });

  it('cost one small request while they stay as they are, and none for a dataset without', async () => {
    const dataset = await made();
    await shown([dataset]);
    await told();
    // What was just saved is looked at again for a while.
    scene.cursor = scene.cursor?.replaceAll(',"fresh":true', '');
    scene.asked.length = 0;
    await told();
    const asked = scene.asked.filter((one) => one.includes('applications'));
    assert.equal(asked.length, 1, asked.join('\n'));
    const without = await made();
    scene.asked.length = 0;
    await scene.platform.entries([without]);
    assert.deepEqual(
      scene.asked.filter((one) => one.includes('applications')),
      [],
    );
    await scene.platform.entries([dataset, without]);
    assert.equal(scene.asked.filter((one) => one.includes('/applications')).length, 1);
  });

  it('are not there for a key without their scope, which is told once, and everything else goes on', async () => {
    const dataset = await made();
    await shown([dataset]);
    await told();
    scene.key = scene.remote.keys.read;
    const { changed } = await scene.look();
    assert.deepEqual(changed, []);
    const other = await made('Autre');
    assert.deepEqual(await told(), [[other, []]]);
    assert.equal(await usage(dataset), undefined);
    assert.equal(closed, 1);
    scene.key = scene.remote.key;
    await told();
    assert.equal((await usage(dataset))?.length, 1);
  });

  it('of a dataset that a harvest brought stand beside what its source tells', async () => {
    const own = { id: 'x', url: 'https://source.example.org/x', title: { fr: 'De la source' } };
    const dataset = { kind: 'dataset' as const, id: 'moisson', title: { fr: 'Moisson' }, usage: [own] };
    await scene.platform.upsert([{ id: 'moisson', dataset, visibility: 'public' }], 'test');
    const id = await shown(['moisson']);
    const both = await usage('moisson');
    assert.deepEqual(
      both?.map((one) => one.id),
      ['x', `application:${id}`],
    );
    // What is written back with them is not kept as the dataset’s own.
    await scene.platform.upsert(
      [{ id: 'moisson', dataset: { ...dataset, usage: both ?? [] }, visibility: 'public' }],
      'test',
    );
    await scene.call('DELETE', `applications/${id}`);
    assert.deepEqual(await usage('moisson'), [own]);
  });
});

describe('applications of Data Fair on a portal', () => {
  it('are known by their page there, where they are published on it', async () => {
    const scene = await Scene.open({
      site: 'organization:portail-de-test',
      applicationPage: 'https://portail.example.org/applications/{slug}',
    });
    try {
      const { body } = await scene.call('POST', 'datasets', { isMetaOnly: true, title: 'Jeu' });
      const configuration = { datasets: [{ id: body['id'] }] };
      for (const [id, publicationSites] of [
        ['ici', ['organization:portail-de-test']],
        ['ailleurs', []],
      ]) {
        const application = { url: 'https://apps.example.org/', title: 'Carte', slug: `slug-${String(id)}` };
        await scene.call('PUT', `applications/${String(id)}`, {
          ...application,
          configuration,
          publicationSites,
        });
        await scene.call('PUT', `applications/${String(id)}/permissions`, PUBLIC);
      }
      const entry = (await scene.platform.entries([String(body['id'])])).get(String(body['id']));
      assert.deepEqual(entry?.dataset.usage?.map(({ url }) => url).toSorted(), [
        `${scene.remote.publicUrl}/app/ailleurs`,
        'https://portail.example.org/applications/slug-ici',
      ]);
    } finally {
      await scene.close();
    }
  });
});
