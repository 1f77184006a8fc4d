import { z } from 'zod';

/** `30s`, `15m`, `6h`, `1d`, `2w`. */
export const Duration = z
  .string()
  .regex(/^\d{1,6}(s|m|h|d|w)$/, 'a number and one of s, m, h, d, w: 30s, 15m, 6h, 1d, 2w');

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A `Duration` in milliseconds. */
export function durationMs(duration: string): number {
  const unit = duration.at(-1);
  if (unit === 's' || unit === 'm' || unit === 'h' || unit === 'd' || unit === 'w') {
    return Number(duration.slice(0, -1)) * UNIT_MS[unit];
  }
  throw new RangeError(`not a duration: ${duration}`);
}
