import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { until } from '../../support/installation.ts';
import { marked } from '../../support/portal-view.ts';
import { startWorkerProcess } from '../../support/worker-process.ts';
import { TARGET, Town } from './town.ts';

describe('a dataset of Data Fair on its way to a catalogue', function () {
  this.timeout(180_000);
  let town: Town;

  before(async () => {
    town = await Town.open();
  });
  afterEach(() => {
    town.target.faults.clear();
    town.fair.faults.clear();
    town.target.setLatency(0);
  });
  after(() => town.close());

  it('arrives by itself when the catalogue answers 503 once', async () => {
    town.target.faults.add({ match: { method: 'POST' }, times: 1, action: { status: 503 } });
    await town.made('Une panne');
    await until('the dataset', () => town.shows('Une panne'));
    assert.equal(town.target.faults.list()[0]?.hits, 1);
    await town.quiet();
    assert.deepEqual(await town.navette.control.waiting(TARGET, 10), []);
  });

  it('is found by the next look when Data Fair answers 503 to what its hook led to', async () => {
    const id = await town.made('Une panne de Data Fair');
    await until('the dataset', () => town.shows('Une panne de Data Fair'));
    await town.quiet();
    town.fair.faults.add({ match: { method: 'GET' }, times: 1, action: { status: 503 } });
    await town.edit(id, { title: 'Une panne de moins' });
    await until('the failed look', () => town.fair.faults.list()[0]?.hits === 1);
    await town.poll();
    await until('its new title', () => town.shows('Une panne de moins'));
    await town.quiet();
  });

  it('that is edited during a push shows the second edit', async () => {
    const id = await town.made('Avant');
    await until('the dataset', () => town.shows('Avant'));
    await town.quiet();
    town.target.log.clear();
    town.target.setLatency(500);
    await town.edit(id, { title: 'Première modification' });
    await until('a push on its way', () => town.target.log.entries().length > 0);
    await town.edit(id, { title: 'Seconde modification' });
    await until('the second edit', () => town.shows('Seconde modification'));
    await town.quiet();
    assert.ok(await town.shows('Seconde modification'));
    assert.equal(town.target.log.summary().concurrentWritesMax, 1);
  });

  it('that is deleted during a push is removed', async () => {
    const id = await town.made('Ne restera pas');
    await until('the dataset', () => town.shows('Ne restera pas'));
    await town.quiet();
    town.target.log.clear();
    town.target.setLatency(500);
    await town.edit(id, { title: 'Ne restera pas non plus' });
    await until('a push on its way', () => town.target.log.entries().length > 0);
    await town.call('DELETE', `datasets/${id}`);
    await until(
      'its end',
      async () => !(await town.titles()).some((title) => title.startsWith('Ne restera')),
    );
    await town.quiet();
    assert.ok(!(await town.titles()).some((title) => title.startsWith('Ne restera')));
  });
});

describe('a worker killed between two catalogues and Data Fair', function () {
  this.timeout(240_000);

  it('after the create and before it is noted leaves one record', async () => {
    const town = await Town.open({ workers: false });
    let worker = await startWorkerProcess(town.env);
    try {
      // The record is made at once; its answer comes when nobody is there any more.
      town.target.faults.add({ match: { method: 'POST' }, times: 1, action: { slow: 20_000 } });
      await town.made('Une seule fois');
      await until('the create', () => town.shows('Une seule fois'));
      await worker.kill();
      assert.equal((await town.navette.control.connector(TARGET)).push?.linked, 0);
      worker = await startWorkerProcess(town.env);
      await until(
        'the link',
        async () => (await town.navette.control.connector(TARGET)).push?.linked === 1,
        120_000,
      );
      assert.deepEqual(await town.titles(), ['Une seule fois']);
      assert.deepEqual(
        Object.values(await marked(town.target)).map((records) => records.length),
        [1],
      );
    } finally {
      await worker.kill();
      await town.close();
    }
  });
});

describe('an organisation called «100% local»', function () {
  this.timeout(120_000);

  it('has its datasets pushed, and harvested ones written', async () => {
    const account = { type: 'organization', id: 'cent-pour-cent', name: '100% local' };
    const town = await Town.open({
      key: ({ keys }) => keys.service,
      settings: {
        account: 'organization:cent-pour-cent:marches',
        accountName: '100% local',
        departmentName: 'Marchés & foires 100 %',
      },
    });
    try {
      const owner = { ...account, department: 'marches', departmentName: 'Marchés & foires 100 %' };
      const id = await town.made('Cent pour cent', { owner });
      await until('the dataset', () => town.shows('Cent pour cent'));
      await town.edit(id, { title: 'Toujours cent pour cent' });
      await until('its new title', () => town.shows('Toujours cent pour cent'));
      const dataset = { kind: 'dataset' as const, id: 'ecrit', title: { fr: 'Écrit par Navette' } };
      await town.navette.control.writeDataset('ecrit', { dataset }, 'test');
      assert.deepEqual(town.fair.dataset('ecrit')?.owner, owner);
    } finally {
      await town.close();
    }
  });
});
