import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { startCkan } from '../../src/sandbox/ckan/ckan.ts';
import { startUdata, type UdataSandbox } from '../../src/sandbox/udata/udata.ts';
import { installation, until, type Installation } from '../support/installation.ts';
import { udataDatasets } from '../support/portal-view.ts';

const BACKLOG = 5_000;
const OTHERS = 19;
const WRITTEN_AT_ONCE = 1_000;
const HARVESTS_AT_ONCE = 2;
const HARVESTS = 4;

describe('one worker for many connectors', () => {
  let navette: Installation;
  let busy: UdataSandbox;
  let calm: UdataSandbox;

  before(async () => {
    [busy, calm] = await Promise.all([startUdata({ latencyMs: 10 }), startUdata()]);
    const keys = { BUSY: busy.key, CALM: calm.key };
    navette = await installation(keys);
    await navette.startWorkers({ harvestsAtOnce: HARVESTS_AT_ONCE });
  });
  after(async () => {
    await navette.close();
    await Promise.all([busy.close(), calm.close()]);
  });

  const pushing = (id: string, portal: UdataSandbox, push: object) => ({
    id,
    adapter: 'udata',
    settings: {
      url: portal.url,
      organization: portal.organization,
      apiKey: portal === busy ? 'env:BUSY' : 'env:CALM',
    },
    push,
  });
  const apply = (...connectors: object[]) => navette.control.apply(connectors, { retireOthers: true });
  const named = (id: string, keyword: string) => ({
    id,
    dataset: {
      kind: 'dataset' as const,
      id,
      title: { fr: id },
      description: { fr: 'x' },
      keyword: { fr: [keyword] },
    },
  });
  const titles = async (portal: UdataSandbox) => (await udataDatasets(portal)).map(({ title }) => title);
  /** Titles in the order in which their records were made. */
  const order = async (portal: UdataSandbox): Promise<string[]> => {
    const byId = new Map((await udataDatasets(portal)).map(({ id, title }) => [id, title]));
    return portal.log
      .entries()
      .filter((entry) => entry.write && entry.method === 'POST')
      .flatMap(({ datasetId }) => byId.get(datasetId ?? '') ?? []);
  };

  it(`lets single changes of ${OTHERS} of them pass a backlog of ${BACKLOG} of another one`, async () => {
    const others = Array.from({ length: OTHERS }, (_, index) => `calm-${index}`);
    await apply(
      pushing('backlog', busy, { select: { keywords: ['many'] } }),
      ...others.map((id) => pushing(id, calm, { select: { ids: [id] } })),
    );
    for (let from = 0; from < BACKLOG; from += WRITTEN_AT_ONCE) {
      const many = Array.from({ length: WRITTEN_AT_ONCE }, (_, index) =>
        named(`many-${from + index}`, 'many'),
      );
      await navette.control.writeDatasets(many, 'test');
    }
    const left = async () => (await navette.control.connector('backlog')).push?.outbox.waiting ?? 0;
    await until('the backlog is being worked on', async () => (await udataDatasets(busy)).length > 0, 60_000);
    const before = await left();
    await Promise.all(
      others.map((id) => navette.control.writeDataset(id, { dataset: named(id, 'one').dataset }, 'test')),
    );
    await until('all single changes', async () => (await titles(calm)).length === OTHERS, 120_000);
    const behind = await left();
    assert.ok(behind > before / 2, `the backlog went from ${before} to ${behind} before they were through`);
  }).timeout(300_000);

  it('does what is asked for by name before a backlog of the same connector, and the oldest change first', async () => {
    await apply(pushing('named', calm, { select: { keywords: ['queue'] }, concurrency: 1 }));
    await navette.control.pause('named');
    calm.log.clear();
    const ids = Array.from({ length: 200 }, (_, index) => `queue-${String(index).padStart(3, '0')}`);
    for (const id of ids) await navette.control.writeDataset(id, named(id, 'queue'), 'test');
    calm.setLatency(30);
    await navette.control.resume('named');
    await until('the first', async () => (await order(calm)).length >= 5, 60_000);
    const last = ids.at(-1) ?? '';
    const sofar = (await order(calm)).length;
    const [outcome] = await navette.control.pushNow('named', [last]);
    assert.equal(outcome?.outcome, 'pushed');
    const place = (await order(calm)).indexOf(last);
    assert.ok(place >= 0 && place < sofar + 60, `${last} came as number ${place} after ${sofar}`);
    calm.setLatency(0);
    await until('all', async () => (await order(calm)).length === ids.length, 240_000);
    // Two lanes take fifty at once each: a change is overtaken by those taken with it, not by later ones.
    const made = (await order(calm)).filter((title) => title !== last);
    made.forEach((title, at) => {
      const ahead = at - ids.indexOf(title);
      assert.ok(Math.abs(ahead) <= 100, `${title} came as number ${at}`);
    });
  }).timeout(300_000);

  it(`pushes while more harvests are due than run at once, all of them slow`, async () => {
    const slow = await startCkan({ seed: 400, latencyMs: 3_000 });
    const harvests = Array.from({ length: HARVESTS }, (_, index) => `slow-${index}`);
    await apply(
      pushing('beside', calm, { select: { ids: ['beside'] } }),
      ...harvests.map((id) => ({
        id,
        adapter: 'ckan',
        settings: { url: slow.url },
        harvest: { pageSize: 20 },
      })),
    );
    for (const id of harvests) await navette.control.harvest(id);
    const running = async () =>
      (await navette.control.runs({ limit: 50 })).filter(({ state }) => state === 'running').length;
    await until('harvests fill their places', async () => (await running()) >= HARVESTS_AT_ONCE, 60_000);
    await navette.control.writeDataset('beside', named('beside', 'one'), 'test');
    await until('the push', async () => (await titles(calm)).includes('beside'), 60_000);
    assert.ok((await running()) >= HARVESTS_AT_ONCE, 'the push waited for harvests to end');
    await slow.close();
  }).timeout(200_000);
});
