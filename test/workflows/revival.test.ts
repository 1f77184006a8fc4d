import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { startCkan, type CkanSandbox } from '../../src/sandbox/ckan/ckan.ts';
import { ckanAction } from '../support/portal-view.ts';
import { installation, until, type Installation } from '../support/installation.ts';

const CONNECTOR = 'ckan-revival';

describe('a package that we deleted, of a dataset that comes back', () => {
  let navette: Installation;
  let portal: CkanSandbox;

  before(async () => {
    portal = await startCkan();
    navette = await installation({ CKAN: portal.sysadminToken });
    await navette.startWorkers();
  });
  after(async () => {
    await navette.close();
    await portal.close();
  });

  const write = (title: string) =>
    navette.control.writeDataset(
      'back',
      { dataset: { kind: 'dataset', id: 'back', title: { fr: title } } },
      'test',
    );
  const titles = async (): Promise<unknown[]> => {
    const { results } = (await ckanAction(portal, 'package_search', { rows: 10 })) as {
      results: { title: string }[];
    };
    return results.map(({ title }) => title);
  };

  it('is brought back at the second try too, where nobody’s deletion is undone', async () => {
    const settings = { url: portal.url, organization: portal.organization, apiToken: 'env:CKAN' };
    const push = { select: { ids: ['back'] }, gone: 'stop', retryFirst: '1s' };
    await navette.control.apply([{ id: CONNECTOR, adapter: 'ckan', settings, push }], {
      retireOthers: false,
    });
    await write('Avant');
    await until('the package', async () => (await titles()).includes('Avant'));
    await navette.control.setDatasetState('back', 'deleted', 'test');
    await until('the deletion', async () => (await titles()).length === 0);
    portal.faults.add({ match: { path: 'package_patch' }, times: 1, action: 'reset' });
    await write('Avant');
    await until('the package once more', async () => (await titles()).includes('Avant'), 15_000);
    assert.equal(portal.faults.list()[0]?.hits, 1);
    assert.deepEqual(await titles(), ['Avant']);
  });
});
