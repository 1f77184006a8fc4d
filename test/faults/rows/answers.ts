import assert from 'node:assert/strict';
import type { FaultAction } from '../../../src/sandbox/faults.ts';
import { isWrite, MATCH } from '../requests.ts';
import type { Row, Section } from '../row.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';

const COUNT = 12;
/** More than the deadline for an answer. */
const BELATED_MS = 6_000;
const PAGE = '<html><body><h1>502 Bad Gateway</h1></body></html>';

/** One bad answer among good ones costs nobody anything but time. */
function once(name: string, which: keyof typeof MATCH, action: FaultAction): Row {
  return {
    name,
    async run(world) {
      const remote = await world.remote();
      const ids = remote.ids(COUNT);
      if (which !== 'create') {
        await remote.write(ids);
        await remote.quiet();
      }
      remote.portal.faults.add({ match: MATCH[which], skip: 2, times: 1, action });
      if (which === 'remove') await remote.delete(ids.slice(0, 5));
      else await remote.write(ids);
      await until('the fault strikes', () => remote.portal.faults.list()[0]?.hits === 1);
      await remote.converges(45_000);
      assert.equal(remote.created(), COUNT);
    },
  };
}

/** The first creates all fail in this way, and then the portal is well again. */
function burst(name: string, kind: string, action: FaultAction, ms: number, requestsMax: number): Row {
  return {
    name,
    async run(world) {
      const remote = await world.remote();
      remote.portal.faults.add({ action });
      await remote.write(remote.ids(COUNT));
      await remote.visible(kind);
      await new Promise((resolve) => setTimeout(resolve, ms));
      const asked = remote.portal.log.entries().length;
      assert.ok(asked <= requestsMax, `${asked} requests while everything failed`);
      remote.portal.faults.clear();
      await remote.converges(60_000);
      assert.equal(remote.created(), COUNT);
    },
  };
}

async function poison(world: World): Promise<void> {
  const remote = await world.remote({ push: { maxAttempts: 3 } });
  const ids = remote.ids(20);
  const [poisoned = ''] = ids.slice(7);
  remote.proxy.add({
    matches: (request) => isWrite(request) && request.body.includes(`Jeu ${poisoned} v`),
    action: { answer: { status: 500, body: '{"message": "boom"}' } },
  });
  await remote.write(ids);
  await until('the others go through', () => remote.created() === ids.length - 1);
  await remote.visible('broken', 20_000);
  await remote.quiet(45_000);
  const [row, ...others] = await remote.waiting();
  assert.deepEqual(
    [row?.datasetId, row?.state, row?.fault?.kind, others.length],
    [poisoned, 'failed', 'broken', 0],
  );
  assert.match(row?.fault?.message ?? '', /500/);
  const tries = remote.seen((request) => isWrite(request) && request.body.includes(`Jeu ${poisoned} v`));
  assert.ok(tries <= 8, `${tries} tries of the poisoned dataset`);
  remote.proxy.reset();
  await remote.retry();
  await remote.converges();
}

/** One create reaches something that accepts it and never answers. */
async function hangs(world: World): Promise<void> {
  const remote = await world.remote();
  remote.proxy.add({
    matches: (request) => request.method === 'POST' && isWrite(request),
    action: 'hang',
    times: 1,
  });
  await remote.write(remote.ids(COUNT));
  await until('the others go through', () => remote.created() === COUNT - 1, 4_500);
  await remote.converges(45_000);
  assert.equal(remote.created(), COUNT);
}

/** The portal takes longer over one create than we wait for it, and carries it out all the same. */
async function belated(world: World): Promise<void> {
  const remote = await world.remote({ push: { concurrency: 1 } });
  let creates = 0;
  remote.proxy.add({
    matches(request) {
      const creating = request.method === 'POST' && isWrite(request);
      if (creating) creates += 1;
      remote.portal.setLatency(creating && creates === 1 ? BELATED_MS : 0);
      return false;
    },
    action: 'cut',
  });
  await remote.write(remote.ids(1));
  await until('the belated create', () => remote.created() > 0);
  await remote.quiet();
  await new Promise((resolve) => setTimeout(resolve, BELATED_MS));
  await remote.converges();
}

/** An update arrives, nobody hears of it, and before it is tried again the dataset is as it was when it was last pushed. */
function takenBack(name: string, strike: (world: World) => Promise<void>): Row {
  return {
    name,
    async run(world) {
      const remote = await world.remote();
      const ids = remote.ids(1);
      const version = await remote.write(ids);
      await remote.quiet();
      remote.portal.faults.add({ match: MATCH.update, action: 'reset-after-apply' });
      // What has arrived cannot be seen yet.
      remote.portal.faults.add({
        match: { method: 'GET', path: '/datasets/[^/]+/$' },
        skip: 1,
        action: { status: 503, body: '{}' },
      });
      await remote.write(ids);
      await until('the update arrives', () => (remote.portal.faults.list()[0]?.hits ?? 0) > 0);
      await strike(world);
      await remote.write(ids, { version });
      remote.portal.faults.clear();
      await remote.quiet();
      // Of this dataset the older version was sent after the newer one, and rightly.
      remote.proxy.reset();
      await remote.converges(45_000);
      assert.equal(remote.created(), 1);
    },
  };
}

export const answers: Section = {
  shared: false,
  rows: [
    once('answer lost after a create', 'create', 'reset-after-apply'),
    once('answer lost after an update', 'update', 'reset-after-apply'),
    once('answer lost after a delete', 'remove', 'reset-after-apply'),
    takenBack('answer lost after an update that is taken back meanwhile', () => Promise.resolve()),
    takenBack('kill -9 of the worker over an update that is taken back meanwhile', async (world) => {
      await world.worker.kill();
      await world.startWorker();
    }),
    once('connection reset before a create arrives', 'create', 'reset'),
    once('half a response to a create', 'create', 'half-body'),
    once('truncated JSON in answer to a create', 'create', 'truncate'),
    once('truncated JSON in answer to an update', 'update', 'truncate'),
    once('a page instead of JSON, with 200, to an update', 'update', 'html'),
    once('502 with a web page', 'create', {
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: PAGE,
    }),
    { name: 'a remote that hangs beyond the deadline', run: hangs },
    once('an answer that comes after the deadline, its create done', 'create', { slow: 6_000 }),
    { name: 'a create that takes effect later than an answer may take', run: belated },
    once('slow-loris body', 'create', { drip: 2 }),
    { name: '500 for one dataset for ever', run: poison },
    burst('a burst of 500', 'broken', { status: 500, body: '{"message": "boom"}' }, 4_000, 60),
    burst('503 for 15 s', 'unreachable', { status: 503, body: '{}' }, 13_000, 40),
    burst('connections reset for 6 s', 'unreachable', 'reset', 6_000, 120),
  ],
};
