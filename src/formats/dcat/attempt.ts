import type { Read, ReadOptions } from '../format.ts';
import type { Graph } from '../rdf/graph.ts';
import { asideOf } from '../values/record.ts';
import { rawOf, readNode } from './dataset.ts';
import type { Survey } from './survey.ts';

/** One odd record must not cost the others, and its text is kept to mend the mapping by. */
export function attempt(
  { id, kind }: Survey['records'][number],
  graph: Graph,
  found: Survey,
  options: ReadOptions,
): Read {
  try {
    return readNode(id, kind, graph, found, options);
  } catch (error) {
    const reason = `the mapping failed: ${error instanceof Error ? error.message : String(error)}`;
    return { aside: asideOf('map', reason, { remoteId: id, raw: rawOf(id, graph) }) };
  }
}
