import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Running } from '../../../src/main/dev/processes.ts';
import { startCkan, type CkanSandbox } from '../../../src/sandbox/ckan/ckan.ts';
import type { FaultAction } from '../../../src/sandbox/faults.ts';
import type { Dataset } from '../../../src/sandbox/data-fair/state.ts';
import { FileHost } from '../../support/file-host.ts';
import { until } from '../../support/installation.ts';
import { ckanAction } from '../../support/portal-view.ts';
import { startWorkerProcess } from '../../support/worker-process.ts';
import { Town } from './town.ts';

const PATIENCE_MS = 240_000;
/** Nobody waits for an answer that comes so late. */
const LATE_MS = 600_000;
const TABLE = 'code,etat\na,ouvert\nb,fermé\n';
const SITE = 'organization:portail-de-test';

const DATASET = '/datasets/[^/]+$';
const PERMISSIONS = '/permissions$';

/** The requests during which the worker is killed, and what has become of them by then. */
const MOMENTS: readonly {
  what: string;
  data: 'file' | 'rows';
  path: string;
  skip: number;
  action: FaultAction;
}[] = [
  {
    what: 'after its create, before the answer',
    data: 'file',
    path: DATASET,
    skip: 0,
    action: { slow: LATE_MS },
  },
  {
    what: 'after its create, before anybody may see it',
    data: 'rows',
    path: PERMISSIONS,
    skip: 0,
    action: 'hang',
  },
  {
    what: 'after it was taken away, before its file comes',
    data: 'file',
    path: DATASET,
    skip: 1,
    action: 'hang',
  },
  {
    what: 'after it was taken away, before its rows come',
    data: 'rows',
    path: DATASET,
    skip: 1,
    action: 'hang',
  },
  {
    what: 'after its file came, before the answer',
    data: 'file',
    path: DATASET,
    skip: 1,
    action: { slow: LATE_MS },
  },
  {
    what: 'after it has rows, before anybody may see it',
    data: 'rows',
    path: PERMISSIONS,
    skip: 1,
    action: 'hang',
  },
];

describe('a worker killed while a harvest makes a dataset with data in Data Fair', function () {
  this.timeout(2 * PATIENCE_MS);
  let town: Town;
  let portal: CkanSandbox;
  let host: FileHost;
  let dataDir: string;
  let worker: Running;

  beforeEach(async () => {
    portal = await startCkan();
    host = await FileHost.start();
    dataDir = await mkdtemp(join(tmpdir(), 'navette-kill-'));
  });
  afterEach(async () => {
    await worker.kill();
    await town.close();
    await Promise.all([portal.close(), host.close()]);
    await rm(dataDir, { recursive: true, force: true });
  });

  const start = (data: 'file' | 'rows') =>
    startWorkerProcess({
      ...town.env,
      NAVETTE_DATA_DIR: dataDir,
      NAVETTE_DATA_FAIR_DATA: data,
      NAVETTE_DATA_FAIR_SITE: SITE,
    });

  for (const { what, data, path, skip, action } of MOMENTS) {
    it(`${what}: another goes on, to one dataset with all that belongs to it`, async () => {
      town = await Town.open({ workers: false, settings: { data, site: SITE } });
      worker = await start(data);
      await ckanAction(portal, 'package_create', {
        name: 'tables',
        title: 'Tables',
        owner_org: portal.organization,
        resources: [{ url: host.put('/tables.csv', TABLE), format: 'CSV' }],
      });
      town.fair.faults.add({ match: { method: 'PUT', path }, skip, times: 1, action });
      const harvest = { take: 'data', grace: '0s' };
      await town.navette.control.apply(
        [{ id: 'source', adapter: 'ckan', settings: { url: portal.url }, harvest }],
        { retireOthers: false },
      );
      await town.navette.control.harvest('source');
      await until('the request', () => town.fair.faults.list()[0]?.hits === 1, PATIENCE_MS);
      await worker.kill();
      worker = await start(data);
      const control = town.navette.control;
      await until(
        'the end of the run, and the file',
        async () => {
          const [run] = await control.runs({ connectorId: 'source', limit: 1 });
          const [file] = await control.imports('source', { limit: 2 });
          assert.ok(!['failed', 'incomplete'].includes(run?.state ?? ''), run?.reason);
          assert.ok(file?.state !== 'refused' && file?.state !== 'failed', JSON.stringify(file?.fault));
          return run?.state === 'complete' && file?.state === 'done';
        },
        PATIENCE_MS,
      );
      const all = town.fair.datasets();
      assert.equal(all.length, 1);
      await demandWhole(all[0]!, data);
    });
  }

  async function demandWhole(dataset: Dataset, data: 'file' | 'rows'): Promise<void> {
    const { id, title, count, isRest, permissions, publicationSites } = dataset;
    assert.deepEqual([title, count, isRest === true], ['Tables', 2, data === 'rows']);
    assert.ok(permissions.some(({ type, classes }) => type === undefined && classes?.includes('read')));
    assert.deepEqual(publicationSites, [SITE]);
    if (data === 'rows') {
      const lines = town.fair.lines(id).map((line) => `${String(line['code'])},${String(line['etat'])}`);
      assert.deepEqual(lines.toSorted(), ['a,ouvert', 'b,fermé']);
    } else {
      const answer = await fetch(`${town.fair.publicUrl}/api/v1/datasets/${id}/raw`);
      assert.equal(await answer.text(), TABLE);
    }
  }
});
