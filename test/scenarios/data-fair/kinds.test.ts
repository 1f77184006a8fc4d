import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { startCkan, type CkanSandbox } from '../../../src/sandbox/ckan/ckan.ts';
import { startUdata, type UdataSandbox } from '../../../src/sandbox/udata/udata.ts';
import { harvested } from '../../support/harvested.ts';
import { until } from '../../support/installation.ts';
import { ckanAction, marked } from '../../support/portal-view.ts';
import { loopback } from '../../support/scripted.ts';
import { answerOf, catalogue } from '../../adapters/opendatasoft/portal.ts';
import { Town } from './town.ts';

/** Datasets of all kinds together; more with `NAVETTE_TEST_DATASETS=100`. */
const DATASETS = Number(process.env['NAVETTE_TEST_DATASETS'] ?? 20);
const KINDS = ['metadata only', 'file', 'rows', 'virtual'] as const;

describe('datasets of every kind in Data Fair', function () {
  this.timeout(300_000);
  let town: Town;

  before(async () => {
    town = await Town.open();
  });
  after(() => town.close());

  it(`are published, edited, made private and deleted, ${DATASETS} of them`, async () => {
    const child = await town.made('Parent de tous', { isRest: true, schema: [{ key: 'a', type: 'string' }] });
    const make: Record<(typeof KINDS)[number], (title: string) => Promise<string>> = {
      'metadata only': (title) => town.made(title),
      file: (title) => town.uploaded(title, 'a,b\n1,2\n'),
      rows: (title) => town.made(title, { isRest: true, schema: [{ key: 'a', type: 'string' }] }),
      virtual: (title) => town.made(title, { isVirtual: true, virtual: { children: [child] } }),
    };
    const ids: string[] = [];
    for (let index = 0; index < DATASETS; index += 1) {
      const kind = KINDS[index % KINDS.length] ?? 'file';
      ids.push(await make[kind](`Jeu ${index} ${kind}`));
    }
    const shows = async (ending: string) => (await town.titles()).filter((title) => title.endsWith(ending));
    await settledWith(town, async () => (await town.titles()).length === DATASETS + 1);
    for (const [index, id] of ids.entries()) await town.edit(id, { title: `Jeu ${index} modifié` });
    await settledWith(town, async () => (await shows('modifié')).length === DATASETS);
    const half = Math.floor(DATASETS / 2);
    for (const id of ids.slice(0, half)) await town.setPublic(id, false);
    await settledWith(town, async () => (await shows('modifié')).length === DATASETS - half);
    for (const id of ids) await town.call('DELETE', `datasets/${id}`);
    await settledWith(town, async () => (await shows('modifié')).length === 0);
    assert.deepEqual(await town.titles(), ['Parent de tous']);
    assert.equal(town.target.log.summary().concurrentWritesMax, 1);
    assert.ok(Object.values(await marked(town.target)).every((records) => records.length <= 1));
  });
});

describe('a source of a Data Fair', function () {
  this.timeout(240_000);
  let town: Town;
  let udata: UdataSandbox;
  let ckan: CkanSandbox;
  let opendatasoft: { url: string; close: () => Promise<unknown> };
  const held = catalogue(3);

  before(async () => {
    town = await Town.open({ push: { select: { harvested: false } } });
    udata = await startUdata();
    ckan = await startCkan();
    opendatasoft = await loopback((asked) => answerOf(held, asked));
    town.navette.env['SOURCE'] = udata.key;
  });
  after(async () => {
    await town.close();
    await Promise.all([udata.close(), ckan.close(), opendatasoft.close()]);
  });

  const settings = {
    udata: () => ({ url: udata.url, organization: udata.organization, apiKey: 'env:SOURCE' }),
    ckan: () => ({ url: ckan.url }),
    opendatasoft: () => ({ url: opendatasoft.url }),
  };
  const add = {
    udata: async (title: string) => {
      const answer = await fetch(`${udata.url}/api/1/datasets/`, {
        method: 'POST',
        headers: { 'x-api-key': udata.key, 'content-type': 'application/json' },
        body: JSON.stringify({ title, description: 'Un jeu.', organization: udata.organization }),
      });
      assert.equal(answer.status, 201);
    },
    ckan: (title: string) =>
      ckanAction(ckan, 'package_create', {
        name: title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
        title,
        owner_org: ckan.organization,
      }),
    opendatasoft: () => {
      held.entries.push(...catalogue(4).entries.slice(3));
      return Promise.resolve();
    },
  };

  for (const adapter of ['udata', 'ckan', 'opendatasoft'] as const) {
    it(`of the kind ${adapter} that has a new dataset is seen to have it`, async () => {
      if (adapter !== 'opendatasoft') await add[adapter](`Premier de ${adapter}`);
      await town.navette.control.apply(
        [{ id: adapter, adapter, settings: settings[adapter](), harvest: {} }],
        {
          retireOthers: false,
        },
      );
      await harvested(town.navette, adapter);
      const before = town.fair.datasets().length;
      await add[adapter](`Nouveau de ${adapter}`);
      const run = await harvested(town.navette, adapter);
      assert.deepEqual([run.state, run.counts.added, run.counts.updated], ['complete', 1, 0]);
      assert.equal(town.fair.datasets().length, before + 1);
    });
  }
});

async function settledWith(town: Town, holds: () => Promise<boolean>): Promise<void> {
  await town.poll();
  await until('what the catalogue has to show', holds, 120_000);
  await town.quiet();
}
