import type { Dataset } from '../../../model/dataset.ts';
import { Graph } from '../../rdf/graph.ts';
import { iriOf } from '../../rdf/names.ts';
import { resource } from '../../rdf/terms.ts';
import { readNode } from '../dataset.ts';
import type { Difference } from '../remainder.ts';
import type { Telling } from './shared.ts';
import type { Thing, Value } from './tree.ts';
import { statementsOf } from './tree.ts';

/** What the triples do not say: how the record differs from what is read from them. */
export function remainderOf(dataset: Dataset, made: Thing, telling: Telling): Difference[] {
  const read = readAgain(dataset, made);
  const contested = [...telling.contested];
  // What others say of a contested address is read here as well: where it belongs, where there is no place, and as a licence.
  const forced = new Set(contested.length === 0 ? [] : [...contested, 'license', 'extra', 'warning']);
  const given: Record<string, unknown> = dataset;
  return [
    ...differences(without(read, forced), without(given, forced), ''),
    ...[...forced].map((field): Difference => {
      const value = given[field];
      return value === undefined ? { path: `/${field}` } : { path: `/${field}`, value };
    }),
  ];
}

function readAgain(dataset: Dataset, made: Thing): Record<string, unknown> {
  const graph = new Graph();
  const id = addThing(made, graph, { count: 0 });
  const read = readNode(
    id,
    dataset.kind,
    graph,
    { records: [], bare: [], catalogues: new Map(), entries: new Map(), listing: [], isOurs: true },
    {},
  );
  return 'record' in read ? read.record.dataset : {};
}

function addThing(made: Thing, graph: Graph, blanks: { count: number }): string {
  const id = made.iri ?? `_:n${(blanks.count += 1)}`;
  for (const type of made.types) graph.add(id, iriOf('rdf:type'), resource(iriOf(type)));
  for (const [predicate, values] of statementsOf(made))
    for (const value of values) graph.add(id, iriOf(predicate), termOf(value, graph, blanks));
  return id;
}

function termOf(value: Value, graph: Graph, blanks: { count: number }): Exclude<Value, Thing> {
  if (value.kind === 'thing') return resource(addThing(value, graph, blanks));
  return value;
}

/** Path by path, as deep as both are alike. */
function differences(read: unknown, given: unknown, path: string): Difference[] {
  if (given === undefined) return read === undefined ? [] : [{ path }];
  if (isObject(read) && isObject(given)) {
    const keys = new Set([...Object.keys(read), ...Object.keys(given)]);
    return [...keys].flatMap((key) =>
      differences(own(read, key), own(given, key), `${path}/${escaped(key)}`),
    );
  }
  if (Array.isArray(read) && Array.isArray(given) && read.length === given.length)
    return given.flatMap((member, index) => differences(read[index], member, `${path}/${index}`));
  return read === given ? [] : [{ path, value: given }];
}

function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function without(object: Record<string, unknown>, fields: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([field]) => !fields.has(field)));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
