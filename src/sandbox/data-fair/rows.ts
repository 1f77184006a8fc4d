import type { Dataset, Line, State } from './state.ts';

/** Lines of a REST dataset, in the order they came in. */
export function linesOf(state: State, id: string): Map<string, Line> {
  const known = state.linesOf.get(id);
  if (known !== undefined) return known;
  const fresh = new Map<string, Line>();
  state.linesOf.set(id, fresh);
  return fresh;
}

/** The index goes on to show the lines that there are now, until the worker has looked at those to come. */
export function keepIndexed(state: State, id: string): void {
  if (!state.indexed.has(id)) state.indexed.set(id, [...linesOf(state, id).values()]);
}

export function countLines(state: State, { id }: Dataset): number {
  return linesOf(state, id).size;
}

export function putLine(state: State, id: string, line: Line): void {
  state.lines.set(`${id}\n${line._id}`, line);
  linesOf(state, id).set(line._id, line);
}

export function deleteLine(state: State, id: string, lineId: string): void {
  state.lines.delete(`${id}\n${lineId}`);
  linesOf(state, id).delete(lineId);
}

export function dropLines(state: State, id: string): void {
  for (const lineId of linesOf(state, id).keys()) deleteLine(state, id, lineId);
}

/** After a start, from what was stored. */
export function indexLines(state: State): void {
  for (const [key, line] of state.lines.entries())
    linesOf(state, key.split('\n')[0] ?? '').set(line._id, line);
}
