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
 * bounds all three grow to twice of what a worker needs. Pushes have more under way that lives for one answer of a remote:
 * in the room that a harvest has for it a tenth of their time would go into collecting it.
 */
export const WORKERS: readonly WorkerPlace[] = [place('push', 64), place('harvest', 16)];

function place(work: Work, youngMb: number): WorkerPlace {
  return {
    work,
    name: `${work}-worker`,
    env: Object.freeze({
      NAVETTE_WORK: work,
      NODE_OPTIONS: `--max-old-space-size=320 --max-semi-space-size=${youngMb}`,
      MALLOC_ARENA_MAX: '2',
    }),
  };
}
