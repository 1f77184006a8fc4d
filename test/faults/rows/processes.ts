import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { openLedger } from '../../../src/ledger/ledger.ts';
import { harvestScheduleId } from '../../../workflows/contract.ts';
import { signalAll } from '../children.ts';
import type { Remote } from '../remote.ts';
import { isWrite } from '../requests.ts';
import type { Section } from '../row.ts';
import { sleep, until } from '../until.ts';
import type { World } from '../world.ts';

const BATCH = 100;
const STOPPED_MS = 20_000;
const ZOMBIE_MS = 25_000;
/** Longest that somebody who edits may have to wait. */
const WRITE_MS = 20_000;
/** A server may hand a task to the worker that sleeps, once or twice. */
const TAKEN_OVER_MS = 65_000;
const ON_THE_WAY = 4;
/** Half of a lease: nobody waited for what the old worker held to come free by itself. */
const HANDED_OVER_S = 45;

async function replaced(world: World): Promise<void> {
  const remote = await world.remote({ latencyMs: 30 });
  const old = world.worker;
  await remote.write(remote.ids(BATCH));
  await until('the middle', () => remote.created() >= BATCH / 5);
  const asked = performance.now();
  await Promise.all([world.startWorker(), old.stop()]);
  await remote.converges();
  const seconds = (performance.now() - asked) / 1_000;
  assert.equal(remote.created(), BATCH);
  assert.ok(seconds < HANDED_OVER_S, `it took ${seconds} s`);
}

/** A look may take two minutes; who dies over it is missed sooner. */
const LOOK_MISSED_MS = 50_000;

async function killedWhileLooking(world: World): Promise<void> {
  const isLook = ({ path }: { path: string }): boolean => path.startsWith('/api/1/site');
  const remote = await world.remote();
  await remote.write(remote.ids(1));
  await remote.quiet();
  const looks = remote.seen(isLook);
  remote.proxy.add({ matches: isLook, action: 'hang', times: 1 });
  remote.proxy.always({ answer: { status: 503, body: 'down' } });
  await remote.write(remote.ids(1));
  await until('a look that gets no answer', () => remote.seen(isLook) > looks);
  const { pid, exited } = world.worker;
  signalAll([pid], 'SIGKILL');
  await exited;
  await world.ensureWorker();
  remote.proxy.reset();
  await remote.converges(LOOK_MISSED_MS);
  assert.equal(remote.created(), 1);
}

async function silentTemporal(world: World): Promise<void> {
  const remote = await world.remote();
  await remote.write(remote.ids(3));
  await remote.quiet();
  const { pid } = world.temporal;
  signalAll([pid], 'SIGSTOP');
  try {
    const startedAt = performance.now();
    for (let round = 0; round < 5; round += 1) await remote.write(remote.ids(10));
    await world.control.announce(remote.ids(10), [remote.id]);
    const ms = Math.round(performance.now() - startedAt);
    assert.ok(ms < 3_000, `changes were taken only after ${ms} ms`);
    const { state, push } = await remote.status();
    assert.equal(state, 'unknown');
    assert.ok((push?.outbox.waiting ?? 0) > 0, 'nobody can see that changes wait');
    await sleep(STOPPED_MS - ms);
  } finally {
    signalAll([pid], 'SIGCONT');
  }
  await remote.converges(60_000);
}

async function deadTemporal(world: World): Promise<void> {
  const remote = await world.remote();
  await remote.write(remote.ids(3));
  await remote.quiet();
  await world.killTemporal();
  const startedAt = performance.now();
  await remote.write(remote.ids(10));
  const ms = Math.round(performance.now() - startedAt);
  assert.ok(ms < 3_000, `changes were taken only after ${ms} ms`);
  await sleep(STOPPED_MS - ms);
  await world.restartTemporal();
  await world.ensureWorker();
  await remote.converges(60_000);
}

/** Connectors come back within two sweeps, schedules within the sweeper's longer round or a worker's start. */
async function lostTemporal(world: World): Promise<void> {
  const remote = await world.remote({ latencyMs: 30 });
  await world.control.apply(
    [{ id: 'scheduled', adapter: 'udata', settings: { url: remote.proxy.url }, harvest: { every: '12h' } }],
    { retireOthers: false },
  );
  await remote.write(remote.ids(40));
  await until('the middle', () => remote.created() >= 10);
  await world.killTemporal();
  await remote.write(remote.ids(5));
  await world.restartTemporal({ fresh: true });
  const dead = await sleep(2_000).then(() => world.ensureWorker());
  world.note(dead ? 'the worker ended when Temporal was lost' : 'the worker lived on');
  await remote.converges(110_000);
  await world.startWorker();
  await world.workers[0]?.stop();
  const client = await world.wired.parts.client();
  await until('the schedule is there again', async () => {
    const { scheduleId } = await client.schedule.getHandle(harvestScheduleId('scheduled')).describe();
    return scheduleId !== '';
  });
}

/** Whatever the stopped worker still does when it goes on, it must not undo what the other one has written. */
async function zombie(world: World): Promise<void> {
  const remote = await world.remote({ latencyMs: 250 });
  await remote.write(remote.ids(40));
  await until('the middle', () => remote.created() >= 5);
  const { pid } = world.worker;
  signalAll([pid], 'SIGSTOP');
  const stoppedAt = performance.now();
  try {
    await world.startWorker();
    const writing = performance.now();
    await remote.write(remote.ids(40));
    const ms = Math.round(performance.now() - writing);
    assert.ok(ms < WRITE_MS, `a change was taken only after ${ms} ms, because a worker slept`);
    const made = remote.created();
    await until('the other worker takes over', () => remote.created() > made + ON_THE_WAY, TAKEN_OVER_MS);
    world.note(`taken over after ${Math.round(performance.now() - stoppedAt)} ms`);
    await sleep(ZOMBIE_MS - (performance.now() - stoppedAt));
  } finally {
    signalAll([pid], 'SIGCONT');
  }
  await sleep(2_000);
  await remote.converges(60_000);
  assert.equal(remote.created(), 40);
  await world.worker.stop();
}

/** The database goes and comes back while one write takes long: the next try must not write at the same time. */
async function slowWriteAcrossRestart(world: World): Promise<void> {
  const remote = await world.remote();
  const ids = remote.ids(60);
  await remote.write(ids);
  await remote.quiet();
  const slow = ids[0] ?? '';
  slowDown(remote, slow, 4_600);
  await remote.write(ids);
  await until(
    'the slow write is under way',
    () => remote.seen((one) => isWrite(one) && one.body.includes(`Jeu ${slow} v2`)) > 0,
  );
  await world.killPostgres();
  await world.restartPostgres();
  await world.ensureWorker();
  await remote.converges(60_000);
}

/** What a worker that froze in the middle of a transaction leaves behind: locks that nobody else may take. */
async function asleepInTransaction(world: World): Promise<void> {
  const remote = await world.remote();
  await remote.write(remote.ids(3));
  await remote.quiet();
  const frozen = openLedger(world.env['DATABASE_URL'] ?? '', { connections: 1 });
  let wake = (): void => undefined;
  const woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  let locked = false;
  const holding = frozen.db
    .transaction()
    .execute(async (tx) => {
      await sql`select from outbox where connector_id = ${remote.id} for update`.execute(tx);
      locked = true;
      await woken;
    })
    .catch(() => undefined);
  try {
    await until('it holds the rows', () => locked);
    const late = sleep(WRITE_MS).then(() => 'late' as const);
    const first = await Promise.race([remote.write(remote.ids(3)), late]);
    assert.notEqual(first, 'late', `a change was not taken within ${WRITE_MS} ms`);
  } finally {
    wake();
    await holding;
    await frozen.close();
  }
  await remote.converges();
}

/** The portal itself takes long over writes of one dataset. */
function slowDown(remote: Remote, id: string, ms: number): void {
  remote.proxy.add({
    matches(request) {
      remote.portal.setLatency(isWrite(request) && request.body.includes(`Jeu ${id} v`) ? ms : 20);
      return false;
    },
    action: 'cut',
  });
}

export const processes: Section = {
  shared: false,
  rows: [
    { name: 'a worker replaced in the middle', run: replaced },
    { name: 'kill -9 of a worker that looks whether its remote is back', run: killedWhileLooking },
    { name: 'a worker asleep for 25 s, another one alive', run: zombie },
    { name: 'a worker asleep in the middle of a transaction', run: asleepInTransaction },
    { name: 'Temporal asleep for 20 s', run: silentTemporal },
    { name: 'Temporal gone for 20 s', run: deadTemporal },
    { name: 'PostgreSQL restarted during a slow write', run: slowWriteAcrossRestart },
    { name: 'Temporal’s database lost', run: lostTemporal },
  ],
};
