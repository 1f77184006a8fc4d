import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { startCkan, type CkanSandbox } from '../../src/sandbox/ckan/ckan.ts';
import { harvestProgress } from '../../workflows/contract.ts';
import { begun, harvested } from '../support/harvested.ts';
import { installation, until, type Installation } from '../support/installation.ts';

const RECORDS = 200;

describe('a harvest that runs', () => {
  let navette: Installation;
  let portal: CkanSandbox;
  let made = 0;

  before(async () => {
    portal = await startCkan({ seed: RECORDS });
    navette = await installation();
    await navette.startWorkers();
  });
  after(async () => {
    await navette.close();
    await portal.close();
  });
  afterEach(() => portal.faults.clear());

  /** One record a page, slowly: there is time to say something. */
  async function slowly(harvest: object = {}): Promise<string> {
    made += 1;
    const id = `steered-${made}`;
    await navette.control.apply(
      [{ id, adapter: 'ckan', settings: { url: portal.url }, harvest: { pageSize: 1, ...harvest } }],
      { retireOthers: false },
    );
    portal.faults.add({ match: { path: 'package_search' }, action: { slow: 60 } });
    const runId = await begun(navette, id);
    await until('some records', async () => (await navette.control.run(runId)).counts.received > 2);
    return runId;
  }
  async function ended(runId: string): Promise<void> {
    const { workflowId } = await navette.control.run(runId);
    await (await navette.wired.parts.client()).workflow.getHandle(workflowId, runId).result();
  }

  it('holds after the page at hand, tells so, and goes on where it was', async () => {
    const runId = await slowly();
    await navette.control.steer(runId, { action: 'pause' });
    const client = await navette.wired.parts.client();
    const { workflowId } = await navette.control.run(runId);
    const handle = client.workflow.getHandle(workflowId, runId);
    await until('the run to hold', async () => {
      const before = (await navette.control.run(runId)).pages;
      await new Promise((resolve) => setTimeout(resolve, 500));
      return (await navette.control.run(runId)).pages === before;
    });
    assert.equal((await handle.query(harvestProgress)).state, 'paused');
    const held = await navette.control.progress(runId);
    assert.deepEqual([held.paused, held.total], [true, RECORDS]);
    assert.ok((held.perSecond ?? 0) > 0 && (held.msLeft ?? 0) > 0);
    portal.faults.clear();
    await navette.control.steer(runId, { action: 'tune', pageSize: 100, concurrency: 2 });
    await navette.control.steer(runId, { action: 'resume' });
    await ended(runId);
    const run = await navette.control.run(runId);
    assert.deepEqual([run.state, run.counts.received], ['complete', RECORDS], run.reason);
    assert.ok(
      run.pages < held.pages + 6,
      `${run.pages} pages after ${held.pages}: the rest came in large ones`,
    );
    assert.equal((await handle.query(harvestProgress)).state, 'ended');
  });

  it('stays held when its workers stop and come back', async () => {
    const runId = await slowly();
    await navette.control.steer(runId, { action: 'pause' });
    await navette.stopWorkers();
    await navette.startWorkers();
    const before = (await navette.control.run(runId)).pages;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.ok((await navette.control.run(runId)).pages <= before + 1);
    portal.faults.clear();
    await navette.control.steer(runId, { action: 'tune', pageSize: 100 });
    await navette.control.steer(runId, { action: 'resume' });
    await ended(runId);
    assert.equal((await navette.control.run(runId)).state, 'complete');
  });

  it('ends after the page at hand when stopped, and nothing counts as absent for it', async () => {
    const runId = await slowly({ absences: 1, grace: '0s', removalShare: 0.9 });
    await navette.control.steer(runId, { action: 'stop' });
    await ended(runId);
    const run = await navette.control.run(runId);
    assert.deepEqual([run.state, run.verdict?.state, run.counts.missing], ['partial', 'truncated', 0]);
    assert.match(
      run.reason ?? '',
      /^stopped by a person after page \d+: \d+ of 200 records were read and stay/,
    );
    await assert.rejects(navette.control.steer(runId, { action: 'resume' }), /has ended: partial/);
  });

  it('is called off while it waits for a remote that is down', async () => {
    made += 1;
    const id = `steered-${made}`;
    await navette.control.apply(
      [{ id, adapter: 'ckan', settings: { url: portal.url }, harvest: { pageSize: 10 } }],
      { retireOthers: false },
    );
    portal.faults.add({
      match: { path: 'package_search' },
      skip: 2,
      action: { status: 503, headers: { 'retry-after': '600' } },
    });
    const runId = await begun(navette, id);
    await until('the remote to be down', () => portal.faults.list().some(({ hits }) => hits > 0), 60_000);
    await navette.control.steer(runId, { action: 'stop' });
    await ended(runId);
    const run = await navette.control.run(runId);
    assert.equal(run.state, 'partial', run.reason);
    assert.match(run.reason ?? '', /stopped by a person/);
  });

  it('leaves out the records that it is told to', async () => {
    const all = await harvested(navette, await connected());
    const { db } = navette.wired.ledger;
    const last = await db
      .selectFrom('records')
      .select('remote_id')
      .where('connector_id', '=', all.connectorId)
      .orderBy('key', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    const runId = await slowly();
    await navette.control.steer(runId, { action: 'skip', remoteIds: [last.remote_id] });
    portal.faults.clear();
    await navette.control.steer(runId, { action: 'tune', pageSize: 50 });
    await ended(runId);
    const aside = await navette.control.setAside(runId, 10);
    assert.deepEqual(
      aside.map(({ remoteId, stage, reason }) => [remoteId, stage, reason]),
      [[last.remote_id, 'skipped', 'left out by a person']],
    );
  });

  it('lets signals pass that make no sense', async () => {
    const runId = await slowly();
    const { workflowId } = await navette.control.run(runId);
    const handle = (await navette.wired.parts.client()).workflow.getHandle(workflowId, runId);
    for (const odd of [
      undefined,
      {},
      { action: 'dance' },
      { action: 'skip', remoteIds: 7 },
      { action: 'tune', pageSize: -1 },
    ])
      await handle.signal('steer', odd);
    portal.faults.clear();
    await navette.control.steer(runId, { action: 'tune', pageSize: 100 });
    await ended(runId);
    assert.equal((await navette.control.run(runId)).state, 'complete');
  });

  it('is closed when somebody cancels it in Temporal', async () => {
    const runId = await slowly();
    const { workflowId } = await navette.control.run(runId);
    const handle = (await navette.wired.parts.client()).workflow.getHandle(workflowId, runId);
    await handle.cancel();
    await assert.rejects(handle.result());
    assert.equal((await navette.control.run(runId)).state, 'cancelled');
  });

  async function connected(): Promise<string> {
    made += 1;
    const id = `steered-${made}`;
    await navette.control.apply([{ id, adapter: 'ckan', settings: { url: portal.url }, harvest: {} }], {
      retireOthers: false,
    });
    return id;
  }
});
