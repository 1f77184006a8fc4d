import { Cron } from 'croner';
import { DAYS, type BlackoutWindow, type Day } from './schedule.ts';

const MINUTES_A_DAY = 1_440;
/** Windows that follow each other are gone through; a chain longer than this is no chain but a mistake. */
const CHAIN_MAX = 200;
const STEP_MS = 900_000;
const WEEK_MS = 604_800_000;

/** When a harvest that is wanted at `at` may start: then, or at the end of the windows that it falls in. */
export function startAfter(windows: readonly BlackoutWindow[], at: Date): Date {
  let start = at;
  for (let count = 0; count < CHAIN_MAX; count += 1) {
    const window = windows.find((one) => holds(one, start));
    if (window === undefined) return start;
    start = endOf(window, start);
  }
  return start;
}

/** Whether a week holds no quarter of an hour outside all windows. */
export function neverFree(
  windows: readonly BlackoutWindow[],
  from = new Date(Date.UTC(2026, 0, 5)),
): boolean {
  for (let at = from.getTime(); at < from.getTime() + WEEK_MS; at += STEP_MS) {
    if (!windows.some((window) => holds(window, new Date(at)))) return false;
  }
  return true;
}

function holds({ days: named, from, to, timezone = 'UTC' }: BlackoutWindow, at: Date): boolean {
  const days: readonly Day[] = named ?? DAYS;
  const { day, minute } = clockIn(timezone, at);
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  if (begin < end) return days.includes(day) && minute >= begin && minute < end;
  const before = DAYS[(DAYS.indexOf(day) + 6) % 7] ?? day;
  return (days.includes(day) && minute >= begin) || (days.includes(before) && minute < end);
}

/** The next time that the clock there shows the end; croner knows the hours that a zone skips or has twice. */
function endOf({ to, timezone = 'UTC' }: BlackoutWindow, at: Date): Date {
  const end = minuteOf(to) % MINUTES_A_DAY;
  const next = new Cron(`0 ${end % 60} ${Math.floor(end / 60)} * * *`, { timezone, paused: true }).nextRun(
    at,
  );
  if (next === null) throw new RangeError(`no ${to} after ${at.toISOString()}`);
  return next;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockIn(timeZone: string, at: Date): { day: Day; minute: number } {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'long',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    clocks.set(timeZone, clock);
  }
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  const name = parts.get('weekday')?.toLowerCase();
  const day = DAYS.find((one) => one === name);
  if (day === undefined) throw new RangeError(`no weekday in ${timeZone}`);
  return { day, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}

function minuteOf(time: string): number {
  const [hour, minute] = time.split(':').map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}
