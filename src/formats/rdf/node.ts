import type { Graph } from './graph.ts';
import { iriOf } from './names.ts';
import { isLiteral, isResource } from './terms.ts';
import type { Resource, Term } from './terms.ts';
import { UNMAPPED } from './vocabulary.ts';

const DEPTH_MAX = 5;
const NODES_MAX = 300;
/** Beyond as many, being told twice is no longer looked for. */
const COMPARED_MAX = 500;

/** What a graph says of one thing; it notes what was asked for, so that the rest can be told. */
export class Node {
  readonly #graph: Graph;
  readonly #said = new Map<string, Term[]>();
  readonly #read = new Set<string>();
  readonly id: string;

  constructor(graph: Graph, id: string) {
    this.#graph = graph;
    this.id = id;
    for (const [predicate, object] of graph.statements(id)) {
      const objects = this.#said.get(predicate);
      if (objects === undefined) this.#said.set(predicate, [object]);
      else if (objects.length >= COMPARED_MAX || !objects.some((other) => same(other, object)))
        objects.push(object);
    }
  }

  get graph(): Graph {
    return this.#graph;
  }

  /** Its address; undefined for a blank node. */
  get iri(): string | undefined {
    return this.id.startsWith('_:') || this.id === '' || this.id.includes('/.well-known/genid/')
      ? undefined
      : this.id;
  }

  get isDescribed(): boolean {
    return this.#said.size > 0;
  }

  get types(): string[] {
    return this.#graph.objects(this.id, 'rdf:type').flatMap((type) => (isResource(type) ? [type.id] : []));
  }

  /** The objects of all these predicates; an RDF list stands for its members. */
  all(...predicates: string[]): Term[] {
    const found: Term[] = [];
    for (const predicate of predicates) {
      const said = this.#said.get(predicate);
      if (said === undefined) continue;
      this.#read.add(predicate);
      for (const term of said) {
        if (isLiteral(term) || isPlain(term)) found.push(term);
        else found.push(...this.#members(term));
      }
    }
    return found;
  }

  /** The objects of the first of these predicates that is there. */
  first(...predicates: string[]): Term[] {
    for (const predicate of predicates) {
      const terms = this.all(predicate);
      if (terms.length > 0) return terms;
    }
    return [];
  }

  /** Whether it is said, without reading it. */
  says(...predicates: string[]): boolean {
    return predicates.some((predicate) => this.#said.has(predicate));
  }

  predicates(): string[] {
    return [...this.#said.keys()];
  }

  /** The predicates that nobody asked for. */
  unread(ignored: ReadonlySet<string>): string[] {
    return this.predicates().filter((predicate) => !this.#read.has(predicate) && !ignored.has(predicate));
  }

  /** What these predicates say, by the source's own names. */
  tell(predicates: Iterable<string>): [string, unknown][] {
    return [...predicates].map((predicate): [string, unknown] => {
      const budget = { nodes: NODES_MAX };
      const values = (this.#said.get(predicate) ?? []).map((term) =>
        jsonOf(term, this.#graph, [this.id], budget),
      );
      return [fullName(predicate), values.length === 1 ? values[0] : values];
    });
  }

  #members(term: Resource): readonly Term[] {
    if (term.id === 'http://www.w3.org/1999/02/22-rdf-syntax-ns#nil') return [];
    if (this.#graph.objects(term.id, 'rdf:first').length > 0) return this.#graph.list(term);
    const isBag = this.#graph
      .objects(term.id, 'rdf:type')
      .some((type) => isResource(type) && /#(?:Bag|Seq|Alt)$/.test(type.id));
    if (!isBag) return [term];
    return [...this.#graph.statements(term.id)].flatMap(([predicate, object]) =>
      /^rdf:_\d+$/.test(predicate) ? [object] : [],
    );
  }
}

/** An address stands for itself: only the empty list has one. */
function isPlain(term: Resource): boolean {
  return term.kind === 'iri' && !term.id.endsWith('#nil');
}

/** A term as JSON-LD would write it, with what the graph says of it: not in circles, and not without end. */
export function jsonOf(
  term: Term,
  graph: Graph,
  path: readonly string[] = [],
  budget = { nodes: NODES_MAX },
): unknown {
  if (isLiteral(term)) {
    if (term.language !== undefined) return { '@value': term.value, '@language': term.language };
    return term.datatype === undefined ? term.value : { '@value': term.value, '@type': term.datatype };
  }
  const isBlank = term.kind === 'blank';
  budget.nodes -= 1;
  const stops =
    path.includes(term.id) || path.length >= DEPTH_MAX || budget.nodes < 0 || isRecord(term, graph);
  const members: Record<string, unknown[]> = {};
  if (!stops) {
    for (const [predicate, object] of graph.statements(term.id)) {
      const name = predicate === 'rdf:type' ? '@type' : fullName(predicate);
      const value = jsonOf(object, graph, [...path, term.id], budget);
      (members[name] ??= []).push(value);
    }
  }
  const entries = Object.entries(members).map(([name, values]): [string, unknown] => [
    name,
    values.length === 1 ? values[0] : values,
  ]);
  if (entries.length === 0) return isBlank ? {} : term.id;
  return { ...(isBlank ? {} : { '@id': term.id }), ...Object.fromEntries(entries) };
}

/** The address of a predicate, or the source's own word for it. */
export function fullName(predicate: string): string {
  const iri = iriOf(predicate);
  return iri.startsWith(UNMAPPED) ? iri.slice(UNMAPPED.length) : iri;
}

/** What stands on its own is not told again within another. */
function isRecord(term: Resource, graph: Graph): boolean {
  return graph
    .objects(term.id, 'rdf:type')
    .some(
      (type) =>
        isResource(type) &&
        /(?:dcat#|schema\.org\/)(?:Dataset|DatasetSeries|DataService|Catalog|DataCatalog|CatalogRecord)$/.test(
          type.id,
        ),
    );
}

function same(a: Term, b: Term): boolean {
  if (!isLiteral(a) || !isLiteral(b)) return !isLiteral(a) && !isLiteral(b) && a.id === b.id;
  return a.value === b.value && a.language === b.language && a.datatype === b.datatype;
}
