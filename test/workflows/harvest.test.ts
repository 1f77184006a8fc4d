import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { startCkan, type CkanSandbox } from '../../src/sandbox/ckan/ckan.ts';
import type { Run } from '../../src/ledger/runs.ts';
import { removalsDecided, removalsWorkflowId } from '../../workflows/contract.ts';
import { installation, until, type Installation } from '../support/installation.ts';
import { ckanAction } from '../support/portal-view.ts';

const RECORDS = 450;

describe('a harvest', () => {
  let navette: Installation;
  let portal: CkanSandbox;
  let made = 0;

  before(async () => {
    portal = await startCkan({ seed: RECORDS });
    navette = await installation({ TOKEN: portal.sysadminToken });
    await navette.startWorkers();
  });
  after(async () => {
    await navette.close();
    await portal.close();
  });
  afterEach(() => portal.faults.clear());

  async function connect(harvest: object = {}): Promise<string> {
    made += 1;
    const id = `ckan-${made}`;
    await navette.control.apply(
      [{ id, adapter: 'ckan', settings: { url: portal.url }, harvest: { pageSize: 100, ...harvest } }],
      { retireOthers: false },
    );
    return id;
  }

  /** Starts a harvest and gives its run when it has ended. */
  async function harvest(connectorId: string, ms = 60_000): Promise<Run> {
    const before = await navette.control.runs({ connectorId, limit: 50 });
    await navette.control.harvest(connectorId);
    let ended: Run | undefined;
    await until(
      'the end of the run',
      async () => {
        const [last] = await navette.control.runs({ connectorId, limit: 50 });
        ended =
          last !== undefined && last.state !== 'running' && !before.some(({ id }) => id === last.id)
            ? last
            : undefined;
        return ended !== undefined;
      },
      ms,
    );
    assert.ok(ended !== undefined);
    return ended;
  }

  it('brings every record that was listed, and proves the listing complete', async () => {
    const connectorId = await connect();
    const run = await harvest(connectorId);
    assert.equal(run.state, 'complete', run.reason);
    assert.deepEqual(
      { received: run.counts.received, added: run.counts.added, setAside: run.counts.setAside },
      { received: RECORDS, added: RECORDS, setAside: 0 },
    );
    const { entries } = await navette.control.datasets({ limit: 500, filter: { harvestedBy: connectorId } });
    assert.equal(entries.length, RECORDS);
  });

  it('writes nothing the second time', async () => {
    const connectorId = await connect();
    await harvest(connectorId);
    const again = await harvest(connectorId);
    assert.deepEqual([again.counts.unchanged, again.counts.added, again.counts.updated], [RECORDS, 0, 0]);
  });

  it('goes on at the page where the remote broke', async () => {
    const connectorId = await connect();
    portal.faults.add({ match: { path: 'package_search' }, skip: 3, times: 2, action: { status: 503 } });
    portal.log.clear();
    const run = await harvest(connectorId);
    assert.equal(run.state, 'complete', run.reason);
    assert.equal(run.counts.received, RECORDS);
    const searches = portal.log.entries().filter(({ path }) => path.includes('package_search')).length;
    assert.ok(searches <= 5 + 2 + 4, `${searches} searches for 5 pages and 2 faults`);
  });

  it('removes nothing when a page is empty although more was announced', async () => {
    const connectorId = await connect({ absences: 1, grace: '0s', removalShare: 0.9 });
    await harvest(connectorId);
    portal.faults.add({
      match: { path: 'package_search' },
      skip: 2,
      action: {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ success: true, result: { count: RECORDS, results: [] } }),
      },
    });
    const run = await harvest(connectorId);
    assert.equal(run.state, 'partial');
    assert.notEqual(run.verdict?.state, 'complete');
    assert.equal(run.counts.removed, 0);
    const { entries } = await navette.control.datasets({
      limit: 500,
      filter: { harvestedBy: connectorId, state: 'active' },
    });
    assert.equal(entries.length, RECORDS);
  });

  it('archives what two complete listings did not hold, within the budget', async () => {
    const connectorId = await connect({ grace: '0s' });
    await harvest(connectorId);
    const names = await ckanAction(portal, 'package_list', {});
    const victims = (names as string[]).slice(0, 3);
    for (const id of victims) await ckanAction(portal, 'package_delete', { id });
    const first = await harvest(connectorId);
    assert.deepEqual([first.counts.missing, first.counts.removed], [3, 0], first.reason);
    const second = await harvest(connectorId);
    assert.deepEqual([second.counts.missing, second.counts.removed], [3, 3], second.reason);
    const { entries } = await navette.control.datasets({
      limit: 500,
      filter: { harvestedBy: connectorId, state: 'archived' },
    });
    assert.equal(entries.length, 3);
    for (const id of victims) await ckanAction(portal, 'package_patch', { id, state: 'active' });
    const third = await harvest(connectorId);
    assert.equal(third.counts.returned, 3);
    const back = await navette.control.datasets({
      limit: 500,
      filter: { harvestedBy: connectorId, state: 'archived' },
    });
    assert.equal(back.entries.length, 0);
  });

  it('holds a removal that is larger than the budget until somebody decides, and says so', async () => {
    const connectorId = await connect({ absences: 1, grace: '0s', removalShare: 0.01 });
    await harvest(connectorId);
    const victims = ((await ckanAction(portal, 'package_list', {})) as string[]).slice(0, 30);
    for (const id of victims) await ckanAction(portal, 'package_delete', { id });
    const run = await harvest(connectorId);
    assert.deepEqual([run.counts.removed, run.counts.held], [0, 30]);
    assert.match(run.reason ?? '', /nothing was removed/);
    assert.deepEqual((await navette.control.connector(connectorId)).harvest?.undecided, [run.id]);
    const next = await harvest(connectorId);
    assert.deepEqual([next.state, next.counts.removed], ['complete', 0], 'the next harvest is held up');
    const client = await navette.wired.parts.client();
    await client.workflow
      .getHandle(removalsWorkflowId(connectorId, run.id))
      .signal(removalsDecided, { approve: true, by: 'a person in Temporal UI' });
    await until('the removals', async () => {
      const { hold } = await navette.control.held(run.id, 1);
      return hold.endedAt !== undefined && hold.applied === 30;
    });
    await assert.rejects(
      navette.control.decideHold(run.id, { approve: false, by: 'test' }),
      /approved by a person in Temporal UI/,
    );
    for (const id of victims) await ckanAction(portal, 'package_patch', { id, state: 'active' });
  });

  it('takes what its filter takes, and never counts the rest as absent', async () => {
    const connectorId = await connect({ absences: 1, removalShare: 0.9 });
    await harvest(connectorId);
    const { entries } = await navette.control.datasets({ limit: 500, filter: { harvestedBy: connectorId } });
    const withCsv = entries.filter(({ dataset }) =>
      dataset.distribution?.some(({ format }) => format?.code === 'csv'),
    ).length;
    assert.ok(withCsv > 0 && withCsv < RECORDS, String(withCsv));
    await navette.control.apply(
      [
        {
          id: connectorId,
          adapter: 'ckan',
          settings: { url: portal.url },
          harvest: {
            pageSize: 100,
            absences: 1,
            removalShare: 0.9,
            include: { format: 'csv' },
            take: 'metadata',
          },
        },
      ],
      { retireOthers: false },
    );
    for (const _time of ['a new scope', 'the same scope']) {
      const run = await harvest(connectorId);
      assert.equal(run.state, 'complete', run.reason);
      const { received, filtered, missing, removed } = run.counts;
      assert.deepEqual(
        { received, filtered, missing, removed },
        { received: RECORDS, filtered: RECORDS - withCsv, missing: 0, removed: 0 },
      );
    }
    const after = await navette.control.datasets({
      limit: 500,
      filter: { harvestedBy: connectorId, state: 'active' },
    });
    assert.equal(after.entries.length, RECORDS);
    assert.equal(
      after.entries.filter(({ dataset }) => dataset.distribution === undefined).length >= withCsv,
      true,
    );
  });

  it('maps by its rules, tells what they did, and sets aside what they break', async () => {
    const connectorId = await connect();
    await harvest(connectorId);
    const [first] = (await navette.control.datasets({ limit: 1, filter: { harvestedBy: connectorId } }))
      .entries;
    assert.ok(first !== undefined);
    const rules = [
      { name: 'publisher', replace: { 'publisher.name.fr': 'Ville de Test' } },
      { name: 'headless', when: { id: first.dataset.id }, drop: ['title'] },
    ];
    await navette.control.apply(
      [
        {
          id: connectorId,
          adapter: 'ckan',
          settings: { url: portal.url },
          harvest: { pageSize: 100, rules },
        },
      ],
      { retireOthers: false },
    );
    const run = await harvest(connectorId);
    const { updated, setAside, missing } = run.counts;
    assert.equal(run.state, 'complete', run.reason);
    assert.deepEqual({ updated, setAside, missing }, { updated: RECORDS - 1, setAside: 1, missing: 0 });
    const [aside] = await navette.control.setAside(run.id, 10);
    assert.deepEqual([aside?.stage, aside?.field, aside?.remoteId], ['map', 'title', first.dataset.id]);
    assert.match(aside?.reason ?? '', /rule "headless"/);
    const { entries } = await navette.control.datasets({ limit: 2, filter: { harvestedBy: connectorId } });
    const second = entries.find(({ id }) => id !== first.id);
    assert.equal(second?.dataset.publisher?.name?.['fr'], 'Ville de Test');
    const record = await navette.control.record(connectorId, second?.id ?? '');
    const [touch] = record.rules?.touched ?? [];
    assert.deepEqual(
      [touch?.rule, touch?.field, touch?.to],
      ['publisher', 'publisher.name.fr', 'Ville de Test'],
    );
    const again = await harvest(connectorId);
    assert.deepEqual([again.counts.updated, again.counts.unchanged], [0, RECORDS - 1]);
  });

  it('does not bring our own pushes back', async () => {
    await navette.control.apply(
      [
        {
          id: 'ckan-push',
          adapter: 'ckan',
          settings: { url: portal.url, organization: portal.organization, apiToken: 'env:TOKEN' },
          push: { select: { ids: ['ours'] } },
        },
      ],
      { retireOthers: false },
    );
    await navette.control.writeDataset(
      'ours',
      { dataset: { kind: 'dataset', id: 'ours', title: { fr: 'À nous' }, description: { fr: 'Rien' } } },
      'test',
    );
    await until('the push', async () => (await navette.control.connector('ckan-push')).push?.linked === 1);
    const run = await harvest(await connect());
    assert.equal(run.counts.own, 1);
    assert.equal(run.counts.added, RECORDS);
  });

  it('ends as failed, with the reason in words, when the key is refused', async () => {
    const id = 'ckan-wrong-key';
    navette.env['WRONG'] = 'no-such-token';
    await navette.control.apply(
      [{ id, adapter: 'ckan', settings: { url: portal.url, apiToken: 'env:WRONG' }, harvest: {} }],
      { retireOthers: false },
    );
    const run = await harvest(id);
    assert.equal(run.state, 'failed');
    assert.ok((run.reason ?? '').length > 10, run.reason);
  });

  it('follows the frequency of its connector', async () => {
    const connectorId = await connect({ every: '10s', jitter: '0s' });
    await until(
      'a run that nobody asked for',
      async () => (await navette.control.runs({ connectorId, limit: 1 }))[0]?.state === 'complete',
      25_000,
    );
    const { harvest: shown } = await navette.control.connector(connectorId);
    assert.ok((shown?.next.length ?? 0) > 0);
    await navette.control.pause(connectorId);
    // The schedule shows its next starts until Temporal has worked in the pause.
    await until('no next start', async () => {
      return (await navette.control.connector(connectorId)).harvest?.next.length === 0;
    });
  });
});
