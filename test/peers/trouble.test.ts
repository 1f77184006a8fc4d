import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Dataset } from '../../src/model/dataset.ts';
import { FaultProxy } from '../support/fault-proxy.ts';
import { until } from '../support/installation.ts';
import { pushedDatasets } from './edits.ts';
import type { RealPeer, RemoteRecord } from './peer.ts';
import { realPeers } from './real-peers.ts';
import { openScene, type Scene } from './scene.ts';

const PATIENCE_MS = 240_000;
const [sample] = pushedDatasets();

for (const { name, open } of realPeers()) {
  describe(`trouble with ${name}`, function () {
    this.timeout(PATIENCE_MS);
    let peer: RealPeer;
    let scene: Scene;

    before(async () => {
      peer = await open();
      await peer.empty();
      scene = await openScene({ SECRET: peer.secret });
    });
    after(async () => {
      await scene?.close();
      await peer?.empty();
      await peer?.close();
    });

    /** A connector for one dataset, which has the same name. */
    async function connect(id: string, settings: Record<string, unknown>): Promise<void> {
      const all = { ...peer.pushSettings, [peer.secretField]: 'env:SECRET', ...settings };
      const push = { select: { ids: [id] }, retryFirst: '1s' };
      await scene.connect(scene.pusher, { id, adapter: peer.kind, settings: all, push });
    }
    const write = (id: string, more: Partial<Dataset> = {}) => {
      const dataset: Dataset = { ...sample!, id, title: { fr: `Essai ${id}` }, ...more };
      return scene.pusher.control.writeDataset(id, { dataset }, 'test');
    };
    const marked = async (id: string): Promise<RemoteRecord[]> =>
      (await peer.records()).filter(({ mark }) => mark?.endsWith(`/${id}/${id}`));

    it('keeps a resource that somebody else added, and its id', async () => {
      await connect('voisin', {});
      await write('voisin');
      await scene.settled('voisin');
      const [first] = await marked('voisin');
      assert.ok(first !== undefined);
      const foreign = await peer.addResource(first.id);
      const before = await peer.resource(first.id, foreign);
      await write('voisin', { title: { fr: 'Autre titre' }, distribution: sample!.distribution!.slice(1) });
      await scene.settled('voisin');
      assert.deepEqual(await peer.resource(first.id, foreign), before);
      const [second] = await marked('voisin');
      const [, ...ours] = sample!.distribution!.map(({ id }) => first.resourceIds.get(id ?? ''));
      // A udata shows the landing page among the resources.
      const page = first.resourceIds.get('navette:landing');
      const wanted = [foreign, ...ours, ...(page === undefined ? [] : [page])];
      assert.deepEqual(new Set(second?.resourceIds.values()), new Set(wanted));
      assert.equal(second?.resourceIds.size, wanted.length);
    });

    it('makes one record although the answer to its create was lost', async () => {
      const proxy = await FaultProxy.start(peer.url);
      const creating = ({ method, path }: { method: string; path: string }) => peer.creates(method, path);
      proxy.add({ matches: creating, action: 'lose', times: 1 });
      await connect('perdu', { url: proxy.url });
      await write('perdu');
      await scene.settled('perdu');
      const records = await marked('perdu');
      assert.deepEqual([records.length, proxy.requests.filter(creating).length], [1, 1]);
      assert.deepEqual(records[0]?.shown['title'], 'Essai perdu');
      await proxy.close();
    });

    it('waits while its key is wrong, and goes on once it is mended', async () => {
      scene.pusher.env['MENDED'] = 'not-a-key-of-anybody';
      await connect('attente', { [peer.secretField]: 'env:MENDED' });
      await write('attente');
      const status = () => scene.pusher.control.connector('attente');
      await until('the refusal', async () => (await status()).fault?.kind === 'unauthorised', PATIENCE_MS);
      assert.equal((await status()).state, 'waiting');
      scene.pusher.env['MENDED'] = peer.secret;
      await scene.settled('attente');
      const [record] = await marked('attente');
      const [last] = await scene.pusher.control.timeline('attente', 'attente', 1);
      assert.deepEqual(
        [record?.shown['title'], last?.outcome, last?.attempt],
        ['Essai attente', 'pushed', 1],
      );
    });
  });
}
