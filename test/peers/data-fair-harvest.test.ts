import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Run } from '../../src/ledger/runs.ts';
import type { Dataset } from '../../src/sandbox/data-fair/state.ts';
import { harvested } from '../support/harvested.ts';
import { until } from '../support/installation.ts';
import { ckanPeer } from '../support/peers.ts';
import { openCkan } from './ckan-peer.ts';
import { FairScene } from './data-fair-scene.ts';
import { PLACES, Sources, titleOf } from './data-fair-sources.ts';
import type { RealPeer } from './peer.ts';

/** Datasets in each of the places. */
const EACH = 5;
const PATIENCE_MS = 900_000;
const CONNECTORS = ['from-ckan', 'from-opendatasoft'];
const CHANGED_ROW = 7;
const HARVESTS_MAX = 5;

const ckan = ckanPeer();

for (const data of ['file', 'rows'] as const) {
  (ckan === undefined ? describe.skip : describe)(
    `a CKAN and an Opendatasoft in a Data Fair, as ${data}`,
    function () {
      this.timeout(PATIENCE_MS);
      let peer: RealPeer;
      let sources: Sources;
      let scene: FairScene;

      before(async () => {
        assert.ok(ckan !== undefined);
        peer = await openCkan(ckan);
        await peer.empty();
        sources = await Sources.open(peer, EACH);
        scene = await FairScene.open({ secrets: {}, data });
        await scene.startWorker();
        // Every night each file is asked for, whatever its record says.
        const harvest = { take: 'data', grace: '0s', data: { checkEvery: '0s' } };
        await scene.connect([
          { id: 'from-ckan', adapter: 'ckan', settings: peer.harvestSettings, harvest },
          {
            id: 'from-opendatasoft',
            adapter: 'opendatasoft',
            settings: { url: sources.opendatasoft.url },
            harvest,
          },
        ]);
      });
      after(async () => {
        await scene?.close();
        await sources?.close();
        await peer?.empty();
        await peer?.close();
      });

      /** A complete harvest, or the last of several: while CKAN's index catches up, a listing is rightly not believed. */
      async function complete(id: string): Promise<Run> {
        for (let round = 1; ; round += 1) {
          const run = await harvested(scene.navette, id, undefined, PATIENCE_MS);
          if (run.state === 'complete' || round === HARVESTS_MAX) return run;
        }
      }

      /** Both harvests with their files, and what they changed in Data Fair: method and dataset. */
      async function night(): Promise<{ title: string; method: string; path: string }[]> {
        scene.fair.log.clear();
        for (const id of CONNECTORS) {
          const { state, reason, counts } = await complete(id);
          assert.equal(state, 'complete', reason);
          assert.equal(counts.setAside, 0);
          const files = () => scene.navette.control.imports(id, { limit: 100 });
          await until(
            'files that are no longer due',
            async () => (await files()).every(({ state: now }) => !['due', 'working'].includes(now)),
            PATIENCE_MS,
          );
          for (const file of await files()) assert.equal(file.state, 'done', JSON.stringify(file.fault));
        }
        return scene.fair.log
          .entries()
          .filter(({ write }) => write)
          .map(({ method, path, datasetId = '' }) => ({
            title: scene.fair.dataset(datasetId)?.title ?? datasetId,
            method,
            path: path.slice(path.indexOf(datasetId) + datasetId.length),
          }));
      }

      function there(title: string): Dataset {
        const found = scene.fair.datasets().filter((one) => one.title === title);
        assert.equal(found.length, 1, `${found.length} datasets are called ${title}`);
        return found[0]!;
      }

      async function demandSame(): Promise<void> {
        assert.deepEqual(
          scene.fair
            .datasets()
            .map(({ title }) => title)
            .toSorted(),
          sources.titles,
        );
        for (const title of sources.titles) {
          const { id, isRest, count } = there(title);
          const wanted = sources.table(title);
          const [columns = '', ...rows] = wanted.trimEnd().split('\n');
          assert.deepEqual([isRest === true, count], [data === 'rows', rows.length], title);
          assert.equal(data === 'rows' ? rowsOf(id, columns) : await rawOf(id), wanted, title);
        }
      }

      const rawOf = async (id: string): Promise<string> => {
        const headers = { 'x-apikey': scene.fair.key };
        return (await fetch(`${scene.fair.publicUrl}/api/v1/datasets/${id}/raw`, { headers })).text();
      };

      function rowsOf(id: string, columns: string): string {
        const lines = scene.fair.lines(id).toSorted((a, b) => Number(a['code']) - Number(b['code']));
        const texts = lines.map((line) =>
          columns
            .split(',')
            .map((column) => String(line[column]))
            .join(','),
        );
        return `${[columns, ...texts].join('\n')}\n`;
      }

      it('are there after the first night, each once, with its data', async () => {
        await night();
        await demandSame();
      });

      it('cost nothing in the second night: no upload, and no byte of the files that answer to conditions', async () => {
        sources.host.forget();
        assert.deepEqual(await night(), []);
        assert.equal(sources.host.sent, 0);
        await demandSame();
      });

      it('of which one row changed bring that row, or that file, and nothing else', async () => {
        const stamps = (title: string) =>
          new Map(scene.fair.lines(there(title).id).map((line) => [line._id, line._updatedAt]));
        const titles = PLACES.map((place, index) => titleOf(place, index));
        const before = new Map(titles.map((title) => [title, stamps(title)]));
        for (const [index, place] of PLACES.entries()) await sources.change(place, index, CHANGED_ROW);
        const writes = await night();
        assert.deepEqual([...new Set(writes.map(({ title }) => title))].toSorted(), titles.toSorted());
        await demandSame();
        for (const title of titles) {
          const own = writes.filter((one) => one.title === title);
          if (data === 'file') {
            assert.equal(own.filter(({ method }) => method === 'PUT').length, 1, JSON.stringify(own));
            continue;
          }
          assert.equal(
            own.filter(({ path }) => path.startsWith('/_bulk_lines')).length,
            1,
            JSON.stringify(own),
          );
          const changed = scene.fair
            .lines(there(title).id)
            .filter((line) => before.get(title)?.get(line._id) !== line._updatedAt);
          assert.deepEqual(
            changed.map((line) => [line['code'], line['etat']]),
            [[CHANGED_ROW, 'fermé']],
          );
        }
      });
    },
  );
}
