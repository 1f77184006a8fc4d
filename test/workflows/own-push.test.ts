import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { sql } from 'kysely';
import { OWN_MAX, ownDatasets, pushWorkflowId } from '../../src/ledger/own.ts';
import { startUdata, type UdataSandbox } from '../../src/sandbox/udata/udata.ts';
import { installation, until, type Installation } from '../support/installation.ts';
import { marked, udataDatasets } from '../support/portal-view.ts';

describe('a dataset that keeps failing', () => {
  let navette: Installation;
  let portal: UdataSandbox;
  let made = 0;

  before(async () => {
    portal = await startUdata();
    navette = await installation({ KEY: portal.key });
    await navette.startWorkers();
  });
  after(async () => {
    await navette.close();
    await portal.close();
  });
  afterEach(() => portal.faults.clear());

  async function connect(ids: string[], push: object = {}): Promise<string> {
    made += 1;
    const id = `own-${made}`;
    const settings = { url: portal.url, organization: portal.organization, apiKey: 'env:KEY' };
    await navette.control.apply(
      [
        {
          id,
          adapter: 'udata',
          settings,
          push: { select: { ids }, retryFirst: '1s', retryLongest: '1s', ownWorkflowAfter: 1, ...push },
        },
      ],
      { retireOthers: false },
    );
    return id;
  }
  const write = (id: string, title = `Titre ${id}`) =>
    navette.control.writeDataset(
      id,
      { dataset: { kind: 'dataset', id, title: { fr: title }, description: { fr: 'x' } } },
      'test',
    );
  const breaking = (): void =>
    portal.faults.add({
      match: { method: 'POST', path: '/datasets/$' },
      action: { status: 500, body: '{}' },
    });
  const shown = async (title: string): Promise<boolean> =>
    (await udataDatasets(portal)).some((record) => record.title === title);
  async function own(connectorId: string, datasetId: string): Promise<WorkflowHandle> {
    const client = await navette.wired.parts.client();
    return client.workflow.getHandle(pushWorkflowId(connectorId, datasetId));
  }
  const described = (handle: WorkflowHandle): Promise<WorkflowExecutionDescription | undefined> =>
    handle.describe().catch(() => undefined);
  const running = async (handle: WorkflowHandle): Promise<boolean> =>
    (await described(handle))?.status.name === 'RUNNING';
  /** Once the dataset fails in a workflow of its own, which may have ended by the time we look. */
  async function failing(connectorId: string, datasetId: string): Promise<WorkflowHandle> {
    breaking();
    await write(datasetId);
    const handle = await own(connectorId, datasetId);
    await until('its own workflow', async () => (await described(handle)) !== undefined);
    return handle;
  }
  const waitingOf = async (connectorId: string) => (await navette.control.waiting(connectorId, 50))[0];

  it('gets a workflow of its own, where its last fault and the next try show, until it is pushed', async () => {
    const connectorId = await connect(['stuck']);
    const handle = await failing(connectorId, 'stuck');
    await until('its second try there', async () => ((await waitingOf(connectorId))?.attempts ?? 0) >= 3);
    await until('a pending try with its fault', async () => {
      const [pending] = (await described(handle))?.raw.pendingActivities ?? [];
      const failure = pending?.lastFailure;
      return (
        pending?.activityType?.name === 'pushAgain' &&
        failure?.applicationFailureInfo?.type === 'broken' &&
        /answered 500/.test(failure.message ?? '')
      );
    });
    const found = await handle.describe();
    assert.deepEqual(found.searchAttributes['ConnectorId'], [connectorId]);
    assert.equal(await found.staticSummary(), 'stuck keeps failing');
    assert.equal((await waitingOf(connectorId))?.workflowId, handle.workflowId);
    portal.faults.clear();
    assert.deepEqual(await handle.result(), { end: 'pushed' });
    assert.equal(await shown('Titre stuck'), true);
    assert.equal(await waitingOf(connectorId), undefined);
    assert.equal(portal.log.summary().concurrentWritesMax, 1);
  });

  it('is not tried by its connector meanwhile: the times of both never meet', async () => {
    const connectorId = await connect(['apart']);
    await failing(connectorId, 'apart');
    await until('five tries', async () => ((await waitingOf(connectorId))?.attempts ?? 0) >= 5);
    const outcomes = await navette.control.timeline(connectorId, 'apart', 20);
    assert.deepEqual(
      outcomes.map(({ attempt }) => attempt),
      outcomes.map((_, index) => outcomes.length - index),
    );
    const { rows } = await sql<{ apart: boolean }>`
      select o.next_at > p.try_at as apart from outbox o join own_pushes p using (connector_id, dataset_id)
      where connector_id = ${connectorId}`.execute(navette.wired.ledger.db);
    assert.ok(rows.every((row) => row.apart));
  });

  it('leaves its workflow at its next change, which its connector pushes at once', async () => {
    const connectorId = await connect(['changed'], { retryFirst: '1h', retryLongest: '1h' });
    const handle = await failing(connectorId, 'changed');
    portal.faults.clear();
    await write('changed', 'Un autre titre');
    assert.deepEqual(await handle.result(), { end: 'superseded' });
    await until('the change', () => shown('Un autre titre'));
    await until('nothing of it left', async () => {
      return (await ownDatasets(navette.wired.ledger.db, connectorId)).length === 0;
    });
  });

  it('leaves its workflow when an operator asks for another try', async () => {
    const connectorId = await connect(['retried'], { retryFirst: '1h', retryLongest: '1h' });
    const handle = await failing(connectorId, 'retried');
    portal.faults.clear();
    assert.equal(await navette.control.retry(connectorId, ['retried']), 1);
    assert.deepEqual(await handle.result(), { end: 'superseded' });
    await until('the record', () => shown('Titre retried'));
  });

  it('ends with it when it is pushed at once by name', async () => {
    const connectorId = await connect(['named'], { retryFirst: '1h', retryLongest: '1h' });
    const handle = await failing(connectorId, 'named');
    portal.faults.clear();
    const [outcome] = await navette.control.pushNow(connectorId, ['named']);
    assert.equal(outcome?.outcome, 'pushed');
    assert.deepEqual(await handle.result(), { end: 'superseded' });
  });

  it('is handed over before the lane that stays for more would try it again', async () => {
    const { ports } = navette.wired;
    const random = ports.random.bind(ports);
    // The shortest wait: it ends while the lane still stays.
    ports.random = () => 0;
    try {
      const handle = await failing(await connect(['at-once'], { maxAttempts: 3 }), 'at-once');
      assert.deepEqual(await handle.result(), { end: 'failed' });
    } finally {
      ports.random = random;
    }
  });

  it('fails for good after the tries that its connector allows, and the workflow says so', async () => {
    const connectorId = await connect(['given-up'], { maxAttempts: 3 });
    const handle = await failing(connectorId, 'given-up');
    assert.deepEqual(await handle.result(), { end: 'failed' });
    const waiting = await waitingOf(connectorId);
    assert.deepEqual([waiting?.state, waiting?.attempts], ['failed', 3]);
    portal.faults.clear();
    await navette.control.retry(connectorId);
    await until('the record', () => shown('Titre given-up'));
  });

  it('is taken back by its connector when somebody terminates or cancels the workflow', async () => {
    for (const [id, end] of [
      ['terminated', (handle: WorkflowHandle) => handle.terminate()],
      ['cancelled', (handle: WorkflowHandle) => handle.cancel()],
    ] as const) {
      const connectorId = await connect([id], { retryFirst: '1h', retryLongest: '1h' });
      const handle = await failing(connectorId, id);
      await end(handle);
      await until('its end', async () => !(await running(handle)));
      portal.faults.clear();
      // An hour and the time that the workflow had beyond it have passed.
      await sql`update outbox set next_at = now() where connector_id = ${connectorId}`.execute(
        navette.wired.ledger.db,
      );
      navette.wired.parts.nudger.nudge(connectorId);
      await until('the record', () => shown(`Titre ${id}`));
      await until('no own workflow', async () => {
        return (await ownDatasets(navette.wired.ledger.db, connectorId)).length === 0;
      });
    }
  });

  it('is pushed once when somebody resets the workflow', async () => {
    const connectorId = await connect(['reset']);
    const handle = await failing(connectorId, 'reset');
    const client = await navette.wired.parts.client();
    await until('its first try', async () => ((await described(handle))?.historyLength ?? 0) >= 5);
    const { runId } = await handle.describe();
    await client.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: handle.workflowId, runId },
      workflowTaskFinishEventId: 4 as never,
      requestId: crypto.randomUUID(),
      reason: 'a test',
    });
    portal.faults.clear();
    await until('the record', () => shown('Titre reset'));
    await until('its end', async () => !(await running(handle)));
    const mark = Object.keys(await marked(portal)).find((one) => one.endsWith('/reset'));
    assert.equal((await marked(portal))[mark ?? '']?.length, 1);
  });

  it('keeps the patience that the remote asks for', async () => {
    const connectorId = await connect(['patient']);
    const handle = await failing(connectorId, 'patient');
    portal.faults.clear();
    portal.faults.add({
      match: { method: 'POST', path: '/datasets/$' },
      action: { status: 429, headers: { 'retry-after': '600' } },
    });
    await until('the throttled try', async () => {
      const [pending] = (await described(handle))?.raw.pendingActivities ?? [];
      return pending?.lastFailure?.applicationFailureInfo?.type === 'throttled';
    });
    const waiting = await waitingOf(connectorId);
    assert.ok((waiting?.nextAt?.getTime() ?? 0) > Date.now() + 500_000, String(waiting?.nextAt));
    assert.equal(waiting?.workflowId, handle.workflowId);
  });

  it('goes back to its connector when the whole remote is in trouble', async () => {
    const connectorId = await connect(['down']);
    const handle = await failing(connectorId, 'down');
    portal.faults.clear();
    portal.faults.add({ action: { status: 503 } });
    assert.deepEqual(await handle.result(), { end: 'superseded' });
    await until('waiting', async () => (await navette.control.connector(connectorId)).state === 'waiting');
    portal.faults.clear();
    await until('the record', () => shown('Titre down'), 60_000);
  }).timeout(90_000);

  it('ends with its connector', async () => {
    const connectorId = await connect(['retired'], { retryFirst: '1h', retryLongest: '1h' });
    const handle = await failing(connectorId, 'retired');
    const others = (await navette.control.connectors())
      .map(({ config }) => config)
      .filter(({ id }) => id !== connectorId);
    await navette.control.apply(others, { retireOthers: true });
    assert.deepEqual(await handle.result(), { end: 'retired' });
  });

  it(`is one of ${OWN_MAX} with a workflow at most; the others are tried by their connector`, async () => {
    const ids = Array.from({ length: OWN_MAX + 5 }, (_, index) => `many-${index}`);
    const connectorId = await connect(ids, { retryFirst: '1h', retryLongest: '1h' });
    breaking();
    for (const id of ids) await write(id);
    await until(
      'all deferred',
      async () => (await navette.control.connector(connectorId)).push?.outbox.deferred === ids.length,
      60_000,
    );
    const own = async () =>
      (await navette.control.waiting(connectorId, 50)).filter(({ workflowId }) => workflowId !== undefined);
    await until('as many as may', async () => (await own()).length >= OWN_MAX);
    assert.equal((await own()).length, OWN_MAX);
    portal.faults.clear();
    await navette.control.retry(connectorId);
    await until('all records', async () => {
      const titles = new Set((await udataDatasets(portal)).map(({ title }) => title));
      return ids.every((id) => titles.has(`Titre ${id}`));
    });
    assert.equal(portal.log.summary().concurrentWritesMax, 1);
  }).timeout(120_000);
});
