import type { PushConfig } from '../src/config/connector.ts';
import { durationMs } from '../src/config/duration.ts';

/** Share by which a wait is spread to either side, so that what failed together does not come back together. */
const SPREAD = 0.2;

/** Milliseconds before the try after `attempts` failed ones: doubling, spread, never sooner than the remote asked for. */
export function backoffMs(
  push: PushConfig,
  attempts: number,
  retryAfterMs: number | undefined,
  random: number,
): number {
  const bounds = { firstMs: durationMs(push.retryFirst), longestMs: durationMs(push.retryLongest) };
  return doublingMs(bounds, Math.max(attempts - 1, 0), retryAfterMs, random);
}

/** The first wait doubled so often, bounded, spread, never sooner than the remote asked for. */
export function doublingMs(
  { firstMs, longestMs }: { firstMs: number; longestMs: number },
  doublings: number,
  retryAfterMs: number | undefined,
  random: number,
): number {
  const bounded = Math.min(firstMs * 2 ** Math.min(doublings, 30), longestMs);
  const spread = Math.round(bounded * (1 - SPREAD + 2 * SPREAD * random));
  return Math.max(spread, retryAfterMs ?? 0);
}
