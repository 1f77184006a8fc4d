import type { Kind } from '../../model/dataset.ts';
import { contentKey } from '../values/content-key.ts';
import type { Read, ReadOptions } from '../format.ts';
import type { Graph } from '../rdf/graph.ts';
import { nameOf } from '../rdf/names.ts';
import { Node, jsonOf } from '../rdf/node.ts';
import { isLiteral, isResource, resource } from '../rdf/terms.ts';
import type { Term } from '../rdf/terms.ts';
import { instantOf } from '../values/dates.ts';
import { some, unique } from '../values/record.ts';
import { Warnings } from '../values/warn.ts';
import { distributionsIn } from './distribution.ts';
import { linksOfRecord } from './links.ts';
import { peopleIn } from './people.ts';
import { REMAINDER, withRemainder } from './remainder.ts';
import { placesIn } from './place.ts';
import { rightsIn } from './rights.ts';
import { addressOf, extraIn, nodeOf, textsOf, wordsOf } from './scope.ts';
import type { Scope } from './scope.ts';
import type { Survey } from './survey.ts';
import { oneDate, timesIn } from './time.ts';
import { wordsIn } from './words.ts';

/** Types that the record's kind says already. */
const SAID =
  /^(?:dcat:(?:Dataset|DatasetSeries|DataService|Resource|Catalog)|schema:(?:Dataset|DataFeed|Thing|CreativeWork)|dcatapit:Dataset|rdfs:Resource|owl:(?:Thing|NamedIndividual))$/;
const IGNORED: ReadonlySet<string> = new Set([
  'rdf:type',
  'foaf:isPrimaryTopicOf',
  'schema:includedInDataCatalog',
]);

/** One thing of the graph as a record. */
export function readNode(id: string, kind: Kind, graph: Graph, found: Survey, options: ReadOptions): Read {
  const warnings = new Warnings();
  const scope: Scope = {
    graph,
    warn: warnings.warn,
    language: options.language ?? 'und',
    base: options.base,
    isOurs: found.isOurs,
    inner: new Map(),
    elsewhere: new Set(),
  };
  const node = new Node(graph, id);
  const remainder = node.all(REMAINDER);
  const identifier = identifiersIn(node.all('dct:identifier', 'schema:identifier'), 'dct:identifier', scope);
  const origin = originIn(node, scope, found);
  const times = timesIn(node, scope);
  const content = {
    kind,
    iri: node.iri,
    identifier,
    otherIdentifier: identifiersIn(node.all('adms:identifier'), 'adms:identifier', scope),
    inSeries: seriesIn(node, scope),
    ...wordsIn(node, scope),
    ...peopleIn(node, scope),
    ...times,
    ...placesIn(node, scope),
    ...rightsIn(node, scope),
    ...linksOfRecord(node, scope),
    ...servicesIn(node, scope, kind),
    distribution: distributionsIn(node, scope),
    origin,
  };
  const types = node.types.filter((type) => !SAID.test(nameOf(type)));
  const extra = {
    ...extraIn(node, scope, IGNORED),
    ...(types.length === 0
      ? {}
      : { 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type': types.length === 1 ? types[0] : types }),
  };
  const key = node.iri ?? identifier?.[0] ?? origin?.['remoteId'] ?? contentKey(content, warnings.warn);
  return withRemainder(
    { ...content, id: key, ...(Object.keys(extra).length === 0 ? {} : { extra }) },
    { warnings, modified: instantOf(origin?.['modified'] ?? times['modified']) },
    remainder,
  );
}

function identifiersIn(terms: readonly Term[], via: string, scope: Scope): string[] | undefined {
  const found = terms.flatMap((term) => {
    if (isLiteral(term)) return term.value.trim() === '' ? [] : [term.value.trim()];
    const inner = nodeOf(term, via, scope);
    const values =
      inner
        ?.first(
          'skos:notation',
          'rdf:value',
          'schema:value',
          'dct:identifier',
          'schema:url',
          'adms:identifier',
        )
        .map((one) => (isLiteral(one) ? one.value.trim() : one.id)) ?? [];
    return values.length > 0
      ? values
      : term.kind === 'iri'
        ? [term.id]
        : textsOf([term], via, scope).map(({ value }) => value);
  });
  return some(unique(found.filter((value) => value !== '')));
}

/** dcat:inSeries; before DCAT 3, being part of what is a series. */
function seriesIn(node: Node, scope: Scope): string[] | undefined {
  const told = wordsOf(node.all('dcat:inSeries'), 'dcat:inSeries', scope);
  const parents = scope.graph.objects(node.id, 'dct:isPartOf');
  // In words it is the identifier of a collection, as DCAT-US has it.
  if (parents.length > 0 && parents.every(isLiteral))
    told.push(...wordsOf(node.all('dct:isPartOf'), 'dct:isPartOf', scope));
  const wholes = parents.filter(isResource);
  const areSeries =
    wholes.length > 0 &&
    wholes.every((whole) =>
      scope.graph
        .objects(whole.id, 'rdf:type')
        .some((type) => isResource(type) && nameOf(type.id) === 'dcat:DatasetSeries'),
    );
  const parts = areSeries ? wordsOf(node.all('dct:isPartOf'), 'dct:isPartOf', scope) : [];
  return some(unique([...told, ...parts]));
}

function servicesIn(node: Node, scope: Scope, kind: Kind): Record<string, unknown> {
  if (kind !== 'service') return {};
  const addresses = (...predicates: string[]): string[] | undefined =>
    some(
      unique(
        node
          .all(...predicates)
          .flatMap((term) => addressOf(term) ?? wordsOf([term], predicates[0] ?? '', scope)),
      ),
    );
  return {
    endpointURL: addresses('dcat:endpointURL', 'dcat:endpointUrl'),
    endpointDescription: addresses('dcat:endpointDescription'),
    servesDataset: addresses('dcat:servesDataset'),
  };
}

/** What the catalogue says of its entry, as against of the dataset. */
function originIn(node: Node, scope: Scope, found: Survey): Record<string, string | undefined> | undefined {
  const via = 'foaf:isPrimaryTopicOf';
  const [entry] = (found.entries.get(node.id) ?? []).flatMap((id) => nodeOf(resource(id), via, scope) ?? []);
  const [included] = wordsOf(node.all('schema:includedInDataCatalog'), 'schema:includedInDataCatalog', scope);
  entry?.all('foaf:primaryTopic');
  const origin = {
    catalog: found.catalogues.get(node.id) ?? included,
    remoteId: entry === undefined ? undefined : wordsOf(entry.all('dct:identifier'), via, scope)[0],
    url: entry?.iri !== undefined && /^https?:/i.test(entry.iri) ? entry.iri : undefined,
    issued: entry === undefined ? undefined : oneDate(entry.all('dct:issued'), 'origin.issued', scope),
    modified:
      entry === undefined ? undefined : oneDate(entry.all('dct:modified'), 'origin.modified', scope, true),
  };
  return Object.values(origin).every((value) => value === undefined) ? undefined : origin;
}

/** For the note about a thing that is only named. */
export function rawOf(id: string, graph: Graph): unknown {
  return jsonOf(resource(id), graph);
}
