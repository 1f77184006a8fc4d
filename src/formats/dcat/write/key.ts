import { digest } from '../../values/digest.ts';
import type { Thing, Value } from './tree.ts';
import { statementsOf } from './tree.ts';

/** Short for what is said of a thing: two with one key say the same. */
export function createKey(made: Thing): string {
  if (made.said.size === 0) return '';
  return digest(textOf(made));
}

function textOf(value: Value): string {
  if (value.kind !== 'thing') return JSON.stringify(value);
  const said = statementsOf(value).map(([predicate, values]) => [predicate, values.map(textOf)]);
  return JSON.stringify([value.iri, value.types, said]);
}
