import type { State } from './state.ts';
import { work } from './states.ts';

/** Takes the steps of datasets when they are due, also while nobody asks. */
export class Worker {
  readonly #state: State;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(state: State) {
    this.#state = state;
  }

  /** Something changed: looks again at what is next. */
  wake(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    const due = work(this.#state, -Infinity);
    if (due === undefined) return;
    this.#timer = setTimeout(
      () => {
        work(this.#state, Date.now());
        this.wake();
      },
      Math.max(0, due - Date.now()),
    );
    this.#timer.unref();
  }

  finish(): void {
    work(this.#state, Infinity);
    this.wake();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }
}
