import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { links } from '../../src/ledger/links.ts';
import { until } from '../support/installation.ts';
import { PORTALS, type TestPortal } from './portals.ts';
import { Scene } from './scene.ts';

const POLICIES = { udata: ['archive', 'private', 'delete'], ckan: ['private', 'delete'] } as const;

for (const [name, start] of Object.entries(PORTALS)) {
  describe(`datasets that shall not be on ${name} any more`, () => {
    let scene: Scene;
    let portal: TestPortal;

    before(async () => {
      scene = await Scene.start(start);
      ({ portal } = scene);
    });
    after(() => scene.close());

    const publicly = (id: string) => portal.countPublic(`Jeu ${id}`);
    const titled = async (id: string) =>
      (await portal.all()).filter(({ title }) => title === `Jeu ${id}`).length;
    const linkOf = async (connectorId: string, id: string) =>
      (await links(scene.navette.wired.ledger.db, connectorId, [id])).get(id);
    const hidden = async (connectorId: string, id: string): Promise<void> => {
      await until(`${id} out of sight`, async () => (await publicly(id)) === 0);
      await scene.quiet(connectorId);
    };
    const apply = (connectorId: string, push: object) =>
      scene.navette.control.apply(
        [{ id: connectorId, adapter: portal.adapter, settings: portal.settings, push }],
        { retireOthers: false },
      );

    /** All ways in which a dataset stops to be a connector's, and how it comes back. */
    const LEAVING: Record<
      string,
      (connectorId: string, id: string, push: object) => Promise<() => Promise<unknown>>
    > = {
      async deleted(_connectorId, id) {
        await scene.navette.control.setDatasetState(id, 'deleted', 'test');
        return () => scene.write(id);
      },
      async archived(_connectorId, id) {
        await scene.navette.control.setDatasetState(id, 'archived', 'test');
        return () => scene.write(id);
      },
      async 'made private'(_connectorId, id) {
        const { dataset } = await scene.navette.control.dataset(id);
        await scene.navette.control.writeDataset(id, { dataset, visibility: 'private' }, 'test');
        return () => scene.navette.control.writeDataset(id, { dataset, visibility: 'public' }, 'test');
      },
      async 'excluded by the settings'(connectorId, id, push) {
        await apply(connectorId, { ...push, select: { ids: [id], exclude: [id] } });
        return () => apply(connectorId, { ...push, select: { ids: [id] } });
      },
    };

    for (const removal of POLICIES[portalName(name)]) {
      for (const [what, leave] of Object.entries(LEAVING)) {
        it(`are out of sight once ${what}, and back with it, with removal: ${removal}`, async () => {
          const id = `${removal}-${what.replaceAll(' ', '-')}`;
          const connectorId = await scene.connect([id], { removal });
          await scene.pushed(connectorId, id);
          const remoteId = await scene.recordOf(connectorId, id);
          const back = await leave(connectorId, id, { removal });
          await hidden(connectorId, id);
          assert.equal(await titled(id), removal === 'delete' ? 0 : 1);
          await back();
          await until(`${id} back`, async () => (await publicly(id)) === 1);
          await scene.quiet(connectorId);
          assert.equal(await titled(id), 1);
          if (removal !== 'delete') assert.equal(await scene.recordOf(connectorId, id), remoteId);
        });
      }
    }

    it('are told by a plan, which writes nothing, and taken back when it is applied', async () => {
      const connectorId = await scene.connect(['planned'], { removal: 'private' });
      await scene.pushed(connectorId, 'planned');
      await scene.navette.control.pause(connectorId);
      await scene.navette.control.setDatasetState('planned', 'deleted', 'test');
      const { plan } = await scene.navette.control.planPush(connectorId, { datasetIds: ['planned'] });
      assert.deepEqual(
        plan.map(({ action, removal, diff }) => ({ action, removal, diff })),
        [
          {
            action: 'remove',
            removal: 'private',
            diff: [{ field: 'private', before: false, after: true }],
          },
        ],
      );
      assert.equal(await publicly('planned'), 1);
      const applied = await scene.navette.control.applyPlan(connectorId, plan);
      assert.deepEqual(applied, [{ datasetId: 'planned', outcome: 'removed' }]);
      assert.equal(await publicly('planned'), 0);
    });

    it('stay hidden as they were when somebody else had hidden them', async () => {
      const connectorId = await scene.connect(['by-hand'], { removal: 'private' });
      await scene.pushed(connectorId, 'by-hand');
      await portal.hide(await scene.recordOf(connectorId, 'by-hand'));
      await scene.navette.control.setDatasetState('by-hand', 'deleted', 'test');
      await scene.quiet(connectorId);
      await scene.write('by-hand', { description: { fr: 'Revenu' } });
      await scene.quiet(connectorId);
      assert.deepEqual([await publicly('by-hand'), await titled('by-hand')], [0, 1]);
    });

    it('go for good when the policy becomes to delete', async () => {
      const connectorId = await scene.connect(['harder'], { removal: 'private' });
      await scene.pushed(connectorId, 'harder');
      await scene.navette.control.setDatasetState('harder', 'deleted', 'test');
      await hidden(connectorId, 'harder');
      assert.equal(await titled('harder'), 1);
      await apply(connectorId, { select: { ids: ['harder'] }, removal: 'delete' });
      await until('it is deleted', async () => (await titled('harder')) === 0);
      await scene.quiet(connectorId);
      assert.equal(await linkOf(connectorId, 'harder'), undefined);
    });

    it('are taken back although the remote failed at first', async () => {
      const connectorId = await scene.connect(['stubborn'], { removal: 'private', retryFirst: '1s' });
      await scene.pushed(connectorId, 'stubborn');
      portal.failWrite({ status: 500, body: 'broken' });
      await scene.navette.control.setDatasetState('stubborn', 'deleted', 'test');
      await hidden(connectorId, 'stubborn');
      assert.deepEqual((await linkOf(connectorId, 'stubborn'))?.withdrawn, ['private']);
    });

    it('are not asked about again by a reconciliation once they are out of sight', async () => {
      const connectorId = await scene.connect(['calm'], { removal: 'private' });
      await scene.pushed(connectorId, 'calm');
      await scene.navette.control.setDatasetState('calm', 'deleted', 'test');
      await hidden(connectorId, 'calm');
      const before = (await scene.navette.control.timeline(connectorId, 'calm', 50)).length;
      await scene.reconciled(connectorId);
      await scene.quiet(connectorId);
      assert.equal((await scene.navette.control.timeline(connectorId, 'calm', 50)).length, before);
    });

    it('are out of sight at the end when an edit, a deletion and a return follow each other at once', async () => {
      const connectorId = await scene.connect(['hasty'], { removal: 'private' });
      await scene.pushed(connectorId, 'hasty');
      const remoteId = await scene.recordOf(connectorId, 'hasty');
      for (let round = 0; round < 5; round += 1) {
        await scene.write('hasty', { description: { fr: `Tour ${round}` } });
        await scene.navette.control.setDatasetState('hasty', 'deleted', 'test');
      }
      await hidden(connectorId, 'hasty');
      await scene.write('hasty', { description: { fr: 'Enfin' } });
      await until('it is back', async () => (await publicly('hasty')) === 1);
      await scene.quiet(connectorId);
      assert.deepEqual([await scene.recordOf(connectorId, 'hasty'), await titled('hasty')], [remoteId, 1]);
    });
  });
}

describe('a policy of removal that a remote cannot follow', () => {
  let scene: Scene;

  before(async () => {
    const start = PORTALS['ckan'];
    assert.ok(start);
    scene = await Scene.start(start);
  });
  after(() => scene.close());

  it('is refused with the configuration, with what is possible', async () => {
    await assert.rejects(
      scene.connect(['a'], { removal: 'archive' }),
      /push\.removal: "archive" is not possible on ckan with these settings; possible: delete, private/,
    );
  });

  it('is refused where all records are private anyway', async () => {
    const { adapter, settings } = scene.portal;
    await assert.rejects(
      scene.navette.control.plan([
        { id: 'drafts', adapter, settings: { ...settings, private: true }, push: { removal: 'private' } },
      ]),
      /push\.removal: "private" is not possible on ckan with these settings; possible: delete$/m,
    );
  });
});

function portalName(name: string): keyof typeof POLICIES {
  return name === 'ckan' ? 'ckan' : 'udata';
}
