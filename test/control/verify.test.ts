import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Drift } from '../../src/ledger/drift.ts';
import { NOTHING_VERIFIED } from '../../src/model/counts.ts';
import { until } from '../support/installation.ts';
import { PORTALS, type TestPortal } from './portals.ts';
import { Scene } from './scene.ts';

for (const [name, start] of Object.entries(PORTALS)) {
  describe(`what ${name} shows, compared with what was pushed there`, () => {
    let scene: Scene;
    let portal: TestPortal;

    before(async () => {
      scene = await Scene.start(start);
      ({ portal } = scene);
    });
    after(() => scene.close());

    const drift = async (connectorId: string): Promise<Drift[]> =>
      (await scene.navette.control.drift(connectorId, 100)).drift;
    const verified = async (connectorId: string) => (await scene.reconciled(connectorId, true)).verified;
    const titleOf = async (id: string): Promise<string> => (await portal.shown(id)).title;
    /** A pushed dataset and its record. */
    const pushed = async (id: string, push: object): Promise<[connectorId: string, remoteId: string]> => {
      const connectorId = await scene.connect([id], push);
      await scene.pushed(connectorId, id);
      return [connectorId, await scene.recordOf(connectorId, id)];
    };

    it('is the same when nobody touched it, and nothing is written to find out', async () => {
      const connectorId = await scene.connect(['same-1', 'same-2']);
      await scene.pushed(connectorId, 'same-1', 'same-2');
      const writes = portal.writes();
      assert.deepEqual(await verified(connectorId), { ...NOTHING_VERIFIED, read: 2, same: 2 });
      await scene.quiet(connectorId);
      assert.equal(portal.writes(), writes);
      const { verification } = await scene.navette.control.drift(connectorId, 100);
      assert.equal(verification?.state, 'complete');
      assert.deepEqual(await drift(connectorId), []);
    });

    it('is put right where somebody edited it, with edits: overwrite', async () => {
      const [connectorId, remoteId] = await pushed('over', { edits: 'overwrite' });
      await portal.edit(remoteId, { title: 'Titre de là-bas' });
      const found = await verified(connectorId);
      assert.deepEqual(found?.edited, { overwrite: 1, keep: 0, ask: 0 });
      const common = { datasetId: 'over', remoteId, kind: 'edited', next: 'push' };
      assert.deepEqual(await drift(connectorId), [
        { ...common, field: 'title', pushed: 'Jeu over', shown: 'Titre de là-bas' },
      ]);
      await until('it is put right', async () => (await titleOf(remoteId)) === 'Jeu over');
      await scene.quiet(connectorId);
      assert.equal((await verified(connectorId))?.same, 1);
    });

    it('is counted and left where somebody edited it, with edits: keep', async () => {
      const [connectorId, remoteId] = await pushed('kept', { edits: 'keep' });
      await portal.edit(remoteId, { title: 'Titre de là-bas' });
      const writes = portal.writes();
      assert.deepEqual((await verified(connectorId))?.edited, { overwrite: 0, keep: 1, ask: 0 });
      await scene.quiet(connectorId);
      assert.deepEqual([await titleOf(remoteId), portal.writes()], ['Titre de là-bas', writes]);
      assert.deepEqual(
        (await drift(connectorId)).map(({ field, next }) => [field, next]),
        [['title', 'left']],
      );
      assert.equal((await scene.navette.control.connector(connectorId)).push?.outbox.waiting, 0);
    });

    it('becomes a conflict where somebody edited it, with edits: ask', async () => {
      const [connectorId, remoteId] = await pushed('asked', { edits: 'ask' });
      await portal.edit(remoteId, { title: 'Titre de là-bas' });
      assert.deepEqual((await verified(connectorId))?.edited, { overwrite: 0, keep: 0, ask: 1 });
      await until('the question', async () => {
        const [entry] = await scene.navette.control.conflicts(connectorId, 9);
        return entry?.conflicts[0]?.theirs === 'Titre de là-bas';
      });
      // What waits for a person is not read again.
      assert.deepEqual(await verified(connectorId), { ...NOTHING_VERIFIED, skipped: 1 });
    });

    it('has a record again where somebody deleted it, with gone: recreate', async () => {
      const [connectorId, remoteId] = await pushed('again', { gone: 'recreate' });
      await portal.delete(remoteId);
      assert.deepEqual((await verified(connectorId))?.gone, { recreate: 1, stop: 0, ask: 0 });
      await until('it is back', async () => (await portal.countPublic('Jeu again')) === 1);
      await scene.quiet(connectorId);
      assert.equal((await verified(connectorId))?.same, 1);
    });

    it('is told to the operators where somebody deleted it, with gone: stop', async () => {
      const [connectorId, remoteId] = await pushed('stopped', { gone: 'stop' });
      await portal.delete(remoteId);
      assert.deepEqual((await verified(connectorId))?.gone, { recreate: 0, stop: 1, ask: 0 });
      await until('it is in the list', async () => {
        const [waiting] = await scene.navette.control.waiting(connectorId, 9);
        return waiting?.state === 'refused' && waiting.fault?.kind === 'absent';
      });
      assert.equal(await portal.countPublic('Jeu stopped'), 0);
    });

    it('is out of sight again where somebody showed a record that was hidden', async () => {
      const [connectorId, remoteId] = await pushed('shown', { removal: 'private' });
      await scene.navette.control.setDatasetState('shown', 'deleted', 'test');
      await until('it is hidden', async () => (await portal.countPublic('Jeu shown')) === 0);
      await scene.quiet(connectorId);
      assert.deepEqual(await verified(connectorId), { ...NOTHING_VERIFIED, read: 1, same: 1 });
      await portal.publish(remoteId);
      assert.equal((await verified(connectorId))?.inSight, 1);
      await until('it is hidden again', async () => (await portal.countPublic('Jeu shown')) === 0);
      await scene.quiet(connectorId);
      await scene.write('shown');
      await until('it is back', async () => (await portal.countPublic('Jeu shown')) === 1);
      await scene.quiet(connectorId);
      assert.equal(await scene.recordOf(connectorId, 'shown'), remoteId);
    });

    it('tells of records with our mark that no dataset is bound to, and of second ones', async () => {
      const [connectorId, remoteId] = await pushed('marked', {});
      const { mark = '' } = await portal.shown(remoteId);
      const second = await portal.make({ title: 'Un double', mark });
      const stray = await portal.make({ title: 'Un orphelin', mark: mark.replace(/marked$/, 'nobody') });
      const found = await verified(connectorId);
      assert.deepEqual([found?.duplicates, found?.orphans, found?.same], [1, 1, 1]);
      const rows = (await drift(connectorId)).map((row) => [row.kind, row.datasetId, row.remoteId, row.next]);
      assert.deepEqual(
        rows.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
        [
          ['duplicate', 'marked', second, 'left'],
          ['orphan', 'nobody', stray, 'left'],
        ],
      );
      // They carry our mark: nothing is taken away that nobody has looked at.
      assert.equal((await portal.all()).filter(({ title }) => title.startsWith('Un ')).length, 2);
    });

    it('goes on after a fault of the remote, and tells each difference once', async () => {
      const ids = Array.from({ length: 60 }, (_, index) => `many-${String(index).padStart(2, '0')}`);
      const connectorId = await scene.connect(ids, { edits: 'keep' });
      await scene.pushed(connectorId, ...ids);
      for (const id of ['many-05', 'many-30', 'many-59'])
        await portal.edit(await scene.recordOf(connectorId, id), { title: `Édité ${id}` });
      portal.failReads(40, 3);
      const found = await verified(connectorId);
      assert.deepEqual([found?.read, found?.edited.keep, found?.same], [60, 3, 57]);
      assert.deepEqual(
        (await drift(connectorId)).map(({ datasetId }) => datasetId),
        ['many-05', 'many-30', 'many-59'],
      );
    });

    it('is not looked at with a wrong key: the verification fails and says so', async () => {
      const [connectorId] = await pushed('locked', {});
      scene.navette.env['KEY'] = 'wrong';
      try {
        await assert.rejects(scene.reconciled(connectorId, true));
        const { verification, drift: rows } = await scene.navette.control.drift(connectorId, 9);
        assert.equal(verification?.state, 'failed');
        assert.equal(verification.fault?.kind, 'unauthorised');
        assert.deepEqual(rows, []);
      } finally {
        scene.navette.env['KEY'] = portal.key;
      }
    });
  });

  describe(`a record that somebody deleted on ${name}, with gone: ask`, () => {
    let scene: Scene;
    let portal: TestPortal;

    before(async () => {
      scene = await Scene.start(start);
      ({ portal } = scene);
    });
    after(() => scene.close());

    const conflicts = async (connectorId: string) => scene.navette.control.conflicts(connectorId, 9);
    const lives = (id: string) => portal.countPublic(`Jeu ${id}`);
    /** A dataset whose record was deleted there, and whose push waits for a decision. */
    async function lost(id: string): Promise<{ connectorId: string; remoteId: string }> {
      const connectorId = await scene.connect([id], { gone: 'ask' });
      await scene.pushed(connectorId, id);
      const remoteId = await scene.recordOf(connectorId, id);
      await portal.delete(remoteId);
      await scene.write(id, { description: { fr: 'Changé depuis' } });
      await until('the question', async () => (await conflicts(connectorId)).length === 1);
      return { connectorId, remoteId };
    }

    it('is a conflict about the whole record, and nothing is written', async () => {
      const { connectorId, remoteId } = await lost('asked');
      const [entry] = await conflicts(connectorId);
      assert.deepEqual(entry?.conflicts, [{ field: 'record', gone: true, base: remoteId }]);
      assert.equal(await lives('asked'), 0);
      const { plan } = await scene.navette.control.planPush(connectorId, { datasetIds: ['asked'] });
      assert.deepEqual(
        plan.map(({ action, conflicts: open }) => [action, open]),
        [['conflict', [{ field: 'record', gone: true, base: remoteId }]]],
      );
    });

    it('is made again with ours', async () => {
      const { connectorId } = await lost('ours');
      await scene.navette.control.resolve(connectorId, 'ours', { take: 'ours' });
      await until('it is back', async () => (await lives('ours')) === 1);
      await scene.quiet(connectorId);
      assert.deepEqual(await conflicts(connectorId), []);
    });

    it('stays gone with theirs, through reconciliations, until the dataset changes', async () => {
      const { connectorId } = await lost('theirs');
      await scene.navette.control.resolve(connectorId, 'theirs', { take: 'theirs' });
      await scene.quiet(connectorId);
      await scene.navette.control.announce(['theirs'], [connectorId]);
      await scene.reconciled(connectorId, true);
      await scene.quiet(connectorId);
      assert.deepEqual([await lives('theirs'), await conflicts(connectorId)], [0, []]);
      await scene.write('theirs', { description: { fr: 'Changé encore' } });
      await until('it is back', async () => (await lives('theirs')) === 1);
      await scene.quiet(connectorId);
      assert.deepEqual(await conflicts(connectorId), []);
    });

    it('that was let go comes back when it is pushed by name', async () => {
      const { connectorId } = await lost('named');
      await scene.navette.control.resolve(connectorId, 'named', { take: 'theirs' });
      await scene.quiet(connectorId);
      await scene.navette.control.pushNow(connectorId, ['named']);
      assert.equal(await lives('named'), 1);
    });

    it('is no question any more once the dataset is deleted here too', async () => {
      const { connectorId } = await lost('both');
      await scene.navette.control.setDatasetState('both', 'deleted', 'test');
      await until('no conflict', async () => (await conflicts(connectorId)).length === 0);
      await scene.quiet(connectorId);
      assert.equal(await lives('both'), 0);
    });
  });
}
