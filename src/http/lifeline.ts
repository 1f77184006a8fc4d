/**
 * What a call hangs on: it ends with the session's abort or the deadline, whichever comes first, and stops whatever is
 * under way. An AbortController would do, but with its listeners it stands out in profiles of small answers.
 */
export class Lifeline {
  #ended = false;
  #reason: unknown;
  readonly #listeners = new Set<() => void>();

  get ended(): boolean {
    return this.#ended;
  }

  get reason(): unknown {
    return this.#reason;
  }

  end(reason: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#reason = reason;
    for (const listener of this.#listeners) listener();
  }

  listen(listener: () => void): void {
    this.#listeners.add(listener);
  }

  forget(listener: () => void): void {
    this.#listeners.delete(listener);
  }

  throwIfEnded(): void {
    if (this.#ended) throw this.#reason;
  }

  /** Resolves after a while; rejects with the reason when the call ends before. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        reject(this.#reason);
      };
      const timer = setTimeout(() => {
        this.forget(stop);
        resolve();
      }, ms);
      this.listen(stop);
    });
  }
}

/** The lifelines of a session's calls. One listener on its signal for all of them, and none between them: Node warns from the eleventh on. */
export class Lifelines {
  readonly #signal: AbortSignal;
  readonly #open = new Set<Lifeline>();
  readonly #abort = (): void => {
    for (const lifeline of this.#open) lifeline.end(this.#signal.reason);
  };

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  open(): Lifeline {
    const lifeline = new Lifeline();
    if (this.#open.size === 0) this.#signal.addEventListener('abort', this.#abort);
    this.#open.add(lifeline);
    return lifeline;
  }

  close(lifeline: Lifeline): void {
    this.#open.delete(lifeline);
    if (this.#open.size === 0) this.#signal.removeEventListener('abort', this.#abort);
  }
}
