const WINDOW_MS = 60_000;

/** Requests of the last minute by caller, in memory as on a real installation: another process knows nothing of it. */
export class RateLimits {
  readonly #seen = new Map<string, { from: number; count: number }>();

  /** False: one too many. */
  take(caller: string, perMinute: number, now: number): boolean {
    const window = this.#seen.get(caller);
    if (window === undefined || now - window.from >= WINDOW_MS) {
      this.#seen.set(caller, { from: now, count: 1 });
      return perMinute > 0;
    }
    window.count += 1;
    return window.count <= perMinute;
  }

  clear(): void {
    this.#seen.clear();
  }
}
