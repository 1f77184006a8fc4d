import type { Lifeline } from './lifeline.ts';

/** What is left of a host's share of requests at once after it complained: never less than this. */
const SHARE_LEAST = 1 / 16;
const AFTER_THROTTLED = 0.5;
const AFTER_SLOWDOWN = 0.75;
/** So much of the share comes back with each answer that shows no trouble. */
const REGAINED = 0.02;
/** One complaint counts once, however many requests were under way when it came. */
const COMPLAINT_MS = 1_000;
/** A host that takes so many times longer than it used to is labouring. */
const SLOWDOWN = 4;
/** Below this no delay is worth a thought. */
const SLOW_LEAST_MS = 500;
/** Weight of the newest answer in the running mean. */
const NEWEST = 0.1;
const MINUTE_MS = 60_000;
/** Hosts remembered; more than that is a crawl, not catalogues. */
const HOSTS_MAX = 1_000;

interface Pace {
  share: number;
  complainedAt: number;
  meanMs: number;
  /** The quickest that the mean has been: what this host can do. */
  bestMs: number;
  /** When the next request may start, where a rate was asked for. */
  nextAt: number;
}

/**
 * How hard each host may be pressed. A host that asks for patience, or answers ever more slowly, gets fewer requests at once;
 * with every good answer a little comes back. A rate, where an owner set one, spaces the requests out.
 */
export class HostPaces {
  readonly #paces = new Map<string, Pace>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Of the requests at once that were asked for, how many the host takes at the moment: at least one. */
  limit(host: string, asked: number): number {
    const share = this.#paces.get(host)?.share ?? 1;
    return Math.max(1, Math.floor(asked * share));
  }

  /** Waits for the next place in a rate of so many requests a minute. */
  async turn(host: string, perMinute: number, lifeline: Lifeline): Promise<void> {
    const pace = this.#of(host);
    const now = this.#now();
    const at = Math.max(now, pace.nextAt);
    pace.nextAt = at + MINUTE_MS / perMinute;
    if (at > now) await lifeline.pause(at - now);
  }

  /** Learns from an answer: whether it asked for patience, and how long it took. */
  saw(host: string, throttled: boolean, durationMs: number): void {
    const pace = this.#of(host);
    if (throttled) return this.#complain(pace, AFTER_THROTTLED);
    pace.meanMs = pace.meanMs === 0 ? durationMs : pace.meanMs * (1 - NEWEST) + durationMs * NEWEST;
    pace.bestMs = pace.bestMs === 0 ? pace.meanMs : Math.min(pace.bestMs, pace.meanMs);
    if (pace.meanMs > SLOW_LEAST_MS && pace.meanMs > pace.bestMs * SLOWDOWN)
      return this.#complain(pace, AFTER_SLOWDOWN);
    pace.share = Math.min(1, pace.share + REGAINED);
  }

  #complain(pace: Pace, factor: number): void {
    const now = this.#now();
    if (now - pace.complainedAt < COMPLAINT_MS) return;
    pace.complainedAt = now;
    pace.share = Math.max(SHARE_LEAST, pace.share * factor);
  }

  #of(host: string): Pace {
    const known = this.#paces.get(host);
    if (known !== undefined) return known;
    if (this.#paces.size >= HOSTS_MAX) this.#paces.clear();
    const fresh = { share: 1, complainedAt: -Infinity, meanMs: 0, bestMs: 0, nextAt: 0 };
    this.#paces.set(host, fresh);
    return fresh;
  }
}
