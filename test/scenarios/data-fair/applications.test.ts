import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { until } from '../../support/installation.ts';
import { Town } from './town.ts';

const PUBLIC = [{ classes: ['list', 'read'] }];

interface Reuse {
  id: string;
  title: string;
  url: string;
  deleted: string | null;
  datasets: { title: string }[];
}

describe('an application of Data Fair', function () {
  this.timeout(180_000);
  let town: Town;

  before(async () => {
    town = await Town.open();
  });
  after(() => town.close());

  /** Every reuse that there ever was. */
  async function reuses(): Promise<Reuse[]> {
    const answer = await fetch(`${town.target.url}/api/1/reuses/`, {
      headers: { 'x-api-key': town.target.key },
    });
    return ((await answer.json()) as { data: Reuse[] }).data;
  }

  const application = (method: string, path: string, body: unknown) =>
    town.call(method, `applications/${path}`, body, { 'x-apikey': town.fair.key });

  it('is one reuse of its datasets, follows its changes, and goes when it is not public any more', async () => {
    const ids = [await town.made('Arbres'), await town.made('Bancs')];
    await until('both datasets', async () => (await town.titles()).length === 2);
    await town.quiet();
    await application('PUT', 'carte', {
      url: 'https://apps.example.org/carte/',
      title: 'Carte du mobilier',
      summary: 'Arbres et bancs',
      configuration: { datasets: ids.map((id) => ({ id })) },
    });
    assert.deepEqual(await town.written(), []);

    await application('PUT', 'carte/permissions', PUBLIC);
    const writes = await town.written();
    assert.equal(writes.filter((one) => one.startsWith('POST /api/1/reuses/ ')).length, 1, writes.join('\n'));
    const [made, ...more] = await reuses();
    assert.deepEqual(more, []);
    assert.deepEqual(
      [made?.title, made?.url, made?.datasets.map(({ title }) => title).toSorted()],
      ['Carte du mobilier', `${town.fair.publicUrl}/app/carte`, ['Arbres', 'Bancs']],
    );

    await application('PATCH', 'carte', { title: 'Plan du mobilier' });
    assert.equal((await town.written()).filter((one) => !one.includes('/reuses/')).length, 0);
    const [renamed, ...others] = await reuses();
    assert.deepEqual([renamed?.id, renamed?.title, others], [made?.id, 'Plan du mobilier', []]);
    assert.deepEqual(await town.written(), []);

    await application('PUT', 'carte/permissions', []);
    await town.written();
    const [gone] = await reuses();
    assert.deepEqual([gone?.id, gone?.deleted !== null], [made?.id, true]);
    assert.equal((await town.titles()).length, 2);
  });
});
