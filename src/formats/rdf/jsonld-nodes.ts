import type { Graph } from './graph.ts';
import { literal, resource } from './terms.ts';
import type { Term } from './terms.ts';

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const XSD = 'http://www.w3.org/2001/XMLSchema#';
const DEPTH_MAX = 100;

/** Adds an expanded node and all within it; gives its id, or nothing for what is no node. */
export function addNode(node: Record<string, unknown>, graph: Graph, depth = 0): string | undefined {
  if (depth > DEPTH_MAX || '@value' in node) return undefined;
  const { '@id': told } = node;
  const id = typeof told === 'string' && told !== '' ? told : blank();
  for (const type of listOf(node['@type']))
    if (typeof type === 'string') graph.add(id, `${RDF}type`, resource(type));
  for (const inner of [...listOf(node['@graph']), ...listOf(node['@included'])])
    if (isObject(inner)) addNode(inner, graph, depth + 1);
  if (isObject(node['@reverse'])) {
    for (const [predicate, subjects] of Object.entries(node['@reverse'])) {
      for (const subject of listOf(subjects)) {
        const other = isObject(subject) ? addNode(subject, graph, depth + 1) : undefined;
        if (other !== undefined) graph.add(other, predicate, resource(id));
      }
    }
  }
  for (const [predicate, values] of Object.entries(node)) {
    if (predicate.startsWith('@')) continue;
    for (const value of listOf(values)) {
      for (const term of termsOf(value, graph, depth)) graph.add(id, predicate, term);
    }
  }
  return id;
}

function termsOf(value: unknown, graph: Graph, depth: number): Term[] {
  if (!isObject(value)) return typeof value === 'string' ? [literal(value)] : [];
  if ('@list' in value) return listOf(value['@list']).flatMap((member) => termsOf(member, graph, depth + 1));
  if ('@set' in value) return listOf(value['@set']).flatMap((member) => termsOf(member, graph, depth + 1));
  if ('@value' in value) return [valueOf(value)];
  const id = addNode(value, graph, depth + 1);
  return id === undefined ? [] : [resource(id)];
}

function valueOf({ '@value': told, '@language': language, '@type': type }: Record<string, unknown>): Term {
  const datatype = typeof type === 'string' ? type : undefined;
  if (typeof told === 'string')
    return literal(told, typeof language === 'string' ? language : undefined, datatype);
  if (typeof told === 'number')
    return literal(
      String(told),
      undefined,
      datatype ?? `${XSD}${Number.isInteger(told) ? 'integer' : 'double'}`,
    );
  if (typeof told === 'boolean') return literal(String(told), undefined, datatype ?? `${XSD}boolean`);
  return literal(JSON.stringify(told) ?? '', undefined, datatype);
}

let labels = 0;

function blank(): string {
  labels += 1;
  return `_:j${labels}`;
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
