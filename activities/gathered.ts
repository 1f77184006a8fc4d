import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does things of many callers in few goes: while one go is under way, what comes in gathers for the next. `restMs` is how long
 * a go waits for company before it begins: nothing where nobody else is about, so that one alone is never delayed.
 */
export class Gathered<T, R> {
  readonly #go: (items: readonly T[]) => Promise<R>;
  readonly #restMs: () => number;
  #gathering: { items: T[]; done: Promise<R> } | undefined;
  #under: Promise<unknown> = Promise.resolve();
  #rest = new AbortController();

  constructor(go: (items: readonly T[]) => Promise<R>, restMs: () => number = () => 0) {
    this.#go = go;
    this.#restMs = restMs;
  }

  /** Resolves with the result of the go that held the item; rejects when that go failed. */
  add(item: T): Promise<R> {
    this.#gathering ??= this.#next();
    this.#gathering.items.push(item);
    return this.#gathering.done;
  }

  /** No company is to be expected any more: what has gathered goes at once. */
  hurry(): void {
    this.#rest.abort();
  }

  async #wait(ms: number): Promise<void> {
    this.#rest = new AbortController();
    await sleep(ms, undefined, { signal: this.#rest.signal }).catch(() => undefined);
  }

  #next(): { items: T[]; done: Promise<R> } {
    const items: T[] = [];
    const before = this.#under;
    const done = (async () => {
      await before.catch(() => undefined);
      const restMs = this.#restMs();
      if (restMs > 0) await this.#wait(restMs);
      this.#gathering = undefined;
      return this.#go(items);
    })();
    this.#under = done;
    return { items, done };
  }
}
