import type { Kind } from '../../model/dataset.ts';
import type { Graph } from '../rdf/graph.ts';
import { nameOf } from '../rdf/names.ts';
import { isLiteral, isResource } from '../rdf/terms.ts';
import { REMAINDER } from './remainder.ts';

const DATASETS: ReadonlySet<string> = new Set([
  'dcat:Dataset',
  'schema:Dataset',
  'schema:DataSet',
  'dcatapit:Dataset',
  'schema:DataFeed',
  'http://purl.org/dc/dcmitype/Dataset',
  'dct:Dataset',
  'dcatus:Dataset',
]);
const SERIES: ReadonlySet<string> = new Set(['dcat:DatasetSeries']);
const SERVICES: ReadonlySet<string> = new Set(['dcat:DataService', 'http://purl.org/dc/dcmitype/Service']);
const CATALOGUES: ReadonlySet<string> = new Set(['dcat:Catalog', 'schema:DataCatalog', 'dcatapit:Catalog']);
/** A catalogue says so of its records. */
const LISTING: ReadonlySet<string> = new Set([
  'dcat:dataset',
  'dcat:service',
  'dcat:datasetSeries',
  'schema:dataset',
]);
/** A dataset may be named by these without being described. */
const NAMING: ReadonlySet<string> = new Set([
  'dcat:servesDataset',
  'dct:hasPart',
  'dct:isPartOf',
  'dcat:inSeries',
  'dcat:seriesMember',
  'dct:source',
  'dct:relation',
  'dct:isVersionOf',
  'dct:hasVersion',
  'dcat:prev',
  'dcat:next',
  'dcat:first',
  'dcat:last',
  'dct:isReferencedBy',
  'foaf:primaryTopic',
]);
/** Beside its type these say nothing by which a record could be known. */
const BARE: ReadonlySet<string> = new Set(['rdf:type', 'dct:identifier']);

/** What a graph has to say about datasets, services and series, and where. */
export interface Survey {
  records: { id: string; kind: Kind }[];
  /** Named but not described. */
  bare: string[];
  /** What the catalogue that lists a record is known by: its address, else its title. */
  catalogues: ReadonlyMap<string, string>;
  /** The catalogues that list something. */
  listing: readonly string[];
  /** The catalogue's own entries about a record. */
  entries: ReadonlyMap<string, string[]>;
  /** Written by Navette, which says all that there is of a record with the record. */
  isOurs: boolean;
}

interface Found {
  kind: Kind;
  /** Nothing is said by which it could be known. */
  isBare: boolean;
  /** Written by Navette as a record of its own. */
  isOurs: boolean;
}

/** Each subject is looked at once: those of a large document are not at hand. */
export function survey(graph: Graph): Survey {
  const found = new Map<string, Found>();
  const catalogues = new Map<string, string>();
  const entries = new Map<string, string[]>();
  const accessed = new Set<string>();
  const named = new Set<string>();
  for (const id of graph.subjects()) {
    const types: string[] = [];
    for (const [predicate, object] of graph.statements(id)) {
      if (!isResource(object)) continue;
      if (predicate === 'rdf:type') types.push(nameOf(object.id));
      else if (LISTING.has(predicate)) {
        if (!catalogues.has(object.id)) catalogues.set(object.id, id);
      } else if (predicate === 'dcat:accessService') accessed.add(object.id);
      else if (predicate === 'foaf:primaryTopic') add(entries, object.id, id);
      else if (predicate === 'foaf:isPrimaryTopicOf') add(entries, id, object.id);
      if (NAMING.has(predicate)) named.add(object.id);
    }
    const kind = kindOf(id, types, graph);
    if (kind !== undefined) found.set(id, foundAt(id, kind, graph));
  }
  for (const id of catalogues.keys()) {
    // Listed, described, and nobody said what it is.
    if (found.has(id) || !isUntyped(id, graph)) continue;
    const kind = graph.objects(id, 'dcat:endpointURL').length > 0 ? 'service' : 'dataset';
    found.set(id, foundAt(id, kind, graph));
  }
  const records: Survey['records'] = [];
  const bare: string[] = [];
  for (const [id, { kind, isBare, isOurs }] of found) {
    // Told with the distribution that it gives access to.
    if (kind === 'service' && accessed.has(id) && !catalogues.has(id) && !isOurs) continue;
    if (!isBare) records.push({ id, kind });
    else if (!named.has(id) || catalogues.has(id)) bare.push(id);
  }
  return {
    records,
    bare,
    catalogues: cataloguesByName(catalogues, graph),
    listing: [...new Set(catalogues.values())],
    entries,
    isOurs: records.some(({ id }) => found.get(id)?.isOurs === true),
  };
}

/** Once per catalogue: it may list a hundred thousand records. */
function cataloguesByName(listed: ReadonlyMap<string, string>, graph: Graph): ReadonlyMap<string, string> {
  const names = new Map<string, string | undefined>();
  for (const catalogue of new Set(listed.values())) {
    const [title] = [
      ...graph.objects(catalogue, 'dct:title'),
      ...graph.objects(catalogue, 'schema:name'),
    ].filter(isLiteral);
    names.set(catalogue, catalogue.startsWith('_:') ? title?.value : catalogue);
  }
  return new Map(
    [...listed].flatMap(([id, catalogue]): [string, string][] => {
      const name = names.get(catalogue);
      return name === undefined ? [] : [[id, name]];
    }),
  );
}

function kindOf(id: string, types: readonly string[], graph: Graph): Kind | undefined {
  const is = (names: ReadonlySet<string>): boolean => types.some((type) => names.has(type));
  if (is(SERIES)) return 'series';
  const isService = is(SERVICES);
  const isDataset = is(DATASETS);
  if (is(CATALOGUES)) {
    if (isService) return 'service';
    // Reasoners call every catalogue a dataset as well.
    const lists = [...LISTING, 'dcat:record', 'dcat:catalog', 'dcat:themeTaxonomy'].some(
      (predicate) => graph.objects(id, predicate).length > 0,
    );
    return isDataset && !lists ? 'dataset' : undefined;
  }
  const told = graph.objects(id, 'dct:type').flatMap((type) => (isResource(type) ? [type.id] : []));
  if (isDataset && isService) return graph.objects(id, 'dcat:endpointURL').length > 0 ? 'service' : 'dataset';
  if (isService) return 'service';
  if (!isDataset) return undefined;
  if (told.some((type) => /ResourceType\/series$|dataset-type\/DATASET_SERIES$/i.test(type))) return 'series';
  return told.some((type) => /ResourceType\/services?$/i.test(type)) ? 'service' : 'dataset';
}

function foundAt(id: string, kind: Kind, graph: Graph): Found {
  return {
    kind,
    isBare: [...graph.statements(id)].every(([predicate]) => BARE.has(predicate)),
    isOurs: graph.objects(id, REMAINDER).length > 0,
  };
}

function isUntyped(id: string, graph: Graph): boolean {
  return (
    graph.has(id) &&
    graph.objects(id, 'rdf:type').length === 0 &&
    ['dct:title', 'schema:name', 'dcat:distribution'].some(
      (predicate) => graph.objects(id, predicate).length > 0,
    )
  );
}

function add(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}
