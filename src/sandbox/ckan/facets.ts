import type { JsonObject } from '../json.ts';
import { fieldsOf } from './fields.ts';
import type { Package, State } from './state.ts';

const LIMIT = 50;

export interface Facets {
  facets: Record<string, Record<string, number>>;
  searchFacets: Record<
    string,
    { title: string; items: { name: string; display_name: string; count: number }[] }
  >;
}

export function facetsOf(state: State, found: readonly Package[], body: JsonObject): Facets {
  const limit = Number(body['facet.limit'] ?? LIMIT);
  const facets: Facets['facets'] = {};
  const searchFacets: Facets['searchFacets'] = {};
  for (const field of namesOf(body['facet.field'])) {
    const counts = new Map<string, number>();
    for (const one of found) {
      for (const value of fieldsOf(state, one).exact(field) ?? [])
        counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, limit < 0 ? counts.size : limit);
    facets[field] = Object.fromEntries(top);
    searchFacets[field] = {
      title: field,
      items: top.map(([name, count]) => ({ name, display_name: titleOf(state, field, name), count })),
    };
  }
  return { facets, searchFacets };
}

function titleOf(state: State, field: string, name: string): string {
  if (field !== 'organization') return name;
  return [...state.organizations.values()].find((one) => one.name === name)?.title ?? name;
}

/** A list, or the JSON text of one, as GET has it. */
function namesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== 'string') return [];
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed.map(String) : [];
  } catch {
    return [];
  }
}
