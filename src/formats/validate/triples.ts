import { DataFactory, Store } from 'n3';
import type { Quad_Object } from 'n3';
import { iriOf } from '../rdf/names.ts';
import type { Thing, Value } from '../dcat/write/tree.ts';
import { statementsOf } from '../dcat/write/tree.ts';

/** The triples of one record, and where in the record each of its things stands. */
export interface Triples {
  store: Store;
  /** By address or blank node's label: `distribution[0]`; the record itself is the empty path. */
  places: ReadonlyMap<string, string>;
}

export function triplesOf(record: Thing): Triples {
  const store = new Store();
  const places = new Map<string, string>();
  add(record, '', store, places);
  return { store, places };
}

function add(made: Thing, place: string, store: Store, places: Map<string, string>): Quad_Object {
  const subject = made.iri === undefined ? DataFactory.blankNode() : DataFactory.namedNode(made.iri);
  if (!places.has(subject.value)) places.set(subject.value, place);
  for (const type of made.types)
    store.addQuad(subject, DataFactory.namedNode(iriOf('rdf:type')), DataFactory.namedNode(iriOf(type)));
  for (const [predicate, values] of statementsOf(made))
    for (const [index, value] of values.entries()) {
      const within = fieldOf(predicate, values.length > 1 || LISTED.has(predicate) ? index : undefined);
      const object = objectOf(value, place === '' ? within : `${place}.${within}`, store, places);
      store.addQuad(subject, DataFactory.namedNode(iriOf(predicate)), object);
    }
  return subject;
}

function objectOf(value: Value, place: string, store: Store, places: Map<string, string>): Quad_Object {
  if (value.kind === 'thing') return add(value, place, store, places);
  if (value.kind !== 'literal') return DataFactory.namedNode(value.id);
  if (value.language !== undefined) return DataFactory.literal(value.value, value.language);
  return DataFactory.literal(
    value.value,
    value.datatype === undefined ? undefined : DataFactory.namedNode(value.datatype),
  );
}

const LISTED = new Set([
  'dcat:distribution',
  'dct:creator',
  'dcat:contactPoint',
  'dct:spatial',
  'dct:temporal',
]);

/** Where the field of the model has another name than DCAT's property. */
const NAMES: Readonly<Record<string, string>> = {
  'dct:accrualPeriodicity': 'frequency',
  'adms:identifier': 'otherIdentifier',
  'foaf:name': 'name',
  'vcard:fn': 'name',
  'dcat:startDate': 'start',
  'dcat:endDate': 'end',
  'locn:geometry': 'geometry',
  'skos:prefLabel': 'label',
  'spdx:checksumValue': 'value',
};

/** The field that a property of the triples shows. */
export function fieldOf(predicate: string, index?: number): string {
  const name = NAMES[predicate] ?? predicate.slice(predicate.indexOf(':') + 1);
  return index === undefined ? name : `${name}[${index}]`;
}
