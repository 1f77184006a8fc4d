import { Graph } from '../rdf/graph.ts';
import { nameOf } from '../rdf/names.ts';
import { Node, fullName } from '../rdf/node.ts';
import { isLiteral } from '../rdf/terms.ts';
import type { Resource, Term } from '../rdf/terms.ts';
import { extraOf } from '../values/extra.ts';
import type { Told } from '../values/texts.ts';
import { within } from '../values/warn.ts';
import type { Warn } from '../values/warn.ts';
import { REMAINDER } from './remainder.ts';

/** What the mapping of one record, or of one of its distributions, works with. */
export interface Scope {
  graph: Graph;
  warn: Warn;
  /** Given to texts that say no language. */
  language: string;
  base: string | undefined;
  /** The whole document is Navette's own. */
  isOurs: boolean;
  /** Nodes that were read on behalf of the record, by id, with the predicate that first led there. */
  inner: Map<string, { node: Node; via: string }>;
  /** Ids of what is named here and told elsewhere. */
  elsewhere: Set<string>;
}

/** The scope of a part: what is read on its behalf is told with it. */
export function scopeWithin(around: Scope, part: string): Scope {
  return { ...around, warn: within(around.warn, part), inner: new Map(), elsewhere: new Set() };
}

/** Says nothing that is not said elsewhere. */
export const SILENT: ReadonlySet<string> = new Set([
  'rdf:type',
  'skos:inScheme',
  'skos:topConceptOf',
  'skos:broader',
  'skos:narrower',
  'skos:exactMatch',
  'skos:definition',
]);

/** Predicates that give a thing its name in words. */
const LABELS = [
  'skos:prefLabel',
  'rdfs:label',
  'dct:title',
  'foaf:name',
  'schema:name',
  'vcard:fn',
  'rdf:value',
  'dct:description',
  'schema:value',
] as const;

/** The node behind a term, remembered for what of it stays unread. */
export function nodeOf(term: Term, via: string, scope: Scope): Node | undefined {
  if (isLiteral(term)) return undefined;
  // What stands on its own in this document is told there.
  if (isElsewhere(term, via, scope.graph)) {
    scope.elsewhere.add(term.id);
    return new Node(NOTHING, term.id);
  }
  const known = scope.inner.get(term.id);
  if (known !== undefined) return known.node;
  const node = new Node(scope.graph, term.id);
  scope.inner.set(term.id, { node, via });
  return node;
}

const NOTHING = new Graph();
const RECORD = /^dcat:(?:Dataset|DatasetSeries|DataService)$/;

/** A record with an address; a service that is told with its distribution is none, unless it was written as one. */
function isElsewhere(term: Resource, via: string, graph: Graph): boolean {
  if (term.kind !== 'iri') return false;
  const isRecord = graph
    .objects(term.id, 'rdf:type')
    .some((type) => !isLiteral(type) && RECORD.test(nameOf(type.id)));
  return isRecord && (via !== 'dcat:accessService' || graph.objects(term.id, REMAINDER).length > 0);
}

/** Texts as told: a literal says itself, a node its label. */
export function textsOf(terms: readonly Term[], via: string, scope: Scope): Told[] {
  return terms.flatMap((term) => {
    if (isLiteral(term)) return [toldOf(term)];
    const labels =
      nodeOf(term, via, scope)
        ?.first(...LABELS)
        .filter(isLiteral) ?? [];
    return labels.map(toldOf);
  });
}

/** Each of several texts by itself; a node without a label is its address. */
export function wordsOf(terms: readonly Term[], via: string, scope: Scope): string[] {
  return terms.flatMap((term) => {
    if (isLiteral(term)) return term.value.trim() === '' ? [] : [term.value.trim()];
    if (term.kind === 'iri') return [term.id];
    return textsOf([term], via, scope)
      .slice(0, 1)
      .map(({ value }) => value);
  });
}

/** The address that a term is, or holds as text. */
export function addressOf(term: Term): string | undefined {
  if (isLiteral(term))
    return /^[a-z][a-z0-9+.-]*:\S+$/i.test(term.value.trim()) ? term.value.trim() : undefined;
  return term.kind === 'iri' && term.id !== '' ? term.id : undefined;
}

/** What the record's nodes say beyond what was read, under the predicate that led to each. */
export function extraIn(
  node: Node,
  scope: Scope,
  ignored: ReadonlySet<string>,
): Record<string, unknown> | undefined {
  const own = node.tell(node.unread(ignored));
  const byWay = new Map<string, unknown[]>();
  for (const { node: inner, via } of scope.inner.values()) {
    if (scope.elsewhere.has(inner.id) || isForeignConcept(inner)) continue;
    const names = inner.unread(SILENT);
    if (names.length === 0) continue;
    const { iri } = inner;
    const told = { ...(iri === undefined ? {} : { '@id': iri }), ...Object.fromEntries(inner.tell(names)) };
    const name = fullName(via);
    byWay.set(name, [...(byWay.get(name) ?? []), told]);
  }
  const inners = [...byWay].map(([name, told]): [string, unknown] => [
    name,
    told.length === 1 ? told[0] : told,
  ]);
  const ownNames = new Set(own.map(([name]) => name));
  return extraOf([
    ...own,
    ...inners.map(([name, told]): [string, unknown] =>
      ownNames.has(name) ? [`${name}#`, told] : [name, told],
    ),
  ]);
}

/** A term of a public list: what it means is said there. */
function isForeignConcept(node: Node): boolean {
  return node.iri !== undefined && node.types.some((type) => type.endsWith('skos/core#Concept'));
}

function toldOf(term: Extract<Term, { kind: 'literal' }>): Told {
  return { value: term.value, language: term.language };
}
