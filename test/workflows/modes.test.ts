import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { startCkan, type CkanSandbox } from '../../src/sandbox/ckan/ckan.ts';
import type { PreviewEvent } from '../../src/adapters/harvest-preview.ts';
import { ckanAction } from '../support/portal-view.ts';
import { harvested } from '../support/harvested.ts';
import { installation, type Installation } from '../support/installation.ts';
import { wholeDatabase } from '../support/whole-database.ts';

const RECORDS = 120;

describe('how a harvest goes about its listing', () => {
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

  const config = (id: string, harvest: object = {}, settings: object = {}): object => ({
    id,
    adapter: 'ckan',
    settings: { url: portal.url, ...settings },
    harvest: { pageSize: 50, ...harvest },
  });
  async function connect(harvest: object = {}): Promise<string> {
    made += 1;
    const id = `modes-${made}`;
    await navette.control.apply([config(id, harvest)], { retireOthers: false });
    return id;
  }
  async function names(): Promise<string[]> {
    return (await ckanAction(portal, 'package_list', {})) as string[];
  }
  async function preview(
    of: Parameters<Installation['control']['preview']>[0],
    options: { limit?: number } = {},
  ): Promise<PreviewEvent[]> {
    const events: PreviewEvent[] = [];
    for await (const event of navette.control.preview(of, options, AbortSignal.timeout(30_000)))
      events.push(event);
    return events;
  }

  it('asks only for what changed once a full pass was complete, and ages nothing by it', async () => {
    const id = await connect({ incremental: { overlap: '1s' }, absences: 1, grace: '0s', removalShare: 0.9 });
    const first = await harvested(navette, id);
    assert.deepEqual([first.mode, first.modeReason], ['full', 'no full pass was complete yet']);
    const [changed, gone] = (await names()).slice(0, 2);
    await ckanAction(portal, 'package_patch', { id: changed, notes: 'Changé depuis' });
    await ckanAction(portal, 'package_delete', { id: gone });
    const second = await harvested(navette, id);
    assert.equal(second.mode, 'incremental', second.modeReason);
    assert.equal(second.state, 'complete', second.reason);
    assert.equal(second.counts.updated, 1);
    assert.ok(second.counts.received < RECORDS, `${second.counts.received} records came`);
    assert.deepEqual([second.counts.missing, second.counts.removed], [0, 0]);
    const whole = await harvested(navette, id, 'full');
    assert.deepEqual([whole.mode, whole.counts.removed], ['full', 1]);
    await ckanAction(portal, 'package_patch', { id: gone, state: 'active' });
  });

  it('makes a full pass when the settings changed, when one is due, and when it is asked for', async () => {
    const id = await connect({ incremental: { fullEvery: '1s' } });
    await harvested(navette, id);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const due = await harvested(navette, id);
    assert.deepEqual([due.mode, due.modeReason], ['full', 'a full pass is made every 1s']);
    await navette.control.apply([config(id, { incremental: {}, kinds: ['dataset', 'series'] })], {
      retireOthers: false,
    });
    const other = await harvested(navette, id);
    assert.deepEqual([other.mode, other.modeReason], ['full', 'the settings changed since the last pass']);
    assert.equal((await harvested(navette, id)).mode, 'incremental');
    assert.equal((await harvested(navette, id, 'full')).mode, 'full');
  });

  it('stops believing dates that do not move with the content, and says so', async () => {
    const id = await connect({ incremental: {} });
    await harvested(navette, id);
    // As if the records had been stored otherwise than the remote shows them under the same date.
    const { db } = navette.wired.ledger;
    await db
      .updateTable('records')
      .set({ fingerprint: 'other', source_mark: null })
      .where('connector_id', '=', id)
      .where('remote_id', 'in', (one) =>
        one.selectFrom('records').select('remote_id').where('connector_id', '=', id).limit(3),
      )
      .execute();
    const measured = await harvested(navette, id, 'full');
    assert.equal(measured.counts.updated, 3);
    const next = await harvested(navette, id);
    assert.equal(next.mode, 'full');
    assert.match(next.modeReason ?? '', /of 3 changes, 3 did not move the date/);
    await harvested(navette, id, 'full');
    await harvested(navette, id, 'full');
    assert.equal((await harvested(navette, id)).mode, 'incremental', 'believed again after passes without');
  });

  it('tries what was set aside again although it did not change since', async () => {
    const id = await connect({ incremental: {} });
    await harvested(navette, id);
    const { db } = navette.wired.ledger;
    const [victim] = await db
      .selectFrom('records')
      .select(['key', 'remote_id', 'dataset_id'])
      .where('connector_id', '=', id)
      .limit(1)
      .execute();
    assert.ok(victim);
    // As if it had been set aside at the last run, before its mapping was mended.
    await db.deleteFrom('records').where('connector_id', '=', id).where('key', '=', victim.key).execute();
    await db
      .insertInto('open_asides')
      .values([
        {
          connector_id: id,
          key: victim.key,
          remote_id: victim.remote_id,
          run_id: 'x',
          stage: 'map',
          reason: 'x',
        },
        { connector_id: id, key: 'no-such', remote_id: 'no-such', run_id: 'x', stage: 'map', reason: 'x' },
      ])
      .execute();
    const run = await harvested(navette, id);
    assert.deepEqual([run.mode, run.counts.added, run.state], ['incremental', 1, 'complete'], run.reason);
    const left = await db.selectFrom('open_asides').selectAll().where('connector_id', '=', id).execute();
    assert.deepEqual(left, []);
  });

  it('writes everything again when forced, although nothing changed', async () => {
    const id = await connect();
    await harvested(navette, id);
    const run = await harvested(navette, id, 'forced');
    assert.deepEqual([run.mode, run.counts.updated, run.counts.unchanged], ['forced', RECORDS, 0]);
    const { entries } = await navette.control.datasets({ limit: 500, filter: { harvestedBy: id } });
    assert.deepEqual(new Set(entries.map(({ rev }) => rev)), new Set([2]));
  });

  it('validates without storing a dataset, and does not get in the way of the next pass', async () => {
    const id = await connect({ absences: 1, grace: '0s', removalShare: 0.9 });
    const run = await harvested(navette, id, 'validate');
    assert.deepEqual(
      [run.state, run.counts.received, run.counts.added],
      ['complete', RECORDS, RECORDS],
      run.reason,
    );
    const { entries } = await navette.control.datasets({ limit: 500, filter: { harvestedBy: id } });
    assert.deepEqual(entries, []);
    const stored = await harvested(navette, id);
    assert.deepEqual([stored.mode, stored.counts.added], ['full', RECORDS]);
  });

  it('previews settings that nobody saved, and writes nothing anywhere', async () => {
    const before = await wholeDatabase(navette.wired.ledger.db);
    const events = await preview({ connector: config('not-saved', {}, { url: portal.url }) }, { limit: 30 });
    assert.deepEqual(await wholeDatabase(navette.wired.ledger.db), before);
    const records = events.filter((event) => event.type === 'record');
    assert.equal(records.length, 30);
    assert.ok(
      records.every(({ action, diff }) => action === 'added' && diff.some(({ field }) => field === 'title')),
    );
    const summary = events.at(-1);
    assert.ok(summary?.type === 'summary');
    assert.deepEqual([summary.whole, summary.added, summary.announced], [false, 30, RECORDS]);
  });

  it('previews a saved connector: fields that would change, what would go, what is out of scope', async () => {
    const id = await connect({ absences: 1, grace: '0s' });
    await harvested(navette, id);
    const [changed, gone] = (await names()).slice(5, 7);
    await ckanAction(portal, 'package_patch', { id: changed, title: 'Un autre titre' });
    await ckanAction(portal, 'package_delete', { id: gone });
    const before = await wholeDatabase(navette.wired.ledger.db);
    const events = await preview({ connectorId: id });
    assert.deepEqual(await wholeDatabase(navette.wired.ledger.db), before);
    const records = events.filter((event) => event.type === 'record');
    assert.deepEqual(records.map(({ action }) => action).toSorted(), ['removed', 'updated']);
    const update = records.find(({ action }) => action === 'updated');
    assert.ok(
      update?.diff.some(
        ({ field, after: now }) => field === 'title' && JSON.stringify(now).includes('Un autre titre'),
      ),
    );
    const summary = events.at(-1);
    assert.ok(summary?.type === 'summary');
    assert.deepEqual([summary.unchanged, summary.updated, summary.wouldRemove], [RECORDS - 2, 1, 1]);
    const other = await preview({ connector: config(id, { absences: 1, grace: '0s', kinds: ['series'] }) });
    const sums = other.at(-1);
    assert.ok(sums?.type === 'summary');
    assert.deepEqual([sums.outOfScope, sums.wouldRemove], [RECORDS, 0], 'another scope removes nothing');
    await ckanAction(portal, 'package_patch', { id: gone, state: 'active' });
  });

  it('says what is wrong with settings before it looks at anything', async () => {
    await assert.rejects(
      preview({ connector: { id: 'x', adapter: 'ckan', settings: {}, harvest: {} } }),
      /url/,
    );
    await assert.rejects(
      preview({ connector: { id: 'x', adapter: 'ckan', settings: { url: portal.url }, push: {} } }),
    );
    await assert.rejects(
      preview({ connector: config('x', {}, { apiToken: 'env:NOT_THERE' }) }),
      /env:NOT_THERE is not set/,
    );
  });
});
