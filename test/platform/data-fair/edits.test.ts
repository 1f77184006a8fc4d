import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { richSample } from '../../contracts/samples.ts';
import { demandWritten } from '../../../src/platform/written.ts';
import { dataFairId } from '../../../src/platform/data-fair/ids.ts';
import { Scene } from './scene.ts';

describe('edits in Data Fair', function () {
  this.timeout(20_000);
  let scene: Scene;

  before(async () => {
    scene = await Scene.open();
  });
  after(() => scene.close());

  const harvested = async (id: string, more = {}) => {
    const dataset = { ...richSample(), id, ...more };
    demandWritten(
      await scene.platform.upsert([{ id, dataset, visibility: 'public', harvestedBy: 'moisson' }], 'test'),
    );
    return dataset;
  };
  const entry = async (id: string) => (await scene.platform.entries([id])).get(id);

  it('are shown as they are, and cost nothing else', async () => {
    const dataset = await harvested('moisson:edite');
    await scene.call('PATCH', `datasets/${dataFairId('moisson:edite')}`, {
      title: 'Titre corrigé',
      keywords: ['un', 'deux'],
    });
    assert.deepEqual((await entry('moisson:edite'))?.dataset, {
      ...dataset,
      title: { fr: 'Titre corrigé' },
      keyword: { fr: ['un', 'deux'] },
    });
  });

  it('that empty a field empty it', async () => {
    const { license: _gone, ...rest } = await harvested('moisson:vide');
    await scene.call('PATCH', `datasets/${dataFairId('moisson:vide')}`, { license: null });
    assert.deepEqual((await entry('moisson:vide'))?.dataset, rest);
  });

  it('give way to the next word of the source', async () => {
    await harvested('moisson:suite');
    await scene.call('PATCH', `datasets/${dataFairId('moisson:suite')}`, { title: 'Titre corrigé' });
    const dataset = await harvested('moisson:suite');
    assert.deepEqual((await entry('moisson:suite'))?.dataset, dataset);
  });

  it('leave no field behind that the source has cleared', async () => {
    await harvested('moisson:efface');
    const dataset = { kind: 'dataset' as const, id: 'moisson:efface', title: { fr: 'Nu' } };
    await scene.platform.upsert([{ id: dataset.id, dataset, visibility: 'public' }], 'test');
    const { body } = await scene.call('GET', `datasets/${dataFairId(dataset.id)}`);
    for (const field of ['description', 'license', 'frequency', 'temporal', 'modified', 'origin', 'creator'])
      assert.ok((body[field] ?? '') === '', field);
    assert.deepEqual([body['keywords'] ?? [], body['attachments'] ?? []], [[], []]);
  });

  it('keep what others note beside ours', async () => {
    const id = dataFairId('moisson:notes');
    await harvested('moisson:notes');
    const { body } = await scene.call('GET', `datasets/${id}`);
    await scene.call('PATCH', `datasets/${id}`, {
      extras: { ...Object(body['extras']), applications: [{ id: 'carte' }] },
    });
    await harvested('moisson:notes', { title: { fr: 'Plus tard' } });
    const after = await scene.call('GET', `datasets/${id}`);
    assert.deepEqual(Object(after.body['extras']).applications, [{ id: 'carte' }]);
  });

  it('of somebody’s mark leave a dataset that can still be read', async () => {
    const id = dataFairId('moisson:abime');
    await harvested('moisson:abime');
    await scene.call('PATCH', `datasets/${id}`, {
      extras: { navette: { id: 'moisson:abime', kept: '{"cut' } },
    });
    assert.deepEqual((await entry('moisson:abime'))?.dataset.title, { fr: 'Horaires des bus' });
  });

  it('of a dataset made there need no mark of ours', async () => {
    const { body } = await scene.call('POST', 'datasets', { isMetaOnly: true, title: 'Fait ici' });
    const id = String(body['id']);
    const made = await entry(id);
    assert.deepEqual(
      [made?.dataset.title, made?.harvestedBy, made?.visibility],
      [{ fr: 'Fait ici' }, undefined, 'private'],
    );
  });

  it('go on being told of such a dataset after one of ours', async () => {
    const { body } = await scene.call('POST', 'datasets', {
      isRest: true,
      title: 'Vivant',
      schema: [{ key: 'a', type: 'string' }],
    });
    const id = String(body['id']);
    const before = await entry(id);
    assert.ok(before);
    await scene.platform.upsert(
      [{ id, dataset: { ...before.dataset, description: { fr: 'Dit ici' } }, visibility: 'private' }],
      'api',
    );
    await scene.call('POST', `datasets/${id}/lines`, { a: 'x' });
    scene.remote.finishProcessing();
    const after = await entry(id);
    assert.deepEqual(after?.dataset.description, { fr: 'Dit ici' });
    assert.notEqual(after?.dataset.modified, before.dataset.modified);
    assert.deepEqual(
      after?.dataset.distribution?.map((one) => one.id),
      ['csv', 'json'],
    );
  });
});
