import assert from 'node:assert/strict';
import type { Remote } from '../remote.ts';
import { isWrite, MATCH } from '../requests.ts';
import type { Row, Section } from '../row.ts';
import { sleep, until } from '../until.ts';
import type { World } from '../world.ts';

const COUNT = 8;
/** What was on its way already when the refusal came. */
const ON_THE_WAY_MS = 300;
const EARLY_MS = 200;

/** One 429; until the time that it names nothing is asked for. */
function throttled(name: string, retryAfter: () => string | undefined, waitMs: number): Row {
  return {
    name,
    async run(world) {
      const remote = await world.remote({ push: { concurrency: 2 } });
      const value = retryAfter();
      const headers = value === undefined ? {} : { 'retry-after': value };
      remote.portal.faults.add({
        match: MATCH.create,
        skip: 2,
        times: 1,
        action: { status: 429, headers, body: '{}' },
      });
      await remote.write(remote.ids(COUNT));
      await remote.visible('throttled');
      await remote.converges(waitMs + 20_000);
      const refused = remote.portal.log.entries().find(({ status }) => status === 429);
      assert.ok(refused !== undefined);
      const early = remote.portal.log
        .entries()
        .filter(
          ({ startedAt }) =>
            startedAt > refused.endedAt + ON_THE_WAY_MS && startedAt < refused.endedAt + waitMs - EARLY_MS,
        );
      assert.equal(early.length, 0, `${early.length} requests within the ${waitMs} ms that were asked for`);
    },
  };
}

async function absurd(world: World): Promise<void> {
  const remote = await world.remote();
  remote.portal.faults.add({
    match: MATCH.create,
    times: 1,
    action: { status: 429, headers: { 'retry-after': '315360000' }, body: '{}' },
  });
  await remote.write(remote.ids(COUNT));
  await remote.visible('throttled');
  const asked = remote.portal.log.entries().length;
  await sleep(3_000);
  assert.ok(remote.portal.log.entries().length - asked <= 4, 'the wait is not kept');
  const timers = await sleeping(world, remote);
  assert.ok(timers > 0 && timers <= 3_600_000, `it would sleep for ${timers} ms`);
  await remote.retry();
  await remote.converges();
}

/** The longest timer that the connector's workflow has started. */
async function sleeping(world: World, remote: Remote): Promise<number> {
  const client = await world.wired.parts.client();
  const { events } = await client.workflow.getHandle(`connector/${remote.id}`).fetchHistory();
  return Math.max(
    0,
    ...(events ?? []).map((event) => {
      const { startToFireTimeout: timeout, timerId } = event.timerStartedEventAttributes ?? {};
      const asleep = event.userMetadata?.summary?.data !== undefined && timerId !== undefined;
      return asleep ? Number(timeout?.seconds ?? 0) * 1_000 : 0;
    }),
  );
}

async function readOnly(world: World): Promise<void> {
  const remote = await world.remote();
  remote.portal.switches.readOnly = true;
  await remote.write(remote.ids(COUNT));
  await remote.visible('readOnly');
  const asked = remote.seen(isWrite);
  await sleep(4_000);
  assert.ok(remote.seen(isWrite) - asked <= 4, 'writes go on against a remote that is read-only');
  remote.portal.switches.readOnly = false;
  await remote.retry();
  await remote.converges();
}

async function revoked(world: World): Promise<void> {
  const remote = await world.remote({ latencyMs: 30, push: { concurrency: 1 } });
  await remote.write(remote.ids(60));
  await until('the middle', () => remote.created() >= 20);
  remote.portal.faults.add({ action: { status: 401, body: '{"message": "Invalid API Key"}' } });
  await remote.visible('unauthorised');
  await sleep(5_000);
  const refused = remote.portal.log.entries().filter(({ status }) => status === 401);
  const pushes = refused.filter(({ path }) => path.includes('/datasets/'));
  const probes = refused.length - pushes.length;
  assert.ok(pushes.length <= 1 + 3, `${pushes.length} pushes went on after the key was refused`);
  assert.ok(probes <= 12, `${probes} probes in five seconds`);
  remote.portal.faults.clear();
  await remote.mend();
  await remote.converges();
  assert.equal(remote.created(), 60);
}

async function nameless(world: World): Promise<void> {
  const remote = await world.remote({ url: 'http://navette-faults.invalid' });
  await remote.write(remote.ids(COUNT));
  await remote.visible('unreachable', 25_000);
  await remote.configure(remote.proxy.url);
  await remote.converges();
}

export const refusals: Section = {
  shared: false,
  rows: [
    throttled('429 with Retry-After in seconds', () => '4', 4_000),
    throttled(
      '429 with Retry-After as an HTTP date',
      () => new Date(Date.now() + 6_000).toUTCString(),
      4_000,
    ),
    throttled('429 without Retry-After', () => undefined, 10_000),
    { name: '429 with a Retry-After of ten years', run: absurd },
    { name: '423: the remote is read-only', run: readOnly },
    { name: '401 in the middle, then mended', run: revoked },
    { name: 'a host name that does not resolve, then mended', run: nameless },
  ],
};
