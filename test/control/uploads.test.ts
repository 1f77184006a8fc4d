import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Dataset } from '../../src/model/dataset.ts';
import { closeAll, serve, type Loopback } from '../http/loopback.ts';
import { PORTALS } from './portals.ts';
import { Scene } from './scene.ts';

for (const [name, start] of Object.entries(PORTALS)) {
  describe(`pushing files to ${name}`, () => {
    let scene: Scene;
    let text = 'a;b\n';

    before(async () => {
      scene = await Scene.start(start);
    });
    after(() => scene.close());
    afterEach(closeAll);

    const source = (): Promise<Loopback> => serve((_, response) => response.end(text));
    const trees = (url: string, more: Partial<Dataset> = {}): Partial<Dataset> => ({
      distribution: [{ id: 'csv', title: { fr: 'CSV' }, downloadURL: [`${url}/arbres.csv`] }],
      ...more,
    });
    const served = async (remoteId: string): Promise<string> => {
      const { resources } = await scene.portal.shown(remoteId);
      assert.equal(resources.length, 1);
      return (await fetch(resources[0]?.url ?? '')).text();
    };
    const push = async (connectorId: string, id: string): Promise<string | undefined> => {
      const outcomes = await scene.navette.control.pushNow(connectorId, [id]);
      return outcomes[0]?.outcome;
    };

    it('brings the bytes, and new ones in their place', async () => {
      const { url } = await source();
      text = 'a;b\n';
      const connectorId = await scene.connect(['trees'], { data: 'upload' });
      await scene.write('trees', trees(url));
      assert.ok(['pushed', 'unchanged'].includes((await push(connectorId, 'trees')) ?? ''));
      const remoteId = await scene.recordOf(connectorId, 'trees');
      assert.equal(await served(remoteId), 'a;b\n');
      const before = await scene.portal.shown(remoteId);
      text = 'c;d\n';
      // Nothing was announced: only the file is another one.
      assert.equal(await push(connectorId, 'trees'), 'pushed');
      assert.equal(await served(remoteId), 'c;d\n');
      assert.equal((await scene.portal.shown(remoteId)).resources[0]?.id, before.resources[0]?.id);
      assert.equal(await push(connectorId, 'trees'), 'unchanged');
    });

    it('keeps a dataset waiting whose file cannot be had, and goes on with the others', async () => {
      const { url } = await source();
      const gone = await serve((_, response) => response.writeHead(404).end());
      text = 'a;b\n';
      const connectorId = await scene.paused(['good', 'bad'], { data: 'upload' });
      await scene.write('bad', trees(gone.url));
      await scene.write('good', trees(url));
      await scene.navette.control.resume(connectorId);
      const outcomes = await scene.navette.control.pushNow(connectorId, ['bad', 'good']);
      const ended = new Map(outcomes.map((one) => [one.datasetId, [one.outcome, one.fault?.kind]]));
      assert.deepEqual(ended.get('bad'), ['deferred', 'source']);
      assert.equal(ended.get('good')?.[1], undefined);
      const all = await scene.portal.all();
      assert.equal(all.filter(({ title }) => title === 'Jeu bad').length, 0);
    });

    it('shows a file as changed in a plan, and reports one that is too large', async () => {
      const { url } = await source();
      text = 'x'.repeat(100);
      const connectorId = await scene.paused(['large'], { data: 'upload', uploadBytesMax: 10 });
      await scene.write('large', trees(url));
      const { plan } = await scene.navette.control.planPush(connectorId);
      const losses = plan[0]?.losses.map(({ reason }) => reason) ?? [];
      assert.ok(
        losses.some((reason) => /uploadBytesMax/.test(reason)),
        losses.join('\n'),
      );
    });

    it('carries the public page of a dataset without any file', async () => {
      const page = 'https://data.example.org/datasets/{id}';
      const connectorId = await scene.paused(['bare'], { links: { page } });
      await scene.write('bare', { distribution: [] });
      const { plan } = await scene.navette.control.planPush(connectorId);
      assert.match(JSON.stringify(plan[0]?.diff), /https:\/\/data\.example\.org\/datasets\/bare"/);
    });
  });
}
