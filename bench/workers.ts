import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Work } from '../src/config/process.ts';
import { startNodeProgram } from '../src/main/dev/node-program.ts';
import type { Running } from '../src/main/dev/processes.ts';
import { WORKERS, type WorkerPlace } from '../src/main/dev/workers.ts';
import { peakMiB, resetPeak } from './meter.ts';

/** Built, as in production, or from the sources: whichever we are. */
const AS = extname(import.meta.url);
const WORKER = fileURLToPath(new URL(`../src/main/worker${AS}`, import.meta.url));
const PROFILED_WORKER = fileURLToPath(new URL(`profiled-worker${AS}`, import.meta.url));

/** The two workers that an installation on one machine has. */
export class Workers {
  readonly #env: NodeJS.ProcessEnv;
  readonly #say: (line: string) => void;
  readonly #running = new Map<Work, Running>();

  /** `BENCH_PROFILE` in the environment: a folder that gets a processor profile of each when it ends. */
  constructor(env: NodeJS.ProcessEnv, say: (line: string) => void) {
    this.#env = env;
    this.#say = say;
  }

  /** `more`: variables beside their own. */
  async start(more: Readonly<Record<string, string>>): Promise<void> {
    await Promise.all(WORKERS.map((place) => this.#start(place, more)));
  }

  /** `kill -9` of one, and a new one. */
  async replace(work: Work, more: Readonly<Record<string, string>>): Promise<void> {
    await this.#running.get(work)?.kill();
    const place = WORKERS.find((one) => one.work === work);
    if (place !== undefined) await this.#start(place, more);
  }

  /** 0 for one that does not run. */
  pid(work: Work): number {
    return this.#running.get(work)?.pid ?? 0;
  }

  /** Since each was ready or the last reset, in MiB. */
  async peaksMiB(): Promise<Record<Work, number | undefined>> {
    const [push, harvest] = await Promise.all([peakMiB(this.pid('push')), peakMiB(this.pid('harvest'))]);
    return { push, harvest };
  }

  /** Their peaks begin anew. */
  async resetPeaks(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ pid }) => resetPeak(pid)));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running.values()].map((running) => running.stop()));
  }

  async #start({ work, name, env }: WorkerPlace, more: Readonly<Record<string, string>>): Promise<void> {
    const running = await startNodeProgram({
      name,
      program: this.#env['BENCH_PROFILE'] === undefined ? WORKER : PROFILED_WORKER,
      env: { ...this.#env, ...env, ...more },
      onLine: (line) => {
        if (!line.includes('"ready"')) this.#say(`${name}: ${line}`);
      },
    });
    this.#running.set(work, running);
    await resetPeak(running.pid);
  }
}
