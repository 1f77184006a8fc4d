import type { Format, Read, ReadOptions } from '../format.ts';
import { readGraph } from '../rdf/read.ts';
import type { GraphRead } from '../rdf/read.ts';
import { Duplicates } from '../values/duplicates.ts';
import { asideOf } from '../values/record.ts';
import { attempt } from './attempt.ts';
import { survey } from './survey.ts';

export const dcat: Format = {
  kind: 'dcat',
  title: 'DCAT in any syntax of RDF',
  read: readRecords,
};

/** Every dataset, series and service of a graph. */
export async function* readRecords(
  input: AsyncIterable<Uint8Array>,
  options: ReadOptions,
): AsyncGenerator<Read> {
  yield* readGraphRecords(await readGraph(input, options.base), options);
}

/** The records of a graph that has been read. */
export function* readGraphRecords(
  { graph, notes }: Pick<GraphRead, 'graph' | 'notes'>,
  options: ReadOptions,
): Generator<Read> {
  for (const aside of notes.take()) yield { aside };
  const found = survey(graph);
  const duplicates = new Duplicates();
  for (const { id, kind } of found.records) {
    const read = duplicates.check(attempt({ id, kind }, graph, found, options));
    if (read !== undefined) yield read;
  }
  for (const id of found.bare)
    yield { aside: asideOf('map', 'nothing is said of it but its type', { remoteId: id }) };
}
