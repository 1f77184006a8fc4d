import type { HttpLimits } from './http.ts';

/** `sendMs`: the remote takes the next piece of what we send; as long as a silence in an answer. */
export type Phase = 'connectMs' | 'headersMs' | 'sendMs' | 'stallMs';
/** Later than any timer of a process that works is. */
const LATE_MS = 20;

/**
 * How long to wait for the next sign of life. One timer per exchange, moved only when it fires: it looks at least once
 * in the shortest limit, so that it is never late, and each chunk costs no more than a look at the clock. Undici's own
 * timers are up to a second late.
 */
export class Patience {
  readonly #limits: HttpLimits;
  readonly #lookMs: number;
  readonly #onEnd: (phase: Phase) => void;
  #phase: Phase = 'connectMs';
  #dueMs: number;
  #timer: NodeJS.Timeout | undefined;
  #lookAtMs = 0;

  constructor(limits: HttpLimits, onEnd: (phase: Phase) => void) {
    this.#limits = limits;
    this.#lookMs = Math.min(limits.connectMs, limits.headersMs, limits.stallMs);
    this.#onEnd = onEnd;
    this.#dueMs = performance.now() + limits.connectMs;
    this.#lookIn(this.#lookMs);
  }

  /** Something came, and the wait begins anew: now for what this phase waits for. */
  restart(phase: Phase): void {
    this.#phase = phase;
    this.#dueMs = performance.now() + this.#limits[phase === 'sendMs' ? 'stallMs' : phase];
  }

  /** Nothing is waited for: whoever reads takes a break. */
  rest(): void {
    this.#dueMs = Infinity;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  readonly #look = (): void => {
    const nowMs = performance.now();
    const lateMs = nowMs - this.#lookAtMs;
    // It was this process that slept: what came meanwhile is there and was not read yet.
    if (lateMs > LATE_MS) this.#dueMs += lateMs;
    const leftMs = this.#dueMs - nowMs;
    // Timers count whole milliseconds and may fire a fraction early.
    if (leftMs < 1) this.#onEnd(this.#phase);
    else this.#lookIn(Math.min(leftMs, this.#lookMs));
  };

  #lookIn(ms: number): void {
    this.#lookAtMs = performance.now() + ms;
    this.#timer = setTimeout(this.#look, ms);
  }
}
