import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { describeExit, startProcess, type Running } from '../src/main/dev/processes.ts';
import { peakMiB, resetPeak } from './meter.ts';

/** One harvest by a harvester of others. */
const Round = z.object({
  /** From the request to the end that the job records; null: it had not ended when nobody waited any longer. */
  s: z.number().nullable(),
  waited: z.number(),
  datasets: z.number(),
  resources: z.number(),
  /** Its own words about it. */
  said: z.record(z.string(), z.unknown()),
});
export type Round = z.infer<typeof Round>;

const Place = z.object({ bin: z.string(), driver: z.string(), env: z.record(z.string(), z.string()) });
type Place = z.infer<typeof Place>;
const Places = z.object({ ckan: Place, udata: Place });
export type RivalPlaces = z.infer<typeof Places>;
export type RivalName = keyof RivalPlaces;

const SCRIPT = resolve('test/peers/rivals.sh');
/** The first time, packages are fetched. */
const FRESH_MS = 10 * 60_000;
const CLEAR_MS = 60_000;
/** Importing what it needs, on a busy machine. */
const DRIVER_START_MS = 60_000;
/** A consumer that is not there yet when the first harvest is asked for finds it in its queue. */
const STARTED_MS = 3_000;

/** The processes that harvest, as their documentation has them run; the leanest of several ways. */
const PROGRAMS: Record<RivalName, string[][]> = {
  ckan: [
    ['ckan', 'harvester', 'gather-consumer'],
    ['ckan', 'harvester', 'fetch-consumer'],
  ],
  udata: [
    'celery --app udata.worker worker --pool solo --queues default,high,low --without-mingle --without-gossip'.split(
      ' ',
    ),
  ],
};

/** Gives the harvesters of others empty databases. */
export async function freshRivals(): Promise<RivalPlaces> {
  const { stdout } = await promisify(execFile)(SCRIPT, ['fresh'], { timeout: FRESH_MS });
  return Places.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

export async function clearRivals(): Promise<void> {
  await promisify(execFile)(SCRIPT, ['clear'], { timeout: CLEAR_MS });
}

/** A harvester of others whose processes run. */
export interface Rival {
  harvest(url: string, organization: string, seconds: number): Promise<Round>;
  /** Of all its processes together, since their start or the last reset; databases are not among them. */
  peakMiB(): Promise<number | undefined>;
  resetPeak(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRival(name: RivalName, { bin, driver, env }: Place): Promise<Rival> {
  const running: Running[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(running.map((one) => one.stop())));
  const whole = { ...process.env, ...env };
  try {
    for (const [program = '', ...args] of PROGRAMS[name])
      running.push(await startProcess({ name: program, program: join(bin, program), args, env: whole }));
  } catch (error) {
    await stop();
    throw error;
  }
  await sleep(STARTED_MS);
  return {
    async harvest(url, organization, seconds) {
      const args = [driver, url, organization, String(seconds)];
      let last = '';
      const asking = await startProcess({
        name: `${name}-harvest`,
        program: join(bin, 'python'),
        args,
        env: whole,
        onLine(line) {
          if (line.startsWith('{')) last = line;
        },
      });
      const late = setTimeout(() => void asking.kill(), seconds * 1_000 + DRIVER_START_MS);
      const exit = await asking.exited;
      clearTimeout(late);
      if (exit.code !== 0)
        throw new Error(`${name} could not be asked: ${describeExit(exit)}: ${asking.lastLines()}`);
      return Round.parse(JSON.parse(last));
    },
    async peakMiB() {
      const peaks = await Promise.all(running.map(({ pid }) => peakMiB(pid)));
      return peaks.reduce<number | undefined>(
        (sum, peak) => (sum === undefined || peak === undefined ? undefined : sum + peak),
        0,
      );
    },
    resetPeak: async () => void (await Promise.all(running.map(({ pid }) => resetPeak(pid)))),
    stop,
  };
}
