import { setImmediate as breath } from 'node:timers/promises';

/** Other work of the process waits no longer than this for a page that is mapped. */
const TURN_MS = 3;

/** Those at work, the first of them alone: of two pages half mapped none can be stored. What `first` put ahead is in a line of its own. */
const lines: { ahead: object[]; others: object[] } = { ahead: [], others: [] };

/**
 * Each item's result in order, in turns between which the process does other things: a push does not wait for a page. Who
 * comes later waits until this is done; `first`: it goes before all that is not.
 */
export async function unhurried<T, R>(
  items: Iterable<T>,
  work: (item: T) => R,
  { first = false }: { first?: boolean } = {},
): Promise<R[]> {
  const place = {};
  const line = first ? lines.ahead : lines.others;
  line.push(place);
  try {
    const results: R[] = [];
    let until = await turnOf(place);
    for (const item of items) {
      results.push(work(item));
      if (performance.now() < until) continue;
      await breath();
      until = await turnOf(place);
    }
    return results;
  } finally {
    line.splice(line.indexOf(place), 1);
  }
}

/** When the turn ends that has begun. Whoever is first uses the processor all the time, so that looking again costs nothing. */
async function turnOf(place: object): Promise<number> {
  while ((lines.ahead[0] ?? lines.others[0]) !== place) await breath();
  return performance.now() + TURN_MS;
}
