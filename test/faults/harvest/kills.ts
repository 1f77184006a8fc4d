import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { openLedger, type Ledger } from '../../../src/ledger/ledger.ts';
import type { Run } from '../../../src/ledger/runs.ts';
import { onceFor, type Section } from '../row.ts';
import { sleep, until } from '../until.ts';
import type { World } from '../world.ts';
import { PAGES, RECORDS, type Source } from './source.ts';

const BACK_MS = 150_000;
/** Pages that are under way when somebody dies are asked for again. */
const AHEAD = 4;
const GONE = 20;

interface Stage {
  source: Source;
  run: Run;
}

interface Scene {
  fetched: Stage;
  stored: Stage;
  settling: Stage;
  held: Stage;
}

/** Four harvests, each at another stage, when one process dies. */
function killed(strike: (world: World) => Promise<void>): (world: World) => Promise<Scene> {
  return onceFor(async (world) => {
    const held = await holding(world);
    const fetched = await fetching(world);
    const stored = await storing(world);
    const { stage: settling, release } = await settle(world);
    try {
      await strike(world);
    } finally {
      await release();
    }
    await world.ensureWorker();
    return { held, fetched, stored, settling };
  });
}

/** A page has been asked for, and its answer is held back. */
async function fetching(world: World): Promise<Stage> {
  const source = await world.source();
  source.strike(3, { slowMs: 3_000 }, 1);
  const run = await source.begin();
  await until('the page under way', () => source.asked() >= 3, 60_000);
  return { source, run };
}

/** Some pages are durable, and more are to come. */
async function storing(world: World): Promise<Stage> {
  const source = await world.source();
  source.strike(1, { slowMs: 700 });
  const run = await source.begin();
  await until('stored pages', async () => (await world.control.run(run.id)).pages >= 2, 60_000);
  return { source, run };
}

/** The listing is at its end, and the verdict waits for a lock in its middle. */
async function settle(world: World): Promise<{ stage: Stage; release: () => Promise<void> }> {
  const source = await world.source();
  await source.whole(await source.harvest(), RECORDS);
  await source.delete((await source.names()).slice(0, 3));
  source.strike(PAGES - 1, { slowMs: 1_500 }, 1);
  const run = await source.begin();
  const ledger = openLedger(world.env['DATABASE_URL'] ?? '', { connections: 1 });
  await until(
    'the end of the listing',
    async () => (await world.control.run(run.id)).pages >= PAGES - 3,
    60_000,
  );
  const lock = hold(ledger);
  await until('somebody waits for the lock', () => waitsForLock(world), 60_000);
  return {
    stage: { source, run },
    async release() {
      lock.let();
      await lock.done;
      await ledger.close().catch(() => undefined);
    },
  };
}

/** Pages do not touch this table, and the verdict does, at its end. */
function hold(ledger: Ledger): { let: () => void; done: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const done = ledger.db
    .transaction()
    .execute(async (tx) => {
      await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx);
      await sql`lock table holds in exclusive mode`.execute(tx);
      await opened;
    })
    .catch(() => undefined);
  return { let: open, done };
}

async function waitsForLock(world: World): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    select exists (select 1 from pg_locks where relation = 'holds'::regclass and not granted) as waits`.execute(
    world.wired.ledger.db,
  );
  return rows[0]?.waits ?? false;
}

/** A run has ended and waits for a person. */
async function holding(world: World): Promise<Stage> {
  const source = await world.source();
  await source.whole(await source.harvest(), RECORDS);
  await source.delete((await source.names()).slice(0, GONE));
  const run = await source.harvest();
  assert.equal(run.counts.held, GONE, run.reason);
  return { source, run };
}

function kills(what: string, strike: (world: World) => Promise<void>): Section {
  const scene = killed(strike);
  return {
    shared: true,
    rows: [
      {
        name: `kill -9 of ${what} while a page is fetched`,
        async run(world) {
          const { source, run } = (await scene(world)).fetched;
          await source.whole(await source.ended(run, BACK_MS), RECORDS);
          assert.ok(source.asked() <= PAGES + AHEAD + 1, `${source.asked()} requests for ${PAGES} pages`);
        },
      },
      {
        name: `kill -9 of ${what} when pages are stored`,
        async run(world) {
          const { source, run } = (await scene(world)).stored;
          const ended = await source.ended(run, BACK_MS);
          await source.whole(ended, RECORDS);
          assert.equal(ended.pages, PAGES);
          assert.equal(ended.counts.received, RECORDS);
        },
      },
      {
        name: `kill -9 of ${what} while a run is settled`,
        async run(world) {
          const { source, run } = (await scene(world)).settling;
          const ended = await source.ended(run, BACK_MS);
          assert.deepEqual([ended.state, ended.counts.removed], ['complete', 3], ended.reason);
          assert.deepEqual(await source.states(), { active: RECORDS - 3, archived: 3 });
        },
      },
      {
        name: `kill -9 of ${what} while removals wait for a decision`,
        async run(world) {
          const { source, run } = (await scene(world)).held;
          assert.deepEqual(await source.states(), { active: RECORDS });
          const { removals } = await world.control.held(run.id, 100);
          assert.deepEqual([removals.length, removals.every(({ title }) => title !== '')], [GONE, true]);
          // The next harvest is not held up, and what is back by then has left the list.
          const back = await source.names();
          const all = new Set(back);
          await source.restore([await firstGone(source, all)]);
          const next = await source.harvest(BACK_MS);
          assert.deepEqual([next.state, next.counts.removed], ['complete', 0], next.reason);
          await world.control.decideHold(run.id, { approve: true, by: 'faults' });
          await until('the removals', async () => (await source.states())['archived'] === GONE - 1, BACK_MS);
          assert.deepEqual(await source.states(), { active: RECORDS - GONE + 1, archived: GONE - 1 });
        },
      },
    ],
  };
}

/** One that was deleted, by the name that the list of what would go has. */
async function firstGone(source: Source, present: ReadonlySet<string>): Promise<string> {
  const [run] = (await source.runs()).filter(({ counts }) => counts.held > 0);
  const { removals } = await source.world.control.held(run?.id ?? '', 1);
  const id = removals[0]?.remoteId ?? '';
  assert.ok(!present.has(id));
  return id;
}

export const workerKills = kills('the worker', async (world) => {
  await world.worker.kill();
  await world.startWorker();
});

export const temporalKills = kills('the Temporal server', async (world) => {
  await world.killTemporal();
  await sleep(3_000);
  await world.restartTemporal();
});

export const databaseKills = kills('PostgreSQL', async (world) => {
  await world.killPostgres();
  await sleep(3_000);
  await world.restartPostgres();
});
