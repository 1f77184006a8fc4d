const FIRST_MS = 5_000;
const LONGEST_MS = 3_600_000;
const SPREAD = 0.2;

/** Milliseconds before the next try of a file: doubling, spread, never sooner than the remote asked for. */
export function waitMs(attempts: number, retryAfterMs: number | undefined, random: number): number {
  const doubled = Math.min(FIRST_MS * 2 ** Math.min(attempts, 20), LONGEST_MS);
  return Math.max(Math.round(doubled * (1 - SPREAD + 2 * SPREAD * random)), retryAfterMs ?? 0);
}
