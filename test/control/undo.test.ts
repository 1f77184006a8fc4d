import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { startCkan, type CkanSandbox } from '../../src/sandbox/ckan/ckan.ts';
import { harvested } from '../support/harvested.ts';
import { installation, type Installation } from '../support/installation.ts';
import { ckanAction } from '../support/portal-view.ts';

const RECORDS = 30;

describe('undoing a harvest', () => {
  let navette: Installation;
  let portal: CkanSandbox;
  const id = 'undone';

  before(async () => {
    portal = await startCkan({ seed: RECORDS });
    navette = await installation();
    await navette.startWorkers();
    await navette.control.apply(
      [
        {
          id,
          adapter: 'ckan',
          settings: { url: portal.url },
          harvest: { absences: 1, grace: '0s', removalShare: 0.9 },
        },
      ],
      { retireOthers: false },
    );
  });
  after(async () => {
    await navette.close();
    await portal.close();
  });

  const titleOf = async (datasetId: string): Promise<string | undefined> =>
    Object.values((await navette.control.dataset(datasetId)).dataset.title)[0];

  it('brings back what the run changed, and the next harvest leaves it alone until the source moves', async () => {
    await harvested(navette, id);
    const names = (await ckanAction(portal, 'package_list', {})) as string[];
    const [changed, gone] = await Promise.all(
      names
        .slice(0, 2)
        .map(
          async (name) =>
            (await ckanAction(portal, 'package_show', { id: name })) as { id: string; title: string },
        ),
    );
    assert.ok(changed && gone);
    const made = (await ckanAction(portal, 'package_create', {
      name: 'tout-neuf',
      title: 'Tout neuf',
      owner_org: portal.organization,
    })) as { id: string };
    await ckanAction(portal, 'package_patch', { id: changed.id, title: 'Titre abîmé' });
    await ckanAction(portal, 'package_delete', { id: gone.id });
    const bad = await harvested(navette, id);
    assert.deepEqual([bad.counts.added, bad.counts.updated, bad.counts.removed], [1, 1, 1], bad.reason);

    const diff = await navette.control.runDiff(bad.id, undefined, { limit: 100 });
    assert.deepEqual(diff.changes.map(({ action }) => action).toSorted(), ['added', 'removed', 'updated']);
    const update = diff.changes.find(({ action }) => action === 'updated');
    assert.ok(
      update?.diff.some(
        ({ field, before }) => field === 'title' && JSON.stringify(before).includes(changed.title),
      ),
    );

    const plan = await navette.control.undoRun(bad.id, { force: false, dryRun: true });
    assert.deepEqual(plan.counts, { revert: 1, restore: 1, remove: 1, refused: 0 });
    assert.equal(plan.undoRun, undefined);
    assert.equal(await titleOf(`${id}:${changed.id}`), 'Titre abîmé', 'a plan changes nothing');

    const undo = await navette.control.undoRun(bad.id, { force: false, dryRun: false });
    assert.equal(await titleOf(`${id}:${changed.id}`), changed.title);
    assert.equal((await navette.control.dataset(`${id}:${gone.id}`)).state, 'active');
    assert.equal((await navette.control.dataset(`${id}:${made.id}`)).state, 'archived');
    assert.ok(undo.undoRun);
    const recorded = await navette.control.run(undo.undoRun);
    assert.deepEqual(
      [recorded.mode, recorded.state, recorded.modeReason],
      ['undo', 'complete', `takes back run ${bad.id}`],
    );

    for (const mode of ['full', 'forced', 'full'] as const) {
      const next = await harvested(navette, id, mode);
      assert.deepEqual(
        [next.counts.pinned, next.counts.added, next.counts.removed],
        [2, 0, 0],
        `${mode}: ${next.reason}`,
      );
      assert.equal(await titleOf(`${id}:${changed.id}`), changed.title);
      assert.equal((await navette.control.dataset(`${id}:${gone.id}`)).state, 'active');
    }

    await ckanAction(portal, 'package_patch', { id: changed.id, title: 'Titre mendé' });
    const moved = await harvested(navette, id);
    assert.deepEqual([moved.counts.updated, moved.counts.pinned], [1, 1]);
    assert.equal(await titleOf(`${id}:${changed.id}`), 'Titre mendé');
  });

  it('leaves alone what somebody changed since, unless forced', async () => {
    const names = (await ckanAction(portal, 'package_list', {})) as string[];
    const source = (await ckanAction(portal, 'package_show', { id: names[5] })) as {
      id: string;
      title: string;
    };
    await ckanAction(portal, 'package_patch', { id: source.id, title: 'Première version' });
    const run = await harvested(navette, id);
    const entry = await navette.control.dataset(`${id}:${source.id}`);
    await navette.control.writeDataset(
      entry.id,
      { dataset: { ...entry.dataset, title: { fr: 'À la main' } } },
      'api',
    );
    const undo = await navette.control.undoRun(run.id, { force: false, dryRun: false });
    assert.deepEqual(undo.counts, { revert: 0, restore: 0, remove: 0, refused: 1 });
    assert.equal(undo.steps[0]?.refused, 'changed since by api');
    assert.equal(await titleOf(entry.id), 'À la main');
    const forced = await navette.control.undoRun(run.id, { force: true, dryRun: false });
    assert.equal(forced.counts.revert, 1);
    assert.equal(await titleOf(entry.id), source.title);
    const back = await navette.control.undoRun(forced.undoRun ?? '', { force: false, dryRun: false });
    assert.equal(back.counts.revert, 1);
    assert.equal(await titleOf(entry.id), 'À la main', 'an undo can be undone');
  });

  it('compares the ends of two runs, whatever lies between', async () => {
    const names = (await ckanAction(portal, 'package_list', {})) as string[];
    const { id: source, title } = (await ckanAction(portal, 'package_show', { id: names[9] })) as {
      id: string;
      title: string;
    };
    const first = await harvested(navette, id);
    await ckanAction(portal, 'package_patch', { id: source, title: 'Une fois' });
    await harvested(navette, id);
    await ckanAction(portal, 'package_patch', { id: source, title: 'Deux fois' });
    const last = await harvested(navette, id);
    const { changes } = await navette.control.runDiff(first.id, last.id, { limit: 10 });
    assert.deepEqual(
      changes.map(({ datasetId }) => datasetId),
      [`${id}:${source}`],
    );
    const [title1] = changes[0]?.diff.filter(({ field }) => field === 'title') ?? [];
    assert.match(JSON.stringify(title1), new RegExp(`${title}.*Deux fois`));
    await ckanAction(portal, 'package_patch', { id: source, title });
    const back = await harvested(navette, id);
    const round = await navette.control.runDiff(first.id, back.id, { limit: 10 });
    assert.deepEqual(
      round.changes
        .flatMap(({ diff }) => diff.map(({ field }) => field))
        .filter((field) => field !== 'modified'),
      [],
      'there and back is no difference but the date',
    );
  });

  it('keeps what the source said with each version, and no more versions than it is told to', async () => {
    await navette.control.apply(
      [{ id, adapter: 'ckan', settings: { url: portal.url }, harvest: { versions: { keep: 2 } } }],
      { retireOthers: false },
    );
    const names = (await ckanAction(portal, 'package_list', {})) as string[];
    const { id: source } = (await ckanAction(portal, 'package_show', { id: names[11] })) as { id: string };
    for (let turn = 1; turn <= 4; turn += 1) {
      await ckanAction(portal, 'package_patch', { id: source, title: `Tour ${turn}` });
      await harvested(navette, id);
    }
    const versions = await navette.control.datasetVersions(`${id}:${source}`, 50);
    assert.deepEqual(
      versions.map(({ dataset }) => Object.values(dataset.title)[0]),
      ['Tour 4', 'Tour 3', 'Tour 2'],
    );
    const sources = await navette.control.sources(`${id}:${source}`, 50);
    assert.deepEqual(
      sources.map(({ raw }) => (JSON.parse(raw ?? '{}') as { title?: string }).title),
      ['Tour 4', 'Tour 3', 'Tour 2'],
    );
  });

  it('reports everything that a run changed and set aside', async () => {
    const names = (await ckanAction(portal, 'package_list', {})) as string[];
    await ckanAction(portal, 'package_patch', { id: names[13], title: '=HYPERLINK("x")' });
    const run = await harvested(navette, id);
    const rows = [];
    for await (const row of navette.control.report(run.id)) rows.push(row);
    assert.deepEqual(
      rows.map(({ what, title }) => [what, title]),
      [['updated', '=HYPERLINK("x")']],
    );
    assert.ok(rows[0]?.fields?.includes('title'));
  });
});
