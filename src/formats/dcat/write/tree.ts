import { iriOf } from '../../rdf/names.ts';
import { literal } from '../../rdf/terms.ts';
import type { Literal, Resource } from '../../rdf/terms.ts';

/** A thing and what is said of it, predicates by name (`dct:title`). Without an address it is a blank node, written where it stands. */
export interface Thing {
  readonly kind: 'thing';
  readonly iri?: string;
  /** Described earlier in the document: to be written as its address alone. */
  readonly isTold?: boolean;
  readonly types: readonly string[];
  readonly said: ReadonlyMap<string, readonly Value[]>;
}

export type Value = Literal | Resource | Thing;

/** Predicate and values; what is undefined is not said. */
export type Said = readonly [predicate: string, ...values: (Value | undefined)[]];

export function thing(iri: string | undefined, types: readonly string[], ...said: Said[]): Thing {
  const kept = new Map<string, Value[]>();
  for (const [predicate, ...values] of said) {
    const there = values.filter((value) => value !== undefined);
    if (there.length > 0) kept.set(predicate, [...(kept.get(predicate) ?? []), ...there]);
  }
  return { kind: 'thing', ...(iri === undefined ? {} : { iri }), types, said: kept };
}

/** A thing of which nothing would be said is not written at all. */
export function unlessEmpty(made: Thing): Thing | undefined {
  return made.iri === undefined && made.said.size === 0 ? undefined : made;
}

export function ref(iri: string): Resource {
  return { kind: 'iri', id: iri };
}

export function typed(value: string, datatype: string): Literal {
  return literal(value, undefined, iriOf(datatype));
}

export function plain(value: string): Literal | undefined {
  const text = writable(value);
  return text === '' ? undefined : literal(text);
}

/** What XML cannot carry even when it is escaped, and what is no Unicode. */
// oxlint-disable-next-line no-control-regex
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** The text as all three syntaxes can carry it. */
export function writable(text: string): string {
  return text.toWellFormed().replace(UNWRITABLE, '');
}

/** In the order in which they are written: by name. */
export function statementsOf(made: Thing): [predicate: string, values: readonly Value[]][] {
  return [...made.said].sort(([a], [b]) => (a < b ? -1 : 1));
}
