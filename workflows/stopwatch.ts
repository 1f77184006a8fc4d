/** How fast a run works: the time in which it was held still does not count. Milliseconds of the workflow's clock. */
export class Stopwatch {
  readonly #startedAt: number;
  #stoodMs = 0;
  #standingSince: number | undefined;
  #seen = 0;
  #seenAt: number;

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
    this.#seenAt = startedAt;
  }

  stand(still: boolean, now: number): void {
    if (still) this.#standingSince ??= now;
    else if (this.#standingSince !== undefined) {
      this.#stoodMs += now - this.#standingSince;
      this.#standingSince = undefined;
    }
  }

  saw(records: number, now: number): void {
    this.#seen = records;
    this.#seenAt = now;
  }

  pace(total: number | undefined): { perSecond?: number; msLeft?: number } {
    const workedMs = this.#seenAt - this.#startedAt - this.#stoodMs;
    if (this.#seen === 0 || workedMs <= 0) return {};
    const perMs = this.#seen / workedMs;
    return {
      perSecond: perMs * 1_000,
      ...(total === undefined ? {} : { msLeft: Math.max(0, Math.round((total - this.#seen) / perMs)) }),
    };
  }
}
