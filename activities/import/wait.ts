import { doublingMs } from '../backoff.ts';

const BOUNDS = { firstMs: 5_000, longestMs: 3_600_000 };

/** Milliseconds before the next try of a file. */
export function waitMs(attempts: number, retryAfterMs: number | undefined, random: number): number {
  return doublingMs(BOUNDS, attempts, retryAfterMs, random);
}
