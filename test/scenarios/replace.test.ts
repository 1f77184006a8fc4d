import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { startUdata } from '../../src/sandbox/udata/udata.ts';
import { installation, until } from '../support/installation.ts';
import { marked, udataDatasets } from '../support/portal-view.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

const DATASETS = 300;

describe('a worker replaced by a new one', () => {
  it('ends in time by itself in the middle of its pushes, and the new one goes on without a repeat', async () => {
    const portal = await startUdata({ latencyMs: 30 });
    const navette = await installation({ KEY: portal.key });
    const env = {
      DATABASE_URL: navette.databaseUrl,
      TEMPORAL_ADDRESS: navette.temporalAddress,
      KEY: portal.key,
    };
    let worker = await startWorkerProcess(env);
    const settings = { url: portal.url, organization: portal.organization, apiKey: 'env:KEY' };
    await navette.control.apply([{ id: 'replaced', adapter: 'udata', settings, push: {} }], {
      retireOthers: false,
    });
    const ids = Array.from({ length: DATASETS }, (_, index) => `replaced-${index}`);
    await navette.control.writeDatasets(
      ids.map((id) => ({
        id,
        dataset: { kind: 'dataset' as const, id, title: { fr: id }, description: { fr: 'x' } },
      })),
      'test',
    );
    for (const share of [0.2, 0.5]) {
      await until(
        'the middle',
        async () => (await udataDatasets(portal)).length >= share * DATASETS,
        120_000,
      );
      const next = await startWorkerProcess(env);
      process.kill(worker.pid, 'SIGTERM');
      assert.deepEqual(await worker.exited, { code: 0, signal: null });
      worker = next;
    }
    await until(
      'everything',
      async () => {
        const { push } = await navette.control.connector('replaced');
        return push?.linked === DATASETS && push.outbox.waiting + push.outbox.deferred === 0;
      },
      120_000,
    );
    const writes = portal.log.entries().filter((entry) => entry.write);
    assert.equal(writes.length, DATASETS, 'each dataset is written once');
    assert.equal(portal.log.summary().concurrentWritesMax, 1);
    assert.ok(Object.values(await marked(portal)).every((records) => records.length === 1));
    const attempts = await Promise.all(ids.map((id) => navette.control.timeline('replaced', id, 5)));
    assert.ok(
      attempts.every((outcomes) => outcomes.length === 1 && outcomes[0]?.outcome === 'pushed'),
      'no dataset has a second or failed try',
    );
    await worker.kill();
    await navette.close();
    await portal.close();
  }).timeout(300_000);
});
