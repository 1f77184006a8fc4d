/** Below this a reset number counts seconds from now, above it is a Unix time in seconds (2001 and later). */
const UNIX_SECONDS_MIN = 1e9;
/** Above this it is a Unix time in milliseconds. */
const UNIX_MS_MIN = 1e12;

/** The three forms of RFC 9110's HTTP-date begin with a day's name; some remotes send ISO 8601. `Date.parse` alone takes nearly anything. */
const DATE_FORM = /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? |\d{4}-\d\d-\d\dT)/;

export interface RetryAfterContext {
  /** Our clock, for remotes that send no Date. */
  nowMs: number;
  /** More than this is cut down to it. */
  capMs: number;
}

/**
 * How long the remote asks us to wait: from Retry-After, or else from a rate limit's reset. Undefined when it asks for
 * nothing that can be used: nothing sent, zero, the past, or no number and no date.
 */
export function retryAfterMs(
  headers: Record<string, string>,
  context: RetryAfterContext,
): number | undefined {
  const now = dateMs(headers['date']) ?? context.nowMs;
  const wait =
    asked(headers['retry-after'], now) ??
    reset(headers['ratelimit-reset'], now) ??
    reset(headers['x-ratelimit-reset'], now) ??
    reset(headers['x-rate-limit-reset'], now);
  return wait === undefined ? undefined : Math.min(wait, context.capMs);
}

function asked(value: string | undefined, now: number): number | undefined {
  const delta = secondsOf(value);
  return delta === undefined ? until(dateMs(value), now) : positive(delta * 1000);
}

function reset(value: string | undefined, now: number): number | undefined {
  const number = secondsOf(value);
  if (number === undefined) return until(dateMs(value), now);
  if (number >= UNIX_MS_MIN) return until(number, now);
  return number >= UNIX_SECONDS_MIN ? until(number * 1000, now) : positive(number * 1000);
}

/** A header sent twice arrives as `30, 60`: the longer wait is the safe one. */
function secondsOf(value: string | undefined): number | undefined {
  if (value === undefined || !/^\s*\d+(?:\.\d+)?(?:\s*,\s*\d+(?:\.\d+)?)*\s*$/.test(value)) return undefined;
  return Math.max(...value.split(',').map(Number));
}

function dateMs(value: string | undefined): number | undefined {
  const ms = value === undefined || !DATE_FORM.test(value) ? Number.NaN : Date.parse(value);
  return Number.isNaN(ms) ? undefined : ms;
}

function until(moment: number | undefined, now: number): number | undefined {
  return moment === undefined ? undefined : positive(moment - now);
}

function positive(ms: number): number | undefined {
  return ms > 0 ? Math.ceil(ms) : undefined;
}
