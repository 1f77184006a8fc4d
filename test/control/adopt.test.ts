import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { intendAll } from '../../src/ledger/links.ts';
import { PORTALS, type TestPortal } from './portals.ts';
import { Scene } from './scene.ts';

for (const [name, start] of Object.entries(PORTALS)) {
  describe(`adopting a record on ${name}`, () => {
    let scene: Scene;
    let portal: TestPortal;

    before(async () => {
      scene = await Scene.start(start);
      ({ portal } = scene);
    });
    after(() => scene.close());

    const adopt = (connectorId: string, datasetId: string, remoteId: string) =>
      scene.navette.control.adopt(connectorId, datasetId, remoteId);
    const byHand = (id: string, mark?: string): Promise<string> =>
      portal.make({
        title: `Jeu ${id}`,
        urls: ['https://elsewhere.example.org/x.csv', `https://data.example.org/${id}.csv`],
        ...(mark === undefined ? {} : { mark }),
      });
    const titled = async (title: string): Promise<string[]> =>
      (await portal.all()).filter((record) => record.title === title).map(({ id }) => id);

    it('brings that record up to date, marks it, and keeps the ids of its resources', async () => {
      const connectorId = await scene.paused(['trees']);
      await scene.write('trees');
      const remoteId = await byHand('trees');
      const before = await portal.shown(remoteId);
      assert.deepEqual(await adopt(connectorId, 'trees', remoteId), {
        datasetId: 'trees',
        remoteId,
        title: 'Jeu trees',
      });
      await scene.navette.control.resume(connectorId);
      await scene.quiet(connectorId);
      const now = await portal.shown(remoteId);
      assert.deepEqual(now.resources, before.resources);
      assert.equal(now.description, 'Description de trees');
      assert.match(now.mark ?? '', new RegExp(`/${connectorId}/trees$`));
      assert.deepEqual(await titled('Jeu trees'), [remoteId]);
    });

    it('is shown by a plan before it is written', async () => {
      const connectorId = await scene.paused(['shown']);
      await scene.write('shown');
      const remoteId = await byHand('shown');
      await adopt(connectorId, 'shown', remoteId);
      const { plan } = await scene.navette.control.planPush(connectorId);
      assert.deepEqual(
        plan.map((step) => [step.action, step.remoteId]),
        [['update', remoteId]],
      );
      const before = await portal.shown(remoteId);
      assert.deepEqual([before.description, before.mark], ['Fait à la main', undefined]);
    });

    it('is needed: a record of the same name that is not ours is never touched', async () => {
      const connectorId = await scene.connect(['namesake']);
      const remoteId = await byHand('namesake');
      const before = await portal.shown(remoteId);
      await scene.pushed(connectorId, 'namesake');
      await scene.write('namesake', { title: { fr: 'Jeu namesake' }, description: { fr: 'Encore' } });
      await scene.quiet(connectorId);
      assert.deepEqual(await portal.shown(remoteId), before);
      const all = await titled('Jeu namesake');
      assert.ok(all.length === 2 && all.includes(remoteId));
      await scene.navette.control.setDatasetState('namesake', 'deleted', 'test');
      await scene.quiet(connectorId);
      assert.deepEqual(await titled('Jeu namesake'), [remoteId]);
    });

    it('is refused for a record that carries another mark', async () => {
      const connectorId = await scene.paused(['foreign']);
      await scene.write('foreign');
      const remoteId = await byHand('foreign', 'ffffffff/elsewhere/foreign');
      await assert.rejects(
        adopt(connectorId, 'foreign', remoteId),
        /carries the mark of another push: ffffffff\/elsewhere\/foreign/,
      );
    });

    it('is refused for a record that is another dataset’s', async () => {
      const connectorId = await scene.paused(['one', 'two']);
      await scene.write('one');
      await scene.write('two');
      const remoteId = await byHand('one');
      await adopt(connectorId, 'one', remoteId);
      await assert.rejects(adopt(connectorId, 'two', remoteId), /is the record of one/);
    });

    it('is granted to one of two that ask for the same record at once', async () => {
      const connectorId = await scene.paused(['quick', 'quicker']);
      await scene.write('quick');
      await scene.write('quicker');
      const remoteId = await byHand('quick');
      const settled = await Promise.allSettled([
        adopt(connectorId, 'quick', remoteId),
        adopt(connectorId, 'quicker', remoteId),
      ]);
      assert.deepEqual(settled.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    });

    it('is refused for a dataset that has a record already', async () => {
      const connectorId = await scene.connect(['has']);
      await scene.pushed(connectorId, 'has');
      const remoteId = await byHand('has-not');
      await assert.rejects(adopt(connectorId, 'has', remoteId), /has has a record already: /);
    });

    it('is refused while a create may have made a record, and not when it did not', async () => {
      const connectorId = await scene.paused(['doubt']);
      await scene.write('doubt');
      const { installation } = await scene.navette.wired.parts.remote(connectorId);
      const mark = `${installation}/${connectorId}/doubt`;
      await intendAll(scene.navette.wired.ledger.db, connectorId, [{ datasetId: 'doubt', mark, sent: {} }]);
      const [lost, remoteId] = [await byHand('lost', mark), await byHand('doubt')];
      await assert.rejects(
        adopt(connectorId, 'doubt', remoteId),
        new RegExp(`already: ${lost}, made by a push`),
      );
      await portal.delete(lost);
      assert.equal((await adopt(connectorId, 'doubt', remoteId)).remoteId, remoteId);
    });

    it('is refused for a dataset that the connector would take off the remote', async () => {
      const connectorId = await scene.paused(['chosen']);
      await scene.write('unchosen');
      const remoteId = await byHand('unchosen');
      await assert.rejects(adopt(connectorId, 'unchosen', remoteId), /does not select unchosen/);
    });

    it('is refused for what does not exist', async () => {
      const connectorId = await scene.paused(['real']);
      await scene.write('real');
      const nobody = '0123456789abcdef01234567';
      await assert.rejects(adopt(connectorId, 'real', nobody), /has no record 0123456789abcdef01234567/);
      await assert.rejects(adopt(connectorId, 'unreal', nobody), /no dataset unreal/);
    });
  });
}
