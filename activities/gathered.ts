/**
 * Does things of many callers in few goes: while one go is under way, what comes in gathers for the next. Nothing is
 * delayed when nobody else asks, and under load the goes grow instead of queueing up.
 */
export class Gathered<T, R> {
  readonly #go: (items: readonly T[]) => Promise<R>;
  #gathering: { items: T[]; done: Promise<R> } | undefined;
  #under: Promise<unknown> = Promise.resolve();

  constructor(go: (items: readonly T[]) => Promise<R>) {
    this.#go = go;
  }

  /** Resolves with the result of the go that held the item; rejects when that go failed. */
  add(item: T): Promise<R> {
    this.#gathering ??= this.#next();
    this.#gathering.items.push(item);
    return this.#gathering.done;
  }

  #next(): { items: T[]; done: Promise<R> } {
    const items: T[] = [];
    const before = this.#under;
    const done = (async () => {
      await before.catch(() => undefined);
      this.#gathering = undefined;
      return this.#go(items);
    })();
    this.#under = done;
    return { items, done };
  }
}
