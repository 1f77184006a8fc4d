import { durationMs } from '../config/duration.ts';

/** The moment that `2026-01-31` or `90d` (ago) names. */
export function sinceMs(text: string, now: Date): number {
  return /^\d+[dw]$/.test(text) ? now.getTime() - durationMs(text) : Date.parse(text);
}

/** The last moment that a date of some precision may mean: of `2024` its last. Undefined for what no clock knows. */
export function latestMs(text: string): number | undefined {
  const day = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (day === null) {
    const moment = Date.parse(text);
    return Number.isNaN(moment) ? undefined : moment;
  }
  const [, year, month, date] = day;
  const next =
    date !== undefined
      ? Date.UTC(Number(year), Number(month) - 1, Number(date) + 1)
      : month !== undefined
        ? Date.UTC(Number(year), Number(month), 1)
        : Date.UTC(Number(year) + 1, 0, 1);
  return next - 1;
}
