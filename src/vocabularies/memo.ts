/** Entries kept for one vocabulary: a portal's records share a few hundred distinct terms, a big one's a few thousand. */
const MEMO_ENTRIES_MAX = 5_000;

/** Longer keys are computed each time: they are free text that hardly comes back, and would fill the memory. */
export const MEMO_KEY_LENGTH_MAX = 500;

/**
 * Remembers results by text within a bound. Two halves: when the young one is full it becomes the old one, and what is
 * still asked for moves back up. So a flood of new texts costs constant time, and the terms in use stay. `rest` is for
 * what the key already tells.
 */
export function memoise<T, A extends unknown[] = []>(
  compute: (key: string, ...rest: A) => T,
  entriesMax = MEMO_ENTRIES_MAX,
): (key: string, ...rest: A) => T {
  const half = Math.ceil(entriesMax / 2);
  let young = new Map<string, T>();
  let old = new Map<string, T>();

  function keep(key: string, value: T): T {
    if (young.size >= half) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
    return value;
  }

  return (key, ...rest) => {
    const fresh = young.get(key);
    if (fresh !== undefined) return fresh;
    if (key.length > MEMO_KEY_LENGTH_MAX) return compute(key, ...rest);
    const aged = old.get(key);
    if (aged !== undefined) return keep(key, aged);
    const own = detach(key);
    return keep(own, compute(own, ...rest));
  };
}

/** A copy that shares no memory with the page it was cut from: a kept slice would keep the whole page alive. */
export function detach(text: string): string {
  return `${text} `.slice(0, -1);
}
