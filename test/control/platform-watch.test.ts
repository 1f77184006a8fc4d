import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import { ConnectorConfig } from '../../src/config/connector.ts';
import { followHint, lookOnce } from '../../src/control/platform-watch.ts';
import { saveConnector } from '../../src/ledger/connectors.ts';
import { intendAll, saveRemoteIds } from '../../src/ledger/links.ts';
import { waiting } from '../../src/ledger/outbox.ts';
import { takeFeed } from '../../src/ledger/platform-datasets.ts';
import { Scene } from '../platform/data-fair/scene.ts';

describe('the watch over a platform that announces nothing', function () {
  this.timeout(30_000);
  let scene: Scene;
  let nudged: string[] = [];

  before(async () => {
    scene = await Scene.open();
    const config = {
      id: 'portail',
      adapter: 'ckan',
      settings: { url: 'https://ckan.example.org' },
      push: {},
    };
    await saveConnector(scene.ledger.db, ConnectorConfig.parse(config));
  });
  beforeEach(() => {
    nudged = [];
  });
  after(() => scene.close());

  const parts = () => ({
    db: scene.ledger.db,
    platform: scene.platform,
    nudger: { nudge: (id: string) => void nudged.push(id) } as never,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const waits = async () =>
    (await waiting(scene.ledger.db, 'portail', 100)).map(({ datasetId }) => datasetId);
  const made = async (title: string, isPublic = true): Promise<string> => {
    const { body } = await scene.call('POST', 'datasets', { isMetaOnly: true, title });
    const id = String(body['id']);
    if (isPublic) await scene.call('PUT', `datasets/${id}/permissions`, [{ classes: ['list', 'read'] }]);
    return id;
  };

  it('announces what connectors push, and nudges them', async () => {
    const [open, closed] = [await made('Ouvert'), await made('Fermé', false)];
    assert.equal(await lookOnce(parts(), scene.feed), false);
    assert.ok((await waits()).includes(open));
    assert.ok(!(await waits()).includes(closed));
    assert.deepEqual(nudged, ['portail']);
    nudged = [];
    await lookOnce(parts(), scene.feed);
    assert.deepEqual(nudged, []);
  });

  it('follows a hint at once, and a deletion to those that have pushed it', async () => {
    const [here, gone] = [await made('Ici'), await made('Parti')];
    await lookOnce(parts(), scene.feed);
    await intendAll(scene.ledger.db, 'portail', [{ datasetId: gone, mark: 'm', sent: {} }]);
    await saveRemoteIds(scene.ledger.db, 'portail', [{ datasetId: gone, remoteId: 'r' }]);
    await scene.call('PATCH', `datasets/${here}`, { title: 'Là' });
    await scene.call('DELETE', `datasets/${gone}`);
    nudged = [];
    await followHint(parts(), scene.feed, [here, gone]);
    const found = await waits();
    assert.ok(found.includes(here) && found.includes(gone));
    assert.deepEqual(nudged, ['portail']);
  });

  it('looks once at a time, however many processes watch', async () => {
    await scene.ledger.db.transaction().execute(async (tx) => {
      assert.ok(await takeFeed(tx, scene.feed.name));
      await made('Attend');
      assert.equal(await lookOnce(parts(), scene.feed), false);
      assert.deepEqual(nudged, []);
    });
    await lookOnce(parts(), scene.feed);
    assert.deepEqual(nudged, ['portail']);
  });
});
