import type { Work } from '../../config/process.ts';

/** One of the workers of an installation on one machine. */
export interface WorkerPlace {
  work: Work;
  /** Its name among the processes. */
  name: string;
  env: Readonly<Record<string, string>>;
}

/**
 * Pushes have a process of their own, so that no harvest, which takes a processor for minutes, keeps a change waiting.
 *
 * Each has a heap that is collected in time, new objects sooner, and memory of its threads from two pools: without these
 * bounds all three grow to twice of what a worker needs. How far a heap grows before all of it is collected goes by its
 * limit: below a gigabyte that is done so often that it takes a tenth of the time. Pushes have more under way that lives for
 * one answer of a remote, and need more room for new objects.
 */
export const WORKERS: readonly WorkerPlace[] = [place('push', 64), place('harvest', 32)];

function place(work: Work, youngMb: number): WorkerPlace {
  return {
    work,
    name: `${work}-worker`,
    env: Object.freeze({
      NAVETTE_WORK: work,
      NODE_OPTIONS: `--max-old-space-size=1024 --max-semi-space-size=${youngMb}`,
      MALLOC_ARENA_MAX: '2',
    }),
  };
}
