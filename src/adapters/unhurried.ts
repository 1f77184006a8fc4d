import { setImmediate as breath } from 'node:timers/promises';

/** Other work of the process waits no longer than this for a page that is mapped. */
const TURN_MS = 10;

/** Each item's result in order, in turns between which the process does other things: a push does not wait for a page. */
export async function unhurried<T, R>(items: Iterable<T>, work: (item: T) => R): Promise<R[]> {
  const results: R[] = [];
  let until = performance.now() + TURN_MS;
  for (const item of items) {
    results.push(work(item));
    if (performance.now() < until) continue;
    await breath();
    until = performance.now() + TURN_MS;
  }
  return results;
}
