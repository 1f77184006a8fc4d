import type { Graph } from '../rdf/graph.ts';
import { isLiteral } from '../rdf/terms.ts';

/** What a page of a catalogue says of the pages around it, each as written and once. */
export interface Paging {
  next: string[];
  totals: string[];
}

/** As Hydra has it now, and as it had it before: on the collection itself. */
const NEXT: ReadonlySet<string> = new Set(['hydra:next', 'hydra:nextPage']);

/** In either spelling, on nodes with an address or without one, as addresses or as text. */
export function pagingOf(graph: Graph): Paging {
  const next = new Set<string>();
  const totals = new Set<string>();
  for (const id of graph.subjects()) {
    for (const [predicate, object] of graph.statements(id)) {
      const text = isLiteral(object) ? object.value.trim() : object.id;
      if (NEXT.has(predicate)) next.add(text);
      else if (predicate === 'hydra:totalItems') totals.add(text);
    }
  }
  return { next: [...next].filter((text) => text !== '' && !text.startsWith('_:')), totals: [...totals] };
}
