import { Cron } from 'croner';
import type { HarvestConfig } from './connector.ts';
import { durationMs } from './duration.ts';

/** When a harvest falls due after a moment, jitter aside. Of a calendar nothing is reckoned: its times are few, and Temporal tells them. */
export function dueAfter(
  { every, cron, timezone = 'UTC' }: Pick<HarvestConfig, 'every' | 'cron' | 'timezone'>,
  from: Date,
  count: number,
): number[] {
  if (every !== undefined) {
    const step = durationMs(every);
    const first = Math.floor(from.getTime() / step + 1) * step;
    return Array.from({ length: count }, (_, index) => first + index * step);
  }
  if (cron === undefined) return [];
  return new Cron(cron, { timezone, paused: true }).nextRuns(count, from).map((time) => time.getTime());
}
