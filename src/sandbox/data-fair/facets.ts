import { facetValues, isFacet } from './filters.ts';
import type { Dataset } from './state.ts';

interface Facet {
  value: unknown;
  count: number;
}

/** How many of these datasets have each value, most frequent first; names that are no facets are passed over. */
export function facetsOf(datasets: readonly Dataset[], names: string): Record<string, Facet[]> {
  const found: Record<string, Facet[]> = {};
  for (const name of names.split(',').filter(isFacet)) {
    const counts = new Map<string, Facet>();
    for (const dataset of datasets) {
      for (const value of new Set(facetValues(dataset, name))) {
        const key = JSON.stringify(value);
        const facet = counts.get(key) ?? { value, count: 0 };
        counts.set(key, { value, count: facet.count + 1 });
      }
    }
    found[name] = [...counts.values()].toSorted((a, b) => b.count - a.count);
  }
  return found;
}
