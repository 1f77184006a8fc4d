import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { installationId } from '../../src/ledger/connectors.ts';
import type { Run } from '../../src/ledger/runs.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import type { PlatformEntry } from '../../src/platform/platform.ts';
import { differences, folded, plainly, untold } from './compare.ts';
import { DELETED, EDITS, pushedDatasets } from './edits.ts';
import type { RealPeer, RemoteRecord } from './peer.ts';
import { realPeers } from './real-peers.ts';
import { openScene, type Scene } from './scene.ts';

const PATIENCE_MS = 600_000;
/** As many as one call takes. */
const PUSH_NOW_MAX = 25;

const original = pushedDatasets();
const gone = DELETED.map((at) => idAt(at));
/** What every portal has to show in the end. */
const final = new Map(
  original.filter(({ id }) => !gone.includes(id)).map((dataset) => [dataset.id, dataset]),
);
for (const { at, edit } of EDITS) final.set(idAt(at), edit(original[at]!));

for (const { name, open } of realPeers()) {
  describe(`an exchange with ${name}`, function () {
    this.timeout(PATIENCE_MS);
    let peer: RealPeer;
    let scene: Scene;
    let push: string;
    let harvest: string;
    /** By dataset id: after the first push, and after changes and deletions. */
    let made: Map<string, RemoteRecord>;
    let kept: Map<string, RemoteRecord>;
    let records: RemoteRecord[];
    let run: Run;
    let harvested: Map<string, PlatformEntry>;
    let markOf: (datasetId: string) => string;

    before(async () => {
      peer = await open();
      await peer.empty();
      scene = await openScene({ SECRET: peer.secret });
      push = `${peer.kind}-push`;
      harvest = `${peer.kind}-harvest`;
      const installation = await installationId(scene.pusher.wired.ledger.db);
      markOf = (datasetId) => `${installation}/${push}/${datasetId}`;
      const settings = { ...peer.pushSettings, [peer.secretField]: 'env:SECRET' };
      await scene.connect(scene.pusher, { id: push, adapter: peer.kind, settings, push: {} });
      await write(original);
      await scene.settled(push);
      made = byDataset(await peer.records());
      await write(EDITS.map(({ at }) => final.get(idAt(at))!));
      for (const id of gone) await scene.pusher.control.setDatasetState(id, 'deleted', 'test');
      await scene.settled(push);
      records = await peer.records();
      kept = byDataset(records);
      const source = { adapter: peer.kind, settings: peer.harvestSettings, harvest: {} };
      await scene.connect(scene.harvester, { id: harvest, ...source });
      run = await scene.harvest(scene.harvester, harvest);
      harvested = await platform();
    });
    after(async () => {
      await scene?.close();
      await peer?.empty();
      await peer?.close();
    });

    const write = (datasets: readonly Dataset[]) =>
      scene.pusher.control.writeDatasets(
        datasets.map((dataset) => ({ id: dataset.id, dataset })),
        'test',
      );
    const byDataset = (list: readonly RemoteRecord[]) =>
      new Map(
        original.flatMap(({ id }) => list.filter(({ mark }) => mark === markOf(id)).map((one) => [id, one])),
      );
    const platform = async () => {
      const filter = { harvestedBy: harvest, state: 'active' as const };
      const { entries } = await scene.harvester.control.datasets({ limit: 500, filter });
      return new Map(entries.map((entry) => [String(entry.dataset.origin?.remoteId), entry]));
    };
    const recordAt = (id: string): RemoteRecord => {
      const record = kept.get(id);
      assert.ok(record !== undefined, `no record of ${id}`);
      return record;
    };
    const wrongIn = (id: string) =>
      differences(peer.expected(final.get(id)!, markOf(id)), recordAt(id).shown).map((line) => ({
        id,
        line,
      }));

    it('makes exactly one record for each dataset', () => {
      const marks = records.map(({ mark }) => mark ?? 'none');
      assert.deepEqual(marks.sort(), [...final.keys()].map(markOf).sort());
    });

    it('shows every field of every dataset as the readme says', () => {
      const edited = new Set(EDITS.map(({ at }) => idAt(at)));
      const wrong = [...final.keys()].filter((id) => !edited.has(id)).flatMap(wrongIn);
      assert.deepEqual(folded(wrong), []);
    });

    for (const { what, at } of EDITS) {
      it(`shows a change: ${what}`, () => {
        assert.deepEqual(folded(wrongIn(idAt(at))), []);
      });
    }

    it('keeps the ids of records and of their resources over the changes', () => {
      for (const [id, now] of kept) {
        const before = made.get(id);
        assert.equal(now.id, before?.id);
        for (const [key, resourceId] of now.resourceIds)
          assert.equal(resourceId, before?.resourceIds.get(key) ?? resourceId, `${id}: ${key}`);
      }
      assert.equal(kept.size, final.size);
    });

    it('leaves records alone whose datasets did not change', () => {
      const edited = new Set(EDITS.map(({ at }) => idAt(at)));
      const touched = [...kept].filter(
        ([id, { changedAt }]) => !edited.has(id) && changedAt !== made.get(id)?.changedAt,
      );
      assert.deepEqual(
        touched.map(([id]) => id),
        [],
      );
    });

    it('takes away what was deleted', async () => {
      for (const id of gone) assert.ok(await peer.isGone(made.get(id)!.id), `${id} is still there`);
    });

    it('is harvested whole, and believed', () => {
      assert.equal(run.state, 'complete', run.reason);
      assert.deepEqual([run.counts.added, run.counts.setAside, harvested.size], [final.size, 0, final.size]);
    });

    it('brings back every field that the readme says is kept', () => {
      const wrong = [...final].flatMap(([id, dataset]) => {
        const record = recordAt(id);
        const { origin: _origin, ...back } = harvested.get(record.id)?.dataset ?? {};
        return differences(peer.expectedBack(dataset, record), plainly(back)).map((line) => ({ id, line }));
      });
      assert.deepEqual(folded(wrong), []);
    });

    it('told as a loss of the push whatever does not come back as it went', async () => {
      const silent: { id: string; line: string }[] = [];
      for (const [id, dataset] of final) {
        const back = harvested.get(recordAt(id).id)?.dataset;
        assert.ok(back !== undefined, `${id} did not come back`);
        const losses = await scene.losses(push, id);
        silent.push(...untold(dataset, back, losses, peer.readOnly).map((line) => ({ id, line })));
      }
      assert.deepEqual(folded(silent), []);
    });

    it('does not bring our own records back to the Navette that pushed them', async () => {
      const id = `${peer.kind}-own`;
      const source = { adapter: peer.kind, settings: peer.harvestSettings, harvest: {} };
      await scene.connect(scene.pusher, { id, ...source });
      const { counts } = await scene.harvest(scene.pusher, id);
      assert.deepEqual([counts.own, counts.added], [final.size, 0]);
    });

    describe('a second time', () => {
      it('writes nothing to the remote when everything is announced', async () => {
        scene.writes.length = 0;
        await scene.pusher.control.pushAll(push);
        await scene.settled(push);
        for (const id of final.keys()) {
          const [last] = await scene.pusher.control.timeline(push, id, 1);
          assert.equal(last?.outcome, 'unchanged', id);
        }
        assert.deepEqual(scene.writes, []);
      });

      it('writes nothing when the remote itself is looked at', async () => {
        scene.writes.length = 0;
        const ids = [...final.keys()];
        for (let from = 0; from < ids.length; from += PUSH_NOW_MAX) {
          const some = ids.slice(from, from + PUSH_NOW_MAX);
          const outcomes = await scene.pusher.control.pushNow(push, some);
          const others = outcomes.filter(({ outcome }) => outcome !== 'unchanged');
          assert.deepEqual(
            others.map(({ datasetId, outcome, diff, fault }) => ({ datasetId, outcome, diff, fault })),
            [],
          );
        }
        assert.deepEqual(scene.writes, []);
        const now = (await peer.records()).map(({ id, changedAt }) => `${id} ${changedAt}`);
        assert.deepEqual(now.sort(), records.map(({ id, changedAt }) => `${id} ${changedAt}`).sort());
      });

      it('writes nothing to the platform when it is harvested', async () => {
        const { state, reason, counts } = await scene.harvest(scene.harvester, harvest);
        assert.equal(state, 'complete', reason);
        assert.deepEqual([counts.unchanged, counts.added, counts.updated], [final.size, 0, 0]);
        const revisions = (entries: Map<string, PlatformEntry>) =>
          [...entries.values()]
            .map(({ id, rev, updatedAt }) => `${id} ${rev} ${updatedAt.toISOString()}`)
            .sort();
        assert.deepEqual(revisions(await platform()), revisions(harvested));
      });
    });
  });
}

function idAt(at: number): string {
  const dataset = original[at];
  if (dataset === undefined) throw new RangeError(`no dataset at ${at}`);
  return dataset.id;
}
