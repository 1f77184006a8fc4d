/** Something with an address, or a node that only this document knows. `id` is the address, or `_:` and a label. */
export interface Resource {
  readonly kind: 'iri' | 'blank';
  readonly id: string;
}

export interface Literal {
  readonly kind: 'literal';
  readonly value: string;
  readonly language?: string;
  /** The datatype's address; absent for plain and for tagged text. */
  readonly datatype?: string;
}

export type Term = Resource | Literal;

export function isLiteral(term: Term): term is Literal {
  return term.kind === 'literal';
}

export function isResource(term: Term): term is Resource {
  return term.kind !== 'literal';
}

/** A blank node when it begins with `_:`. */
export function resource(id: string): Resource {
  return { kind: id.startsWith('_:') ? 'blank' : 'iri', id };
}

export function literal(value: string, language?: string, datatype?: string): Literal {
  if (language !== undefined && language !== '') return { kind: 'literal', value, language };
  if (datatype !== undefined && !PLAIN.has(datatype)) return { kind: 'literal', value, datatype };
  return { kind: 'literal', value };
}

const PLAIN = new Set([
  'http://www.w3.org/2001/XMLSchema#string',
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#langString',
]);
