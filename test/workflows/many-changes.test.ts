import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { largest, runsOf } from '../../bench/chain.ts';
import { sendChanges } from '../../bench/changing.ts';
import { datasets } from '../../bench/datasets.ts';
import { startOf } from '../../src/control/nudge.ts';
import { connector } from '../../src/ledger/connectors.ts';
import { startUdata, type UdataSandbox } from '../../src/sandbox/udata/udata.ts';
import { connectorWorkflowId } from '../../workflows/contract.ts';
import { installation, until, type Installation } from '../support/installation.ts';
import { marked, udataDatasets } from '../support/portal-view.ts';

const DATASETS = 100;
const ROUNDS = 5;
const EVENTS_MAX = 24;

describe('a connector that takes change after change', () => {
  let portal: UdataSandbox;
  let navette: Installation;
  before(async () => {
    portal = await startUdata();
    navette = await installation({ KEY: portal.key });
    await navette.startWorkers();
  });
  after(async () => {
    await navette.close();
    await portal.close();
  });

  it('continues as new again and again, by API and by signals, and the remote ends as the platform is', async () => {
    const settings = { url: portal.url, organization: portal.organization, apiKey: 'env:KEY' };
    await navette.control.apply([{ id: 'many', adapter: 'udata', settings, push: { concurrency: 8 } }], {
      retireOthers: false,
    });
    const { db } = navette.wired.ledger;
    const client = await navette.wired.parts.client();
    const workflowId = connectorWorkflowId('many');
    const handle = client.workflow.getHandle(workflowId);
    await until('the workflow', async () => (await navette.control.connector('many')).state === 'idle');
    await handle.terminate('started again with a small history');
    const found = await connector(db, 'many');
    assert.ok(found !== undefined);
    const start = startOf(found);
    await client.workflow.signalWithStart('connector', {
      ...start,
      args: [{ ...start.args[0], eventsMax: EVENTS_MAX }],
    });
    const sent = { announced: 0, signalled: 0, signals: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      // The first half comes by the API, the second by signals once it is there.
      for (const half of [0, DATASETS / 2]) {
        const how = round === 0 || half === 0 ? 'announced' : 'silent';
        const more = await sendChanges(
          { control: navette.control, db, handle },
          datasets(half, DATASETS / 2, round),
          how,
        );
        for (const key of ['announced', 'signalled', 'signals'] as const) sent[key] += more[key];
      }
      // A run is handed over once its lanes have ended, and they wait a second for more.
      await until('a pause', async () => (await navette.control.connector('many')).state === 'idle');
    }
    assert.equal(sent.announced + sent.signalled, DATASETS * ROUNDS);
    assert.ok(sent.signals > 80, `${sent.signals} signals`);
    const wanted = datasets(0, DATASETS, ROUNDS - 1).map(({ title }) => title['fr']);
    await until(
      'the last state of every dataset',
      async () => {
        const shown = new Set((await udataDatasets(portal)).map(({ title }) => title));
        return wanted.every((title) => shown.has(title ?? ''));
      },
      120_000,
    );
    const records = Object.entries(await marked(portal)).filter(([mark]) => mark.includes('/many/'));
    assert.equal(records.length, DATASETS);
    assert.ok(records.every(([, ids]) => ids.length === 1));
    assert.equal(portal.log.summary().concurrentWritesMax, 1);
    const runs = await runsOf(client, workflowId);
    assert.ok(runs.length >= 3, `${runs.length} runs`);
    assert.ok(largest(runs).bytes < 256 * 1024, JSON.stringify(largest(runs)));
  }).timeout(240_000);
});
