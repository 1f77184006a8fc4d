import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { harvest } from './harvest/index.ts';
import { data } from './rows/data.ts';
import { push } from './rows/index.ts';
import type { Row, Section } from './row.ts';
import { World } from './world.ts';

const USAGE = `npm run faults -- push|harvest|data [--only PATTERN]

Provokes faults, one named row each, on a Navette of its own: PostgreSQL, Temporal, workers, portals.`;

const MATRICES = new Map([
  ['push', push],
  ['harvest', harvest],
  ['data', data],
]);

/** A row that takes longer hangs. */
const ROW_MS = 240_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, help: { type: 'boolean' } },
});

const matrix = MATRICES.get(positionals[0] ?? '');
if (values.help === true || matrix === undefined) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = values.help === true ? 0 : 2;
} else await run(matrix, new RegExp(values.only ?? '', 'i'));

async function run(matrix: readonly Section[], only: RegExp): Promise<void> {
  const tally = { passed: 0, failed: 0 };
  const log = join(await mkdtemp(join(tmpdir(), 'navette-faults-log-')), 'worker.log');
  process.stderr.write(`what the workers say: ${log}\n`);
  let world = await World.start(log);
  const stop = (): void => void world.close().finally(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  try {
    for (const { rows, shared } of matrix) {
      const chosen = rows.filter(({ name }) => only.test(name));
      for (const row of chosen) {
        const ok = await one(world, row);
        tally[ok ? 'passed' : 'failed'] += 1;
        if (shared) continue;
        world = await tidy(world, log);
      }
      if (shared && chosen.length > 0) world = await tidy(world, log);
    }
  } finally {
    await world.close();
  }
  process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`);
  process.exit(tally.failed === 0 ? 0 : 1);
}

async function one(world: World, row: Row): Promise<boolean> {
  const startedAt = performance.now();
  world.note(`--- ${row.name}`);
  const trouble = await attempt(world, row);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  process.stdout.write(`${trouble === undefined ? 'ok' : 'FAIL'} ${row.name} (${seconds} s)\n`);
  if (trouble !== undefined) process.stdout.write(`     ${trouble.replaceAll('\n', '\n     ')}\n`);
  return trouble === undefined;
}

async function attempt(world: World, row: Row): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`the row did not end within ${ROW_MS / 1_000} s`)), ROW_MS);
    });
    await Promise.race([row.run(world), late]);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
    return `${error.message}${cause}`;
  } finally {
    clearTimeout(timer);
  }
}

/** The next row finds everything alive and no connector; where that cannot be had, a world of its own. */
async function tidy(world: World, log: string): Promise<World> {
  try {
    if (await world.ensureWorker()) world.note('a worker had to be started again');
    await world.clear();
    return world;
  } catch (error) {
    world.note(`a new world is needed: ${String(error)}`);
    await world.close();
    return World.start(log);
  }
}
