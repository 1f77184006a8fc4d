import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { sql } from 'kysely';
import type { DatasetPlan } from '../../src/adapters/dataset-plan.ts';
import type { Control } from '../../src/control/control.ts';
import { PORTALS, type TestPortal } from './portals.ts';
import { Scene } from './scene.ts';

for (const [name, start] of Object.entries(PORTALS)) {
  describe(`a plan for a push to ${name}`, () => {
    let scene: Scene;
    let portal: TestPortal;
    let control: Control;

    before(async () => {
      scene = await Scene.start(start);
      ({ portal } = scene);
      ({ control } = scene.navette);
    });
    after(() => scene.close());

    const planned = async (connectorId: string, ...datasetIds: string[]): Promise<DatasetPlan[]> =>
      (await control.planPush(connectorId, datasetIds.length === 0 ? {} : { datasetIds })).plan;
    const short = (plan: readonly DatasetPlan[]): string[] =>
      plan.map(({ datasetId, action, diff }) =>
        [datasetId, action, ...(action === 'update' ? diff.map(({ field }) => field) : [])].join(' '),
      );
    const outcomes = async (connectorId: string, plan: readonly DatasetPlan[]): Promise<string[]> =>
      (await control.applyPlan(connectorId, plan)).map(({ datasetId, outcome }) => `${datasetId} ${outcome}`);
    /** Everything that a plan could have left behind. */
    async function traces(): Promise<unknown> {
      const counts = ['outbox', 'links', 'outcomes'].map(async (table) => {
        const { rows } = await sql<{ all: unknown }>`
          select coalesce(jsonb_agg(t order by t::text), '[]') as all from ${sql.table(table)} t`.execute(
          scene.navette.wired.ledger.db,
        );
        return rows[0]?.all;
      });
      return [portal.writes(), ...(await Promise.all(counts))];
    }

    it('says create, update, unchanged and remove, and leaves no trace', async () => {
      const connectorId = await scene.connect(['old', 'same', 'gone', 'new']);
      await scene.pushed(connectorId, 'old', 'same', 'gone');
      await control.pause(connectorId);
      await scene.write('old', { title: { fr: 'Jeu old, mieux' } });
      await scene.write('new');
      await control.setDatasetState('gone', 'deleted', 'test');
      const before = await traces();
      assert.deepEqual(short(await planned(connectorId)), [
        'new create',
        'old update title',
        'same unchanged',
        'gone remove',
      ]);
      assert.deepEqual(await traces(), before);
    });

    it('shows both values of a field', async () => {
      const connectorId = await scene.connect(['both']);
      await scene.pushed(connectorId, 'both');
      await control.pause(connectorId);
      await scene.write('both', { title: { fr: 'Jeu deux' } });
      const [plan] = await planned(connectorId, 'both');
      assert.deepEqual(plan?.diff, [{ field: 'title', before: 'Jeu both', after: 'Jeu deux' }]);
    });

    it('is written exactly so, also while the connector is paused', async () => {
      const connectorId = await scene.paused(['first']);
      await scene.write('first');
      const plan = await planned(connectorId);
      assert.deepEqual(await outcomes(connectorId, plan), ['first pushed']);
      assert.deepEqual(short(await planned(connectorId)), ['first unchanged']);
      const [told] = await control.timeline(connectorId, 'first', 9);
      assert.deepEqual([told?.outcome, told?.diff], ['pushed', JSON.parse(JSON.stringify(plan[0]?.diff))]);
      assert.deepEqual(await control.waiting(connectorId, 9), []);
    });

    it('takes a record away that it said to remove', async () => {
      const connectorId = await scene.connect(['away']);
      await scene.pushed(connectorId, 'away');
      await control.pause(connectorId);
      await control.setDatasetState('away', 'deleted', 'test');
      assert.deepEqual(await outcomes(connectorId, await planned(connectorId)), ['away removed']);
      assert.deepEqual(await planned(connectorId), []);
      assert.equal((await portal.all()).filter(({ title }) => title === 'Jeu away').length, 0);
    });

    it('is refused where somebody edited the record since, and goes on with the others', async () => {
      const connectorId = await scene.connect(['edited', 'other']);
      await scene.pushed(connectorId, 'edited', 'other');
      await control.pause(connectorId);
      await scene.write('edited', { title: { fr: 'Titre planifié' } });
      await scene.write('other', { title: { fr: 'Autre titre planifié' } });
      const plan = await planned(connectorId);
      const id = plan.find(({ datasetId }) => datasetId === 'edited')?.remoteId ?? '';
      await portal.edit(id, { title: 'Titre de quelqu’un' });
      const applied = await control.applyPlan(connectorId, plan);
      assert.deepEqual(
        applied.map(({ datasetId, outcome }) => `${datasetId} ${outcome}`),
        ['edited moved', 'other pushed'],
      );
      assert.match(applied[0]?.fault?.message ?? '', /moved since the plan/);
      assert.equal((await portal.shown(id)).title, 'Titre de quelqu’un');
      // The change that waited before still does.
      assert.deepEqual(
        (await control.waiting(connectorId, 9)).map(({ datasetId, state }) => `${datasetId} ${state}`),
        ['edited due'],
      );
    });

    it('is refused where the dataset changed since, or went', async () => {
      const connectorId = await scene.paused(['changed', 'went']);
      await scene.write('changed');
      await scene.write('went');
      const plan = await planned(connectorId);
      await scene.write('changed', { title: { fr: 'Encore un autre' } });
      await control.setDatasetState('went', 'deleted', 'test');
      const before = portal.writes();
      assert.deepEqual(await outcomes(connectorId, plan), ['changed moved', 'went unchanged']);
      assert.equal(portal.writes(), before);
    });

    it('writes nothing when it is applied a second time', async () => {
      const connectorId = await scene.paused(['twice']);
      await scene.write('twice');
      const plan = await planned(connectorId);
      assert.deepEqual(await outcomes(connectorId, plan), ['twice pushed']);
      assert.deepEqual(await outcomes(connectorId, plan), ['twice unchanged']);
      assert.equal((await portal.all()).filter(({ title }) => title === 'Jeu twice').length, 1);
    });

    it('announces nothing that did not wait when it is refused', async () => {
      const connectorId = await scene.connect(['calm']);
      await scene.pushed(connectorId, 'calm');
      await control.pause(connectorId);
      const [link] = await planned(connectorId);
      await portal.edit(link?.remoteId ?? '', { title: 'Dérive' });
      const plan = await planned(connectorId);
      assert.deepEqual(short(plan), ['calm update title']);
      await portal.edit(link?.remoteId ?? '', { title: 'Autre dérive' });
      assert.deepEqual(await outcomes(connectorId, plan), ['calm moved']);
      assert.deepEqual(await control.waiting(connectorId, 9), []);
    });

    it('hands a write that fails on the way to the ordinary pushes', async () => {
      const connectorId = await scene.connect(['failing']);
      await scene.pushed(connectorId, 'failing');
      await control.pause(connectorId);
      const remoteId = await scene.recordOf(connectorId, 'failing');
      await portal.edit(remoteId, { title: 'Dérive' });
      const plan = await planned(connectorId);
      portal.failWrite({ status: 503, body: 'en panne' });
      assert.deepEqual(await outcomes(connectorId, plan), ['failing failed']);
      const [told] = await control.timeline(connectorId, 'failing', 1);
      assert.deepEqual([told?.outcome, told?.fault?.kind], ['deferred', 'unreachable']);
      assert.equal((await control.waiting(connectorId, 9))[0]?.state, 'due');
    });

    it('makes one record beside a push of the same dataset', async () => {
      const connectorId = await scene.paused(['race']);
      await scene.write('race');
      const plan = await planned(connectorId);
      await control.resume(connectorId);
      await Promise.all([
        control.applyPlan(connectorId, plan),
        control.pushNow(connectorId, ['race']),
        control.applyPlan(connectorId, plan),
      ]);
      await scene.quiet(connectorId);
      assert.equal((await portal.all()).filter(({ title }) => title === 'Jeu race').length, 1);
    });

    it('is not made with a key that the remote does not know', async () => {
      const connectorId = await scene.paused(['keyless']);
      await scene.write('keyless');
      scene.navette.env['KEY'] = 'udata_nobody';
      await assert.rejects(planned(connectorId), { kind: 'unauthorised' }).finally(() => {
        scene.navette.env['KEY'] = portal.key;
      });
    });

    it('goes through everything page by page, once each', async () => {
      const ids = Array.from({ length: 7 }, (_none, index) => `page-${index}`);
      const connectorId = await scene.paused(ids);
      for (const id of ids) await scene.write(id);
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await control.planPush(connectorId, { limit: 3, after });
        seen.push(...page.plan.map(({ datasetId }) => datasetId));
        assert.ok(page.plan.length <= 3);
        after = page.next;
      } while (after !== undefined);
      assert.deepEqual(seen, ids);
    });

    it('says why a dataset has nothing to do here', async () => {
      const connectorId = await scene.paused(['known']);
      await scene.write('unchosen');
      const plan = await planned(connectorId, 'unchosen', 'unheard');
      assert.deepEqual(
        plan.map(({ action, fault }) => [action, fault?.message]),
        [
          ['refused', `${connectorId} does not select unchosen`],
          ['refused', 'there is no dataset unheard'],
        ],
      );
      assert.deepEqual(await outcomes(connectorId, plan), ['unchosen skipped', 'unheard skipped']);
    });

    it('shows what a person has to decide first', async () => {
      const connectorId = await scene.connect(['asked'], { edits: 'ask' });
      await scene.pushed(connectorId, 'asked');
      await control.pause(connectorId);
      const [{ remoteId = '' } = {}] = await planned(connectorId);
      await portal.edit(remoteId, { title: 'Titre de là-bas' });
      await scene.write('asked', { title: { fr: 'Titre d’ici' } });
      const [plan] = await planned(connectorId);
      assert.equal(plan?.action, 'conflict');
      assert.deepEqual(plan.conflicts, [
        { field: 'title', base: 'Jeu asked', ours: 'Titre d’ici', theirs: 'Titre de là-bas' },
      ]);
    });
  });
}
