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
  const doubled = durationMs(push.retryFirst) * 2 ** Math.min(Math.max(attempts - 1, 0), 30);
  const bounded = Math.min(doubled, durationMs(push.retryLongest));
  const spread = Math.round(bounded * (1 - SPREAD + 2 * SPREAD * random));
  return Math.max(spread, retryAfterMs ?? 0);
}
