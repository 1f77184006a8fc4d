import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import { remember } from '../../../src/ledger/platform-datasets.ts';
import { stampOf } from '../../../src/platform/data-fair/stamp.ts';
import { WireStamp } from '../../../src/platform/data-fair/wire.ts';
import { Scene } from './scene.ts';

const ids = ({ changed }: { changed: readonly { id: string }[] }) => changed.map(({ id }) => id).toSorted();

describe('changes in Data Fair', function () {
  this.timeout(60_000);
  let scene: Scene;

  before(async () => {
    scene = await Scene.open({
      site: 'organization:portail',
      page: 'https://portail.example.org/datasets/{slug}',
    });
    await scene.look();
  });
  afterEach(async () => {
    scene.remote.switches.stepMs = 0;
    scene.remote.forgetRates();
    await scene.look();
  });
  after(() => scene.close());

  const made = async (body: Record<string, unknown>): Promise<string> => {
    const { body: answer } = await scene.call('POST', 'datasets', {
      isMetaOnly: true,
      title: 'Jeu',
      ...body,
    });
    return String(answer['id']);
  };

  it('are none when nothing changed, and cost a few small requests', async () => {
    scene.asked.length = 0;
    assert.deepEqual(await scene.look(), { changed: [], gone: [] });
    assert.ok(scene.asked.length <= 8, scene.asked.join('\n'));
  });

  it('are a new dataset, then an edited one, each told once', async () => {
    const id = await made({ title: 'Nouveau' });
    assert.deepEqual(ids(await scene.look()), [id]);
    await scene.call('PATCH', `datasets/${id}`, { title: 'Changé' });
    const { changed } = await scene.look();
    assert.deepEqual(
      changed.map((entry) => [entry.id, entry.dataset.title]),
      [[id, { fr: 'Changé' }]],
    );
    assert.deepEqual(ids(await scene.look()), []);
  });

  it('are told again when what was done about them failed', async () => {
    const id = await made({});
    const { cursor } = scene;
    await assert.rejects(
      scene.ledger.db.transaction().execute(async (tx) => {
        await scene.feed.changes(cursor, tx);
        throw new Error('cut');
      }),
    );
    assert.deepEqual(ids(await scene.look()), [id]);
  });

  it('are not what we wrote ourselves', async () => {
    const write = {
      id: 'moisson:nous',
      dataset: { kind: 'dataset' as const, id: 'nous', title: { fr: 'Nous' } },
      visibility: 'public' as const,
    };
    await scene.platform.upsert([write], 'test');
    assert.deepEqual(ids(await scene.look()), []);
  });

  it('of a file are told when it has been read, not before', async () => {
    scene.remote.switches.stepMs = 3_600_000;
    const form = new FormData();
    form.append('dataset', new Blob(['a,b\n1,2\n']), 'table.csv');
    const answer = await fetch(`${scene.remote.publicUrl}/api/v1/datasets/fichier-lent`, {
      method: 'PUT',
      headers: { 'x-apikey': scene.remote.key },
      body: form,
    });
    assert.ok(answer.ok);
    assert.deepEqual(ids(await scene.look()), []);
    const entry = (await scene.platform.entries(['fichier-lent'])).get('fichier-lent');
    assert.equal(entry?.settling, true);
    scene.remote.finishProcessing();
    assert.deepEqual(ids(await scene.look()), ['fichier-lent']);
  });

  it('of rows are told', async () => {
    const id = await made({ isMetaOnly: undefined, isRest: true, schema: [{ key: 'a', type: 'string' }] });
    await scene.look();
    await scene.call('POST', `datasets/${id}/lines`, { a: 'x' });
    scene.remote.finishProcessing();
    assert.deepEqual(ids(await scene.look()), [id]);
  });

  it('are what went, once everything is gone through', async () => {
    const id = await made({});
    await scene.look();
    await scene.call('DELETE', `datasets/${id}`);
    scene.cursor = String(scene.cursor).replace(/"sweptAt":"\d{4}/, '"sweptAt":"2020');
    assert.deepEqual((await scene.look()).gone, [id]);
    assert.deepEqual((await scene.look()).gone, []);
  });

  it('are looked up at once when Data Fair hints at them', async () => {
    const [here, gone] = [await made({ title: 'Ici' }), await made({})];
    await scene.look();
    await scene.call('PATCH', `datasets/${here}`, { title: 'Là' });
    await scene.call('DELETE', `datasets/${gone}`);
    const told = await scene.ledger.db
      .transaction()
      .execute((tx) => scene.feed.look([here, gone, 'never-there'], tx));
    assert.deepEqual(ids(told), [here]);
    assert.deepEqual(told.gone.toSorted(), [gone, 'never-there'].toSorted());
    assert.deepEqual(ids(await scene.look()), []);
  });

  it('are every dataset of a topic that was renamed, though no date of theirs tells so', async () => {
    const settings = `settings/organization/${scene.remote.owner.id}`;
    const asAdmin = (topics: unknown) =>
      fetch(`${scene.remote.publicUrl}/api/v1/${settings}`, {
        method: 'PATCH',
        headers: { cookie: scene.remote.cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ topics }),
      });
    const topic = { id: 'transports', title: 'Transports' };
    assert.equal((await asAdmin([topic])).status, 200);
    const id = await made({ topics: [topic] });
    const other = await made({});
    await scene.look();
    assert.equal((await asAdmin([{ ...topic, title: 'Environnement' }])).status, 200);
    const { changed } = await scene.look();
    assert.deepEqual(
      changed.map((entry) => [entry.id, entry.dataset.theme?.[0]?.code]),
      [[id, 'ENVI']],
    );
    assert.notEqual(id, other);
    assert.deepEqual(ids(await scene.look()), []);
  });
});

describe('a large Data Fair', function () {
  this.timeout(180_000);
  const COUNT = 12_000;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'navette-data-fair-'));
    const kinds = ['isMetaOnly', 'isMetaOnly', 'isMetaOnly', 'isRest', 'isVirtual'];
    const lines = Array.from({ length: COUNT }, (_none, index) => {
      const id = `jeu-${String(index).padStart(5, '0')}`;
      const at = new Date(1_700_000_000_000 + index * 1_000).toISOString();
      const permissions = index % 2 === 0 ? [{ classes: ['list', 'read'] }] : [];
      const dataset = {
        id,
        slug: id,
        title: `Jeu ${index}`,
        owner: { type: 'organization', id: 'ville-de-test', name: 'Ville de test' },
        permissions,
        schema: [],
        createdAt: at,
        updatedAt: at,
        finalizedAt: at,
        status: 'finalized',
        [kinds[index % kinds.length] ?? 'isRest']: true,
      };
      return JSON.stringify(['datasets', id, dataset]);
    });
    await writeFile(join(folder, 'data-fair.journal.ndjson'), `${lines.join('\n')}\n`);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('that stays as it is costs less than sixty requests, even when all of it is gone through', async () => {
    const scene = await Scene.open({}, { dir: folder, switches: { userPerMinute: 1_000_000 } });
    try {
      // Looked at before: what is there is known.
      const known = scene.remote.datasets().map((dataset) => ({
        id: dataset.id,
        platformId: dataset.id,
        title: dataset.title,
        state: 'active' as const,
        stamp: stampOf(WireStamp.parse({ ...dataset, public: dataset.permissions.length > 0 })),
        settled: true,
      }));
      await remember(scene.ledger.db, known);
      assert.deepEqual(await scene.look(), { changed: [], gone: [] });
      scene.asked.length = 0;
      assert.deepEqual(await scene.look(), { changed: [], gone: [] });
      assert.ok(scene.asked.length <= 10, `${scene.asked.length} requests for a poll`);
      scene.asked.length = 0;
      scene.cursor = String(scene.cursor).replace(/"sweptAt":"\d{4}/, '"sweptAt":"2020');
      assert.deepEqual(await scene.look(), { changed: [], gone: [] });
      assert.ok(scene.asked.length < 60, `${scene.asked.length} requests for everything`);
    } finally {
      await scene.close();
    }
  });
});
