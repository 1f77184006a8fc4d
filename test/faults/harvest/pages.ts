import assert from 'node:assert/strict';
import type { ProxyAction } from '../../support/fault-proxy.ts';
import type { Row, Section } from '../row.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';
import { PAGES, RECORDS } from './source.ts';

/** Pages fetched ahead that an attempt may lose. */
const AHEAD = 4;
const REFUSAL = '{"success": false, "error": {"message": "no"}}';
const HTML = '<html><body><h1>Maintenance</h1></body></html>';

/** Page 3 fails so often, and then the portal is well again. */
function once(name: string, action: ProxyAction, times = 1): Row {
  return {
    name: `${name} on page 3`,
    async run(world) {
      const source = await world.source();
      const hits = source.strike(3, action, times);
      const run = await source.harvest();
      assert.equal(hits(), times, 'the fault did not strike');
      await source.whole(run, RECORDS);
      const most = PAGES + (times + 1) * (1 + AHEAD);
      assert.ok(source.asked() <= most, `${source.asked()} requests for ${PAGES} pages`);
    },
  };
}

/** The remote's word on how long to wait is kept. */
async function patience(world: World): Promise<void> {
  const source = await world.source();
  const times: number[] = [];
  source.proxy.add({
    matches: (request) => {
      if (request.path.includes('/package_search')) times.push(Date.now());
      return false;
    },
    action: 'cut',
  });
  source.strike(3, { answer: { status: 429, headers: { 'retry-after': '4' }, body: '{}' } }, 1);
  const run = await source.harvest();
  await source.whole(run, RECORDS);
  const longest = Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? 0)));
  assert.ok(longest >= 3_800, `asked again after ${longest} ms`);
}

/** A page that is refused for good ends the run; what came before it stays, and nothing goes. */
async function refusedForGood(world: World, answer: { status: number; body: string }): Promise<void> {
  // Pages of what is known grow: so many are there for a fifth.
  const records = 150;
  const source = await world.source({ records });
  await source.whole(await source.harvest(), records);
  await source.delete((await source.names()).slice(0, 5));
  const hits = source.strike(5, { answer });
  const run = await source.harvest();
  assert.ok(hits() > 0, 'the fault did not strike');
  assert.equal(run.state, 'failed');
  assert.match(run.reason ?? '', /\w{3,}/);
  assert.deepEqual([run.counts.removed, await source.states()], [0, { active: records }]);
  source.proxy.reset();
  const again = await source.harvest();
  assert.deepEqual([again.state, again.counts.removed], ['complete', 5], again.reason);
}

/** One that breaks for good is tried on and on, the run is open meanwhile, and it goes on where it stood. */
async function breaksForLong(world: World): Promise<void> {
  const source = await world.source();
  const hits = source.strike(5, { answer: { status: 500, body: 'boom' } });
  const begun = await source.begin();
  await until('some tries', () => hits() >= 3, 60_000);
  const meanwhile = await world.control.run(begun.id);
  assert.equal(meanwhile.state, 'running');
  assert.equal(meanwhile.pages, 4, 'the pages before it are not kept');
  source.proxy.reset();
  await source.whole(await source.ended(begun), RECORDS);
  assert.ok(source.asked() <= 2 + AHEAD, `${source.asked()} requests for the last two pages`);
}

export const pages: Section = {
  shared: false,
  rows: [
    once('503', { answer: { status: 503, body: '{}' } }, 2),
    once('a connection reset', 'cut', 2),
    once('a connection lost after the answer', 'lose'),
    once('half an answer', 'half'),
    once('truncated JSON', { rewrite: ({ body }) => ({ body: body.slice(0, body.length / 2) }) }),
    once('a web page with 200', {
      answer: { status: 200, headers: { 'content-type': 'text/html' }, body: HTML },
    }),
    once('an empty answer with 200', { answer: { status: 200, body: '' } }),
    once('silence', 'hang'),
    once('an answer after the deadline', { slowMs: 6_000 }),
    { name: '429 with Retry-After on page 3', run: patience },
    {
      name: 'an error of CKAN with 200 on page 5',
      run: (world) => refusedForGood(world, { status: 200, body: REFUSAL }),
    },
    {
      name: 'page 5 refused for good',
      run: (world) => refusedForGood(world, { status: 403, body: REFUSAL }),
    },
    { name: 'page 5 of 6 breaks for long', run: breaksForLong },
  ],
};
