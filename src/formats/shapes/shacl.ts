import { DataFactory, Store } from 'n3';
import type { Quad_Object, Quad_Subject } from 'n3';
import { iriOf } from '../rdf/names.ts';
import type { ClassRules, Rule } from './rules.ts';

const SH = 'http://www.w3.org/ns/shacl#';
const DATES = ['xsd:date', 'xsd:dateTime', 'xsd:gYear', 'xsd:gYearMonth'];
const NODE_KINDS: Readonly<Record<string, string>> = {
  literal: 'Literal',
  thing: 'BlankNodeOrIRI',
  iri: 'IRI',
};

/** The rules as SHACL: a shape per class, a property shape per rule. */
export function shaclOf(classes: readonly ClassRules[]): Store {
  const store = new Store();
  for (const { type, rules } of classes) {
    const shape = DataFactory.blankNode();
    store.addQuad(shape, DataFactory.namedNode(iriOf('rdf:type')), DataFactory.namedNode(`${SH}NodeShape`));
    say(store, shape, 'targetClass', DataFactory.namedNode(iriOf(type)));
    for (const rule of rules) say(store, shape, 'property', propertyShape(store, rule));
  }
  return store;
}

function propertyShape(store: Store, rule: Rule): Quad_Object & Quad_Subject {
  const shape = DataFactory.blankNode();
  say(store, shape, 'path', pathOf(store, rule));
  say(
    store,
    shape,
    'severity',
    DataFactory.namedNode(`${SH}${rule.advice === true ? 'Warning' : 'Violation'}`),
  );
  if (rule.min !== undefined && rule.oneOf === undefined) say(store, shape, 'minCount', number(rule.min));
  if (rule.max !== undefined) say(store, shape, 'maxCount', number(rule.max));
  if (rule.oneOf !== undefined) {
    // One of them is asked for; other addresses beside it are free.
    const values = DataFactory.blankNode();
    say(
      store,
      values,
      'in',
      listOf(
        store,
        rule.oneOf.map((iri) => DataFactory.namedNode(iri)),
      ),
    );
    say(store, shape, 'qualifiedValueShape', values);
    say(store, shape, 'qualifiedMinCount', number(rule.min ?? 1));
  }
  const kind = rule.is === undefined ? undefined : NODE_KINDS[rule.is];
  if (kind !== undefined) say(store, shape, 'nodeKind', DataFactory.namedNode(`${SH}${kind}`));
  else if (rule.is === 'date')
    say(
      store,
      shape,
      'or',
      listOf(
        store,
        DATES.map((name) => datatypeShape(store, name)),
      ),
    );
  else if (rule.is !== undefined) say(store, shape, 'datatype', DataFactory.namedNode(iriOf(rule.is)));
  return shape;
}

function pathOf(store: Store, { path, inverse }: Rule): Quad_Object {
  const predicate = DataFactory.namedNode(iriOf(path));
  if (inverse !== true) return predicate;
  const back = DataFactory.blankNode();
  say(store, back, 'inversePath', predicate);
  return back;
}

function datatypeShape(store: Store, name: string): Quad_Object {
  const shape = DataFactory.blankNode();
  say(store, shape, 'datatype', DataFactory.namedNode(iriOf(name)));
  return shape;
}

function listOf(store: Store, members: readonly Quad_Object[]): Quad_Object & Quad_Subject {
  const nil = DataFactory.namedNode(iriOf('rdf:nil'));
  return members.reduceRight<Quad_Object & Quad_Subject>((rest, member) => {
    const cell = DataFactory.blankNode();
    store.addQuad(cell, DataFactory.namedNode(iriOf('rdf:first')), member);
    store.addQuad(cell, DataFactory.namedNode(iriOf('rdf:rest')), rest);
    return cell;
  }, nil);
}

function say(store: Store, shape: Quad_Subject, predicate: string, value: Quad_Object): void {
  store.addQuad(shape, DataFactory.namedNode(`${SH}${predicate}`), value);
}

function number(value: number): Quad_Object {
  return DataFactory.literal(String(value), DataFactory.namedNode(iriOf('xsd:integer')));
}
