import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { installationId } from '../../src/ledger/connectors.ts';
import { until } from '../support/installation.ts';
import { differences, folded } from './compare.ts';
import { expectedOf, toldBy } from './data-fair-expected.ts';
import { bodyOf, madeAt, type Made } from './data-fair-made.ts';
import { FairScene } from './data-fair-scene.ts';
import type { RealPeer, RemoteRecord } from './peer.ts';
import { realPeers } from './real-peers.ts';

const DATASETS = 100;
const PATIENCE_MS = 1_200_000;
const CHILD = 'essai-parent';
const CSV = 'a,b\n1,2\n';
/** Three and four have no common divisor: every kind is among them. */
const HIDDEN = Array.from({ length: 10 }, (_none, index) => 3 * index);
const DELETED = HIDDEN.map((place) => place + 1);

/** One change at each of twenty places behind those that go; every sort comes to every kind. */
const EDITS: readonly { what: string; edit: (made: Made) => Made }[] = [
  { what: 'title', edit: (made) => ({ ...made, title: `Renommé « ${made.id} » & co` }) },
  { what: 'licence', edit: (made) => ({ ...made, license: made.license === 'zero' ? 'odbl' : 'zero' }) },
  { what: 'description cleared', edit: ({ description: _gone, ...made }) => made },
  {
    what: 'an attachment',
    edit: (made) => ({
      ...made,
      attachments: [
        ...made.attachments,
        { title: 'Ajout', url: `https://example.org/ajouts/${made.id}.json`, isForCatalogs: true },
      ],
    }),
  },
  {
    what: 'period and keywords',
    edit: (made) => ({ ...made, temporal: { start: '2001-02-03' }, keywords: ['autre'] }),
  },
];
const EDITED = Array.from({ length: 20 }, (_none, index) => ({
  place: 41 + index,
  ...EDITS[index % EDITS.length]!,
}));

const peers = realPeers();

(peers.length === 0 ? describe.skip : describe)('a Data Fair and real catalogues', function () {
  this.timeout(PATIENCE_MS);
  const opened: RealPeer[] = [];
  let scene: FairScene;
  let installed: string;
  /** What Data Fair has now, by id. */
  const there = new Map<string, Made>();
  /** Records by catalogue and dataset after the first push. */
  const first = new Map<string, Map<string, RemoteRecord>>();
  const gone: string[] = [];

  before(async () => {
    for (const { open } of peers) opened.push(await open());
    for (const peer of opened) await peer.empty();
    scene = await FairScene.open({
      secrets: Object.fromEntries(opened.map(({ kind, secret }) => [kind, secret])),
    });
    installed = await installationId(scene.navette.wired.ledger.db);
    await scene.call('PUT', `datasets/${CHILD}`, {
      title: 'Parent',
      isRest: true,
      schema: [{ key: 'a', type: 'string' }],
      owner: scene.fair.owner,
    });
    for (let place = 0; place < DATASETS; place += 1) await make(madeAt(place));
    await scene.startWorker();
    await scene.connect(
      opened.map((peer) => ({
        id: connectorOf(peer),
        adapter: peer.kind,
        settings: { ...peer.pushSettings, [peer.secretField]: `env:${peer.kind}` },
        push: { retryFirst: '1s' },
      })),
    );
    await scene.settled(opened.map(connectorOf));
    for (const peer of opened) first.set(peer.kind, await recordsOf(peer));
  });
  after(async () => {
    await scene?.close();
    for (const peer of opened) {
      await peer.empty();
      await peer.close();
    }
  });

  const connectorOf = ({ kind }: RealPeer): string => `fair-${kind}`;
  const open = (): Made[] => [...there.values()].filter(({ isPublic }) => isPublic);

  async function make(made: Made): Promise<void> {
    const { id, kind } = made;
    const { fair } = scene;
    const department = { department: 'voirie', departmentName: 'Voirie & réseaux' };
    const owner = { ...fair.owner, ...(made.isOfDepartment ? department : {}) };
    const ofKind = {
      rows: { isRest: true, schema: [{ key: 'a', type: 'string' }] },
      virtual: { isVirtual: true, virtual: { children: [CHILD] } },
      metadata: { isMetaOnly: true },
    };
    const created = { title: made.title, owner };
    await scene.call(
      'PUT',
      `datasets/${id}`,
      kind === 'file' ? form(CSV, created) : { ...created, ...ofKind[kind] },
    );
    fair.finishProcessing();
    for (const { name } of made.attachments) {
      if (name === undefined) continue;
      const attachment = new FormData();
      attachment.append('attachment', new Blob(['nom,sens\na,une colonne\n']), name);
      await scene.call('POST', `datasets/${id}/metadata-attachments`, attachment);
    }
    await scene.call('PATCH', `datasets/${id}`, bodyOf(made));
    await setPublic(id, made.isPublic);
    there.set(id, made);
  }

  function form(csv: string, body?: object): FormData {
    const parts = new FormData();
    if (body !== undefined) parts.append('body', JSON.stringify(body));
    parts.append('dataset', new Blob([csv]), 'table.csv');
    return parts;
  }

  const setPublic = (id: string, isPublic: boolean) =>
    scene.call('PUT', `datasets/${id}/permissions`, isPublic ? [{ classes: ['list', 'read'] }] : []);

  /** By dataset; a second record of the same dataset, or one of no dataset, is an error. */
  async function recordsOf(peer: RealPeer): Promise<Map<string, RemoteRecord>> {
    const found = new Map<string, RemoteRecord>();
    const prefix = `${installed}/${connectorOf(peer)}/`;
    for (const record of await peer.records()) {
      const id = record.mark?.startsWith(prefix) === true ? record.mark.slice(prefix.length) : undefined;
      assert.ok(id !== undefined, `${record.id} is nobody’s: ${String(record.mark)}`);
      assert.ok(!found.has(id), `${id} has two records`);
      found.set(id, record);
    }
    return found;
  }

  async function demandSame(peer: RealPeer): Promise<Map<string, RemoteRecord>> {
    const records = await recordsOf(peer);
    assert.deepEqual(
      [...records.keys()].sort(),
      open()
        .map(({ id }) => id)
        .sort(),
    );
    const wrong = open().flatMap((made) => {
      const record = records.get(made.id);
      assert.ok(record !== undefined);
      const expected = expectedOf(made, peer.kind, scene.fair.publicUrl);
      return differences(expected, toldBy(record, peer.kind)).map((line) => ({ id: made.id, line }));
    });
    assert.deepEqual(folded(wrong), []);
    return records;
  }

  it(`publishes the public ones of ${DATASETS} of every kind, each once, as it is`, async () => {
    for (const peer of opened) await demandSame(peer);
  });

  it('has the same again after edits and deletions during which the worker was killed', async () => {
    const change = async (made: Made): Promise<void> => {
      await scene.call('PATCH', `datasets/${made.id}`, bodyOf(made));
      there.set(made.id, made);
    };
    const drop = async (place: number): Promise<void> => {
      const { id } = madeAt(place);
      await scene.call('DELETE', `datasets/${id}`);
      if (there.get(id)?.isPublic === true) gone.push(id);
      there.delete(id);
    };
    const hide = async (place: number): Promise<void> => {
      const { id } = madeAt(place);
      await setPublic(id, false);
      if (there.get(id)?.isPublic === true) gone.push(id);
      there.set(id, { ...there.get(id)!, isPublic: false });
    };
    for (const { place, edit } of EDITED.slice(0, 10)) await change(edit(there.get(madeAt(place).id)!));
    for (const place of DELETED.slice(0, 5)) await drop(place);
    for (const place of HIDDEN.slice(0, 5)) await hide(place);
    await until('work that is under way', async () => (await scene.undone()) > 0);
    await scene.killWorker();
    for (const { place, edit } of EDITED.slice(10)) await change(edit(there.get(madeAt(place).id)!));
    for (const place of DELETED.slice(5)) await drop(place);
    for (const place of HIDDEN.slice(5)) await hide(place);
    await scene.startWorker();
    for (let place = DATASETS; place < DATASETS + 5; place += 1) await make(madeAt(place));
    await until('work that is under way', async () => (await scene.undone()) > 0);
    await scene.killWorker();
    // What catalogues show of other rows, or of another file, is at most its size and its date.
    await scene.call('POST', `datasets/${madeAt(65).id}/lines`, { a: 'x' });
    await scene.call('PUT', `datasets/${madeAt(64).id}`, form('a,b\n1,2\n3,4\n'));
    scene.fair.finishProcessing();
    await scene.startWorker();
    await scene.settled(opened.map(connectorOf));
    for (const peer of opened) await demandSame(peer);
  });

  it('takes away what was deleted or made private', async () => {
    assert.ok(gone.length > HIDDEN.length);
    for (const peer of opened)
      for (const id of gone) {
        const record = first.get(peer.kind)?.get(id);
        assert.ok(record !== undefined, `${id} was never on ${peer.kind}`);
        assert.ok(await peer.isGone(record.id), `${id} is still on ${peer.kind}`);
      }
  });

  it('keeps the records of datasets that changed, and writes no others', async () => {
    const changed = new Set([...EDITED.map(({ place }) => place), 64, 65].map((place) => madeAt(place).id));
    for (const peer of opened) {
      const touched: string[] = [];
      for (const [id, record] of await recordsOf(peer)) {
        const before = first.get(peer.kind)?.get(id);
        if (before === undefined) continue;
        assert.equal(record.id, before.id, id);
        if (!changed.has(id) && record.changedAt !== before.changedAt) touched.push(id);
      }
      assert.deepEqual(touched, [], peer.kind);
    }
  });

  it('writes nothing when everything is announced once more', async () => {
    for (const peer of opened) {
      const before = await demandSame(peer);
      await scene.navette.control.pushAll(connectorOf(peer));
      await scene.settled([connectorOf(peer)]);
      const written = [...(await demandSame(peer))].filter(
        ([id, { changedAt }]) => changedAt !== before.get(id)?.changedAt,
      );
      assert.deepEqual(
        written.map(([id]) => id),
        [],
        peer.kind,
      );
    }
  });
});
