import type { Format, Read, ReadOptions } from '../format.ts';
import { readGraph } from '../rdf/read.ts';
import type { GraphRead } from '../rdf/read.ts';
import { Duplicates } from '../values/duplicates.ts';
import { asideOf } from '../values/record.ts';
import { rawOf, readNode } from './dataset.ts';
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
export function* readGraphRecords({ graph, notes }: GraphRead, options: ReadOptions): Generator<Read> {
  for (const aside of notes.take()) yield { aside };
  const found = survey(graph);
  const duplicates = new Duplicates();
  for (const { id, kind } of found.records) {
    const read = duplicates.check(
      attempt(
        () => readNode(id, kind, graph, found, options),
        id,
        () => rawOf(id, graph),
      ),
    );
    if (read !== undefined) yield read;
  }
  for (const id of found.bare)
    yield { aside: asideOf('map', 'nothing is said of it but its type', { remoteId: id }) };
}

/** One odd record must not cost the others, and its text is kept to mend the mapping by. */
function attempt(work: () => Read, id: string, raw: () => unknown): Read {
  try {
    return work();
  } catch (error) {
    const reason = `the mapping failed: ${error instanceof Error ? error.message : String(error)}`;
    return { aside: asideOf('map', reason, { remoteId: id, raw: raw() }) };
  }
}
