import assert from 'node:assert/strict';
import type { Remote } from '../remote.ts';
import { isCreate } from '../requests.ts';
import { onceFor, type Row, type Section } from '../row.ts';
import { sleep, until } from '../until.ts';
import type { World } from '../world.ts';

const BATCH = 200;
/** How long the portal's answer to a create is held back: the kill comes within. */
const HELD_MS = 2_500;
const BACK_MS = 70_000;

interface Scene {
  before: Remote;
  after: Remote;
  saved: Remote;
  batch: Remote;
  /** How many of the batch were there when it struck. */
  share: number;
  /** Whether the workers died with it. */
  fatal: boolean;
}

/** Four connectors, each at another moment of a push, when one process dies. */
function killed(strike: (world: World) => Promise<boolean>): (world: World) => Promise<Scene> {
  return onceFor(async (world) => {
    const batch = await world.remote({ latencyMs: 40 });
    const before = await world.remote();
    const after = await world.remote();
    const saved = await world.remote();
    before.proxy.add({ matches: isCreate, action: 'hang', times: 1 });
    after.proxy.add({
      matches: isCreate,
      action: { slowMs: HELD_MS },
      times: 1,
    });
    await batch.write(batch.ids(BATCH));
    await until('a part of the batch', () => batch.created() >= BATCH / 5);
    await before.write(before.ids(1));
    await after.write(after.ids(1));
    await until('a create that does not arrive', () => before.seen(isCreate) > 0);
    await until('a create whose answer is held back', () => after.created() > 0);
    await saved.write(saved.ids(1));
    await until('an id that is saved', async () => ((await saved.status()).push?.linked ?? 0) === 1);
    const share = batch.created();
    const fatal = await strike(world);
    return { before, after, saved, batch, share, fatal };
  });
}

function kills(
  what: string,
  strike: (world: World) => Promise<boolean>,
  more: (typeof survival)[] = [],
): Section {
  const scene = killed(strike);
  return {
    shared: true,
    rows: [
      ...more.map((row) => row(what, scene)),
      {
        name: `kill -9 of ${what} in the middle of a batch of ${BATCH}`,
        async run(world) {
          const { batch, share } = await scene(world);
          assert.ok(share < BATCH, 'the batch was over before the kill');
          await batch.converges(BACK_MS);
          assert.equal(batch.created(), BATCH);
        },
      },
      {
        name: `kill -9 of ${what} before a create`,
        async run(world) {
          const { before } = await scene(world);
          await before.converges(BACK_MS);
          assert.equal(before.created(), 1);
        },
      },
      {
        name: `kill -9 of ${what} after a create, before its id is saved`,
        async run(world) {
          const { after } = await scene(world);
          await after.converges(BACK_MS);
          assert.equal(after.created(), 1);
        },
      },
      {
        name: `kill -9 of ${what} after an id is saved`,
        async run(world) {
          const { saved } = await scene(world);
          await saved.write(saved.ids(1));
          await saved.converges(BACK_MS);
          assert.equal(saved.created(), 1);
        },
      },
    ],
  };
}

/** A worker bears the loss of what it works with, and goes on by itself. */
function survival(what: string, scene: (world: World) => Promise<Scene>): Row {
  return {
    name: `kill -9 of ${what} leaves the worker alive`,
    async run(world) {
      const { fatal } = await scene(world);
      assert.equal(fatal, false, 'the worker ended with it');
    },
  };
}

export const workerKills = kills('the worker', async (world) => {
  await world.worker.kill();
  await world.startWorker();
  return false;
});

export const temporalKills = kills(
  'the Temporal server',
  async (world) => {
    await world.killTemporal();
    await sleep(3_000);
    await world.restartTemporal();
    return world.ensureWorker();
  },
  [survival],
);

export const databaseKills = kills(
  'PostgreSQL',
  async (world) => {
    await world.killPostgres();
    await sleep(HELD_MS + 1_000);
    await world.restartPostgres();
    return world.ensureWorker();
  },
  [survival],
);
