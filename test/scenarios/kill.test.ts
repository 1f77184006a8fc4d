import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Running } from '../../src/main/dev/processes.ts';
import { startCkan } from '../../src/sandbox/ckan/ckan.ts';
import { startUdata } from '../../src/sandbox/udata/udata.ts';
import { installation, until, type Installation } from '../support/installation.ts';
import { marked, udataDatasets } from '../support/portal-view.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

const PUSHES = 500;
const RECORDS = 5_000;
const PAGE = 200;

describe('kill -9 of the worker', () => {
  let navette: Installation;
  let worker: Running | undefined;
  let env: Record<string, string>;

  before(async () => {
    navette = await installation();
    env = { DATABASE_URL: navette.databaseUrl, TEMPORAL_ADDRESS: navette.temporalAddress };
  });
  after(async () => {
    await worker?.kill();
    await navette.close();
  });

  it(`in the middle of ${PUSHES} pushes leaves exactly one record per dataset`, async () => {
    const portal = await startUdata();
    worker = await startWorkerProcess({ ...env, UDATA_KEY: portal.key });
    navette.env['UDATA_KEY'] = portal.key;
    await navette.control.apply(
      [
        {
          id: 'kill-push',
          adapter: 'udata',
          settings: { url: portal.url, organization: portal.organization, apiKey: 'env:UDATA_KEY' },
          push: { concurrency: 8 },
        },
      ],
      { retireOthers: false },
    );
    const writes = Array.from({ length: PUSHES }, (_, index) => ({
      id: `kill-${index}`,
      dataset: {
        kind: 'dataset' as const,
        id: `kill-${index}`,
        title: { fr: `Jeu ${index}` },
        description: { fr: 'x' },
      },
    }));
    await navette.control.writeDatasets(writes, 'test');
    for (const share of [0.2, 0.6]) {
      await until(
        `${share * 100} %`,
        async () => (await udataDatasets(portal)).length >= PUSHES * share,
        60_000,
      );
      await worker.kill();
      worker = await startWorkerProcess({ ...env, UDATA_KEY: portal.key });
    }
    await until(
      'everything',
      async () => {
        const { push } = await navette.control.connector('kill-push');
        return (
          push !== undefined && push.linked === PUSHES && push.outbox.waiting + push.outbox.deferred === 0
        );
      },
      120_000,
    );
    const records = Object.entries(await marked(portal));
    assert.equal(records.length, PUSHES);
    assert.deepEqual(
      records.filter(([, ids]) => ids.length !== 1),
      [],
    );
    assert.equal(portal.log.summary().concurrentWritesMax, 1);
    await worker.kill();
    await portal.close();
  }).timeout(240_000);

  it(`in the middle of a harvest of ${RECORDS} loses no page and repeats at most one`, async () => {
    const portal = await startCkan({ seed: RECORDS, latencyMs: 40 });
    worker = await startWorkerProcess(env);
    await navette.control.apply(
      [{ id: 'kill-harvest', adapter: 'ckan', settings: { url: portal.url }, harvest: { pageSize: PAGE } }],
      { retireOthers: false },
    );
    await navette.control.harvest('kill-harvest');
    const run = async () => (await navette.control.runs({ connectorId: 'kill-harvest', limit: 1 }))[0];
    await until(
      'a third of the pages',
      async () => ((await run())?.pages ?? 0) >= RECORDS / PAGE / 3,
      60_000,
    );
    await worker.kill();
    const stored = (await run())?.pages ?? 0;
    const fetched = new Set(searches(portal.log.entries()));
    portal.log.clear();
    worker = await startWorkerProcess(env);
    await until('the end', async () => (await run())?.state !== 'running', 120_000);
    const ended = await run();
    assert.equal(ended?.state, 'complete', ended?.reason);
    assert.deepEqual(
      [ended.counts.received, ended.counts.added, ended.counts.repeated],
      [RECORDS, RECORDS, 0],
    );
    // Pages that were fetched ahead and not stored are fetched again; what was stored is applied once.
    assert.ok(stored < RECORDS / PAGE);
    const again = searches(portal.log.entries()).filter((path) => fetched.has(path));
    assert.ok(again.length <= 1 + AHEAD, `${again.length} pages were asked for twice`);
    await worker.kill();
    await portal.close();
  }).timeout(240_000);
});

/** Pages that a worker reads ahead of the one that it stores. */
const AHEAD = 4;

function searches(entries: readonly { path: string }[]): string[] {
  return entries
    .map(({ path }) => path)
    .filter((path) => path.includes('package_search') && path.includes('rows='));
}
