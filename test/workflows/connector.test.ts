import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { WorkflowHandle } from '@temporalio/client';
import { startOf } from '../../src/control/nudge.ts';
import { connector } from '../../src/ledger/connectors.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { startUdata, type UdataSandbox } from '../../src/sandbox/udata/udata.ts';
import { connectorWorkflowId, datasetsChanged, status } from '../../workflows/contract.ts';
import { installation, until, type Installation } from '../support/installation.ts';
import { marked, udataDatasets } from '../support/portal-view.ts';

const dataset = (id: string, title = `Titre ${id}`): Dataset => ({
  kind: 'dataset',
  id,
  title: { fr: title },
  description: { fr: `Description de ${id}` },
  distribution: [{ id: 'csv', title: { fr: 'CSV' }, downloadURL: [`https://data.example.org/${id}.csv`] }],
});

describe('a push connector', () => {
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

  /** A connector of its own for each fact, selecting only its datasets. */
  async function connect(ids: string[], push: object = {}): Promise<string> {
    made += 1;
    const id = `udata-${made}`;
    await navette.control.apply(
      [
        {
          id,
          adapter: 'udata',
          settings: { url: portal.url, organization: portal.organization, apiKey: 'env:KEY' },
          push: { select: { ids }, retryFirst: '1s', ...push },
        },
      ],
      { retireOthers: false },
    );
    return id;
  }
  const write = (id: string, title?: string) =>
    navette.control.writeDataset(id, { dataset: dataset(id, title) }, 'test');
  const titles = async (): Promise<Map<string, string>> =>
    new Map((await udataDatasets(portal)).map(({ id, title }) => [id, title]));
  const shown = async (title: string): Promise<boolean> => [...(await titles()).values()].includes(title);
  /** The connector's workflow begun anew, to continue as new after so few events. */
  async function restarted(connectorId: string, eventsMax: number): Promise<WorkflowHandle> {
    const client = await navette.wired.parts.client();
    const handle = client.workflow.getHandle(connectorWorkflowId(connectorId));
    await until('the workflow', async () => (await navette.control.connector(connectorId)).state === 'idle');
    await handle.terminate('started again with a small history');
    const found = await connector(navette.wired.ledger.db, connectorId);
    assert.ok(found !== undefined);
    const start = startOf(found);
    await client.workflow.signalWithStart('connector', { ...start, args: [{ ...start.args[0], eventsMax }] });
    return handle;
  }
  const quiet = async (connectorId: string): Promise<boolean> => {
    const { push } = await navette.control.connector(connectorId);
    return push !== undefined && push.outbox.waiting + push.outbox.deferred === 0;
  };

  it('creates, updates and deletes the remote record of a dataset', async () => {
    await connect(['life']);
    await write('life', 'Une vie');
    await until('the record', () => shown('Une vie'));
    await write('life', 'Une autre vie');
    await until('the update', () => shown('Une autre vie'));
    await navette.control.setDatasetState('life', 'deleted', 'test');
    await until('the deletion', async () => !(await shown('Une autre vie')));
  });

  it('folds a burst of changes of one dataset into few writes, the last one last', async () => {
    const connectorId = await connect(['burst']);
    await write('burst', 'Version 0');
    await until('the first version', () => shown('Version 0'));
    portal.log.clear();
    for (let version = 1; version <= 60; version += 1) await write('burst', `Version ${version}`);
    await until('the last version', () => shown('Version 60'));
    await until('quiet', () => quiet(connectorId));
    const writes = portal.log.entries().filter((entry) => entry.write).length;
    assert.ok(writes < 30, `${writes} writes for 60 changes`);
    assert.equal(portal.log.summary().concurrentWritesMax, 1);
  });

  it('takes a change that comes soon after another without its workflow', async () => {
    const connectorId = await connect(['soon']);
    const client = await navette.wired.parts.client();
    const events = async (): Promise<number> =>
      (await client.workflow.getHandle(connectorWorkflowId(connectorId)).describe()).historyLength;
    await write('soon', 'Version 0');
    await until('the first version', () => shown('Version 0'));
    const before = await events();
    // In one run of a busy machine the lane may have gone already; in ten it has not each time.
    let without = 0;
    for (let version = 1; version <= 10; version += 1) {
      const earlier = await events();
      await write('soon', `Version ${version}`);
      await until('the next version', () => shown(`Version ${version}`));
      if ((await events()) === earlier) without += 1;
    }
    assert.ok(without > 0, `each change made events, ${before} to ${await events()}`);
    await until('quiet', () => quiet(connectorId));
    await until(
      'the lane to end',
      async () => (await navette.control.connector(connectorId)).state === 'idle',
    );
  });

  it('makes no second record when the answer to a create is lost', async () => {
    await connect(['lost']);
    portal.faults.add({
      match: { method: 'POST', path: '/datasets/$' },
      times: 1,
      action: 'reset-after-apply',
    });
    await write('lost', 'Réponse perdue');
    await until('the record', () => shown('Réponse perdue'));
    await until('quiet', () => quiet(`udata-${made}`));
    for (const [mark, ids] of Object.entries(await marked(portal)))
      assert.equal(ids.length, 1, `${mark} has ${ids.length} records`);
  });

  /** Writes arrive without an answer, and the record cannot be read again before the dataset has changed once more. */
  async function unanswered(id: string, title: string): Promise<void> {
    portal.faults.add({
      match: { method: 'PUT', path: '/datasets/' },
      action: 'reset-after-apply',
    });
    portal.faults.add({
      match: { method: 'GET', path: '/datasets/[^/]+/$' },
      skip: 1,
      action: { status: 503, body: '{}' },
    });
    await write(id, title);
    await until('a look at the record', () => portal.faults.list().every(({ hits }) => hits > 0));
  }

  it('takes what a write without an answer left for its own, where edits of others stay', async () => {
    const connectorId = await connect(['unanswered'], { edits: 'keep' });
    await write('unanswered', 'Première version');
    await until('the record', () => shown('Première version'));
    await until('quiet', () => quiet(connectorId));
    await unanswered('unanswered', 'Deuxième version');
    await write('unanswered', 'Troisième version');
    portal.faults.clear();
    await until('the third version', () => shown('Troisième version'), 10_000);
  });

  it('takes a change back that arrived without an answer, when the dataset is again as it was', async () => {
    const connectorId = await connect(['back']);
    await write('back', 'Comme avant');
    await until('the record', () => shown('Comme avant'));
    await until('quiet', () => quiet(connectorId));
    await unanswered('back', 'Par erreur');
    assert.equal(await shown('Par erreur'), true);
    await write('back', 'Comme avant');
    portal.faults.clear();
    await until('quiet', () => quiet(connectorId), 10_000);
    assert.equal(await shown('Comme avant'), true);
  });

  it('lets the others through when the remote refuses one dataset, and names the fields', async () => {
    const connectorId = await connect(['good', 'bad']);
    const bad = {
      ...dataset('bad'),
      distribution: [
        { id: 'x', title: { fr: 'x' }, downloadURL: ['https://nowhere.invalid-tld-of-nobody/x.csv'] },
      ],
    };
    portal.faults.add({
      match: { method: 'POST', path: '/datasets/$' },
      times: 1,
      action: { status: 400, body: JSON.stringify({ errors: { title: ['trop long'] } }) },
    });
    await navette.control.writeDataset('bad', { dataset: bad }, 'test');
    await until('the refusal', async () =>
      (await navette.control.waiting(connectorId, 5)).some(({ state }) => state === 'refused'),
    );
    await write('good', 'Bonne donnée');
    await until('the good one', () => shown('Bonne donnée'));
    const [refused] = await navette.control.waiting(connectorId, 5);
    assert.deepEqual(refused?.fault?.fields, [{ path: 'title', message: 'trop long' }]);
  });

  it('holds a break against its dataset alone when the next one goes through', async () => {
    const connectorId = await connect(['first', 'second'], { concurrency: 1 });
    await navette.control.pause(connectorId);
    await write('first', 'Cassé');
    await write('second', 'Entier');
    portal.faults.add({
      match: { method: 'POST', path: '/datasets/$' },
      times: 1,
      action: { status: 500, body: '{}' },
    });
    await navette.control.resume(connectorId);
    await until('the second one', () => shown('Entier'));
    await until('the first one, later', () => shown('Cassé'));
    await until('quiet', () => quiet(connectorId));
    const outcomes = await navette.control.timeline(connectorId, 'first', 5);
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['pushed', 'deferred'],
    );
  });

  it('waits for a remote that is down, without an attempt held against any dataset, then brings everything', async () => {
    const ids = ['down-1', 'down-2', 'down-3', 'down-4', 'down-5'];
    const connectorId = await connect(ids);
    portal.faults.add({ action: { status: 503, body: '<html>maintenance</html>' } });
    for (const id of ids) await write(id);
    await until('waiting', async () => (await navette.control.connector(connectorId)).state === 'waiting');
    assert.deepEqual(
      (await navette.control.waiting(connectorId, 9)).map(({ attempts }) => attempts),
      [0, 0, 0, 0, 0],
    );
    portal.faults.clear();
    for (const id of ids) await until(id, () => shown(`Titre ${id}`), 30_000);
    await until('idle', async () => (await navette.control.connector(connectorId)).state === 'idle');
  });

  it('stops at a wrong key and goes on once it is mended, without a restart', async () => {
    navette.env['KEY'] = 'udata_wrong';
    const connectorId = await connect(['keyless']);
    await write('keyless', 'Avec clé');
    await until(
      'waiting',
      async () => (await navette.control.connector(connectorId)).fault?.kind === 'unauthorised',
    );
    navette.env['KEY'] = portal.key;
    await until('the record', () => shown('Avec clé'), 30_000);
  });

  it('does what an operator asks for first, and answers with the outcomes', async () => {
    const connectorId = await connect(['asked']);
    await write('asked', 'Demandé');
    const [outcome] = await navette.control.pushNow(connectorId, ['asked']);
    assert.ok(
      outcome !== undefined && ['pushed', 'unchanged'].includes(outcome.outcome),
      JSON.stringify(outcome),
    );
    assert.equal(await shown('Demandé'), true);
  });

  it('holds still while paused, and keeps what changed meanwhile', async () => {
    const connectorId = await connect(['paused']);
    await navette.control.pause(connectorId);
    await write('paused', 'En pause');
    await new Promise((resolve) => setTimeout(resolve, 800));
    assert.equal(await shown('En pause'), false);
    await navette.control.resume(connectorId);
    await until('the record', () => shown('En pause'));
  });

  it('takes ids from a platform that signals the workflow itself', async () => {
    const connectorId = await connect(['signalled']);
    await write('signalled', 'Signalé');
    await until('the record', async () => (await shown('Signalé')) && (await quiet(connectorId)));
    const client = await navette.wired.parts.client();
    const before = (await navette.control.timeline(connectorId, 'signalled', 10)).length;
    await client.workflow
      .getHandle(connectorWorkflowId(connectorId))
      .signal('datasetsChanged', ['signalled']);
    await until(
      'an outcome',
      async () => (await navette.control.timeline(connectorId, 'signalled', 10)).length > before,
    );
    const [last] = await navette.control.timeline(connectorId, 'signalled', 1);
    assert.equal(last?.outcome, 'unchanged');
  });

  it('keeps its history short while it is paused or waits for its remote, however often it is nudged', async () => {
    const connectorId = await connect(['patient']);
    const handle = await restarted(connectorId, 40);
    portal.faults.add({ action: { status: 503 } });
    await write('patient', 'Patience');
    await until('waiting', async () => (await navette.control.connector(connectorId)).state === 'waiting');
    for (const state of ['waiting', 'paused']) {
      if (state === 'paused') await navette.control.pause(connectorId);
      const { runId } = await handle.describe();
      for (let nudge = 0; nudge < 40; nudge += 1) await handle.signal(datasetsChanged);
      await until(`a new run while ${state}`, async () => (await handle.describe()).runId !== runId);
      assert.equal((await navette.control.connector(connectorId)).state, state);
    }
    portal.faults.clear();
    await navette.control.resume(connectorId);
    await until('the record', () => shown('Patience'), 60_000);
  }).timeout(120_000);

  it('continues as new under fire and loses nothing', async () => {
    const ids = Array.from({ length: 150 }, (_, index) => `fire-${index}`);
    const connectorId = await connect(ids);
    const handle = await restarted(connectorId, 60);
    const firstRun = (await handle.describe()).runId;
    for (const id of ids) {
      await write(id);
      await handle.signal(datasetsChanged, [id]);
    }
    await until(
      'everything',
      async () =>
        (await quiet(connectorId)) &&
        (await navette.control.connector(connectorId)).push?.linked === ids.length,
      60_000,
    );
    await until('a new run', async () => (await handle.describe()).runId !== firstRun);
    await until('the lanes to end', async () => (await handle.query(status)).state === 'idle');
  }).timeout(90_000);
});
