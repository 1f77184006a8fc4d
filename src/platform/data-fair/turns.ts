/** One after the other for each name: who reads before writing must not be overtaken between the two. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(name, mine);
    const forget = (): void => {
      if (this.#last.get(name) === mine) this.#last.delete(name);
    };
    mine.then(forget, forget);
    return mine;
  }
}

/** Works through all of them, some at once; after the first failure no more are begun. */
export async function someAtOnce<T, R>(
  members: readonly T[],
  atOnce: number,
  work: (member: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = Array.from({ length: members.length });
  const waiting = [...members.entries()].toReversed();
  let failed = false;
  await Promise.all(
    Array.from({ length: Math.min(atOnce, members.length) }, async () => {
      for (let next = waiting.pop(); next !== undefined && !failed; next = waiting.pop()) {
        const [index, member] = next;
        try {
          results[index] = await work(member);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    }),
  );
  return results;
}
