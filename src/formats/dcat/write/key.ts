import type { Thing, Value } from './tree.ts';
import { statementsOf } from './tree.ts';

/** Short for what is said of a thing: two with one key say the same. */
export function createKey(made: Thing): string {
  if (made.said.size === 0) return '';
  const text = textOf(made);
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
  }
  return `${text.length} ${a >>> 0} ${b >>> 0}`;
}

function textOf(value: Value): string {
  if (value.kind !== 'thing') return JSON.stringify(value);
  const said = statementsOf(value).map(([predicate, values]) => [predicate, values.map(textOf)]);
  return JSON.stringify([value.iri, value.types, said]);
}
