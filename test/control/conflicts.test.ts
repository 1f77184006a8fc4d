import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { until } from '../support/installation.ts';
import { PORTALS, type TestPortal } from './portals.ts';
import { Scene } from './scene.ts';

for (const [name, start] of Object.entries(PORTALS)) {
  describe(`fields changed on both sides, here and on ${name}`, () => {
    let scene: Scene;
    let portal: TestPortal;
    let field = '';

    before(async () => {
      scene = await Scene.start(start);
      ({ portal } = scene);
      field = portal.descriptionField;
    });
    after(() => scene.close());

    /** A dataset whose title and description were changed on both sides, and whose push waits for a decision. */
    async function disputed(id: string): Promise<{ connectorId: string; remoteId: string }> {
      const connectorId = await scene.connect([id], { edits: 'ask' });
      await scene.pushed(connectorId, id);
      const remoteId = await scene.recordOf(connectorId, id);
      await portal.edit(remoteId, { title: 'Titre de là-bas', description: 'Texte de là-bas' });
      await scene.write(id, { title: { fr: 'Titre d’ici' }, description: { fr: 'Texte d’ici' } });
      await waits(connectorId, 1);
      return { connectorId, remoteId };
    }
    const waits = (connectorId: string, count: number) =>
      until(
        `${count} conflicts`,
        async () => (await scene.navette.control.connector(connectorId)).push?.outbox.conflict === count,
      );
    const fields = async (connectorId: string): Promise<string[]> =>
      (await scene.navette.control.conflicts(connectorId, 9)).flatMap(({ conflicts }) =>
        conflicts.map((conflict) => conflict.field),
      );
    const resolve = (connectorId: string, id: string, take: 'ours' | 'theirs', only?: string[]) =>
      scene.navette.control.resolve(connectorId, id, { take, fields: only });
    const shows = async (remoteId: string): Promise<string[]> => {
      const { title, description } = await portal.shown(remoteId);
      return [title, description];
    };

    it('are shown with all three values', async () => {
      const { connectorId } = await disputed('three');
      const [entry] = await scene.navette.control.conflicts(connectorId, 9);
      assert.equal(entry?.datasetId, 'three');
      assert.deepEqual(
        entry.conflicts.filter((conflict) => conflict.field === 'title'),
        [{ field: 'title', base: 'Jeu three', ours: 'Titre d’ici', theirs: 'Titre de là-bas' }],
      );
      assert.ok((await fields(connectorId)).includes(field));
    });

    it('are overwritten with ours', async () => {
      const { connectorId, remoteId } = await disputed('ours');
      await resolve(connectorId, 'ours', 'ours');
      await scene.quiet(connectorId);
      assert.deepEqual(await shows(remoteId), ['Titre d’ici', 'Texte d’ici']);
      assert.deepEqual(await fields(connectorId), []);
    });

    it('are left as they are with theirs, through later pushes and later edits there', async () => {
      const { connectorId, remoteId } = await disputed('theirs');
      await resolve(connectorId, 'theirs', 'theirs');
      await scene.quiet(connectorId);
      await portal.edit(remoteId, { title: 'Titre de là-bas, revu' });
      await scene.navette.control.pushNow(connectorId, ['theirs']);
      await scene.quiet(connectorId);
      assert.deepEqual(await shows(remoteId), ['Titre de là-bas, revu', 'Texte de là-bas']);
      assert.deepEqual(await fields(connectorId), []);
    });

    it('left to the remote are written again once the dataset has another value', async () => {
      const { connectorId, remoteId } = await disputed('later');
      await resolve(connectorId, 'later', 'theirs');
      await scene.quiet(connectorId);
      await scene.write('later', { title: { fr: 'Titre neuf d’ici' }, description: { fr: 'Texte d’ici' } });
      await until('the new title', async () => (await shows(remoteId))[0] === 'Titre neuf d’ici');
      await scene.quiet(connectorId);
      assert.deepEqual(await shows(remoteId), ['Titre neuf d’ici', 'Texte de là-bas']);
    });

    it('left to the remote are asked about again when both sides have another value', async () => {
      const { connectorId, remoteId } = await disputed('again');
      await resolve(connectorId, 'again', 'theirs');
      await scene.quiet(connectorId);
      await portal.edit(remoteId, { title: 'Titre de là-bas, revu' });
      await scene.write('again', { title: { fr: 'Titre neuf d’ici' }, description: { fr: 'Texte d’ici' } });
      await waits(connectorId, 1);
      assert.deepEqual(await fields(connectorId), ['title']);
      const [entry] = await scene.navette.control.conflicts(connectorId, 9);
      assert.deepEqual(entry?.conflicts[0], {
        field: 'title',
        base: 'Titre de là-bas',
        ours: 'Titre neuf d’ici',
        theirs: 'Titre de là-bas, revu',
      });
    });

    it('are decided one by one', async () => {
      const { connectorId, remoteId } = await disputed('each');
      assert.deepEqual(await resolve(connectorId, 'each', 'ours', ['title']), {
        datasetId: 'each',
        resolved: ['title'],
        open: [field],
      });
      await until('one left', async () => (await fields(connectorId)).join() === field);
      assert.deepEqual(await shows(remoteId), ['Titre de là-bas', 'Texte de là-bas']);
      await waits(connectorId, 1);
      await resolve(connectorId, 'each', 'theirs');
      await scene.quiet(connectorId);
      assert.deepEqual(await shows(remoteId), ['Titre d’ici', 'Texte de là-bas']);
    });

    it('are asked about again when the remote moved after they were shown', async () => {
      const { connectorId, remoteId } = await disputed('moved');
      await portal.edit(remoteId, { title: 'Titre de là-bas, entre-temps' });
      await resolve(connectorId, 'moved', 'ours');
      await until('the question', async () => (await fields(connectorId)).join() === 'title');
      assert.equal((await shows(remoteId))[0], 'Titre de là-bas, entre-temps');
    });

    it('are not decided for a field or a dataset that is in none', async () => {
      const { connectorId } = await disputed('strange');
      await assert.rejects(
        resolve(connectorId, 'strange', 'ours', ['tags']),
        /tags is not in conflict; there are/,
      );
      await assert.rejects(resolve(connectorId, 'nobody', 'ours'), /no conflict of nobody waits/);
    });
  });
}
