import assert from 'node:assert/strict';
import { harvestScheduleId } from '../../../workflows/contract.ts';
import { signalAll } from '../children.ts';
import { isWrite, type Remote } from '../remote.ts';
import type { Section } from '../row.ts';
import { sleep, until } from '../until.ts';
import type { World } from '../world.ts';

const BATCH = 100;
const STOPPED_MS = 20_000;
const ZOMBIE_MS = 25_000;

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
  assert.ok(seconds < 25, `it took ${seconds} s`);
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
  try {
    const stoppedAt = performance.now();
    await world.startWorker();
    await remote.write(remote.ids(40));
    await sleep(ZOMBIE_MS - (performance.now() - stoppedAt));
    assert.ok(remote.created() >= 40, `only ${remote.created()} were made while the zombie slept`);
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
  slowDown(remote, slow, 3_500);
  await remote.write(ids);
  await until('the slow write is under way', () => remote.seen((one) => isWrite(one) && one.body.includes(`Jeu ${slow} v2`)) > 0);
  await world.killPostgres();
  await sleep(200);
  await world.restartPostgres();
  await remote.converges(60_000);
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
    { name: 'a worker asleep for 25 s, another one alive', run: zombie },
    { name: 'Temporal asleep for 20 s', run: silentTemporal },
    { name: 'Temporal gone for 20 s', run: deadTemporal },
    { name: 'PostgreSQL restarted during a slow write', run: slowWriteAcrossRestart },
    { name: 'Temporal’s database lost', run: lostTemporal },
  ],
};
