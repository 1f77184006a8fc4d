import type { Reference } from '../../model/link.ts';
import { pickText } from '../../model/text.ts';
import { Node } from '../rdf/node.ts';
import { isLiteral } from '../rdf/terms.ts';
import type { Term } from '../rdf/terms.ts';
import { linksIn, referenceOf } from '../values/links.ts';
import { some, unique } from '../values/record.ts';
import { langText } from '../values/texts.ts';
import { addressOf, nodeOf, textsOf, wordsOf } from './scope.ts';
import type { Scope } from './scope.ts';
import { statementsIn } from './rights.ts';

const TITLES = ['dct:title', 'rdfs:label', 'skos:prefLabel', 'foaf:name', 'schema:name'] as const;
const DESCRIPTIONS = ['dct:description', 'rdfs:comment', 'schema:description'] as const;
const ADDRESSES = [
  'foaf:homepage',
  'foaf:page',
  'schema:url',
  'dcat:accessURL',
  'dcat:downloadURL',
  'owl:sameAs',
  'rdfs:seeAlso',
  'skos:exactMatch',
] as const;

export function linksOfRecord(node: Node, scope: Scope): Record<string, unknown> {
  const relations = (...predicates: string[]): string[] | undefined =>
    some(
      unique(
        predicates.flatMap((via) => {
          const terms = node.all(via);
          for (const term of terms) remember(term, via, scope);
          return wordsOf(terms, via, scope);
        }),
      ),
    );
  return {
    landingPage: landingPagesIn(node, scope),
    page: referencesIn(node, scope, 'foaf:page', 'schema:documentation', 'pod:describedBy'),
    conformsTo: referencesIn(node, scope, 'dct:conformsTo'),
    relation: relations('dct:relation'),
    source: relations('dct:source', 'schema:isBasedOn'),
    isReferencedBy: relations('dct:isReferencedBy'),
    sample: samplesIn(node, scope),
    provenance: statementsIn(node, scope, 'dct:provenance'),
  };
}

function landingPagesIn(node: Node, scope: Scope): string[] | undefined {
  const terms = node.all('dcat:landingPage', 'foaf:homepage', 'schema:url');
  for (const term of terms) remember(term, 'dcat:landingPage', scope);
  return linksAt(terms, 'landingPage', scope);
}

/** What is told here of a thing that is only an address in the model. */
function remember(term: Term, via: string, scope: Scope): void {
  if (scope.isOurs || isLiteral(term) || term.kind !== 'iri') return;
  if (scope.graph.has(term.id)) nodeOf(term, via, scope);
}

/** Addresses that a person may follow, of literals and of nodes alike. */
export function linksAt(terms: readonly Term[], field: string, scope: Scope): string[] | undefined {
  const found = terms.flatMap((term) => {
    if (isLiteral(term)) return linksIn(term.value, field, scope.warn, scope.base);
    if (term.kind === 'iri') return linksIn(term.id, field, scope.warn, scope.base);
    const node = nodeOf(term, field, scope);
    return (
      node
        ?.all(...ADDRESSES)
        .flatMap((inner) => linksIn(addressOf(inner) ?? '', field, scope.warn, scope.base)) ?? []
    );
  });
  return some(unique(found));
}

/** Documents: their address, and what they are called. */
export function referencesIn(node: Node, scope: Scope, ...predicates: string[]): Reference[] | undefined {
  const references = predicates.flatMap((via) => node.all(via).map((term) => referenceIn(term, via, scope)));
  return some(unique(references.filter((reference) => reference !== undefined)));
}

function referenceIn(term: Term, via: string, scope: Scope): Reference | undefined {
  if (isLiteral(term)) {
    const text = term.value.trim();
    if (text === '') return undefined;
    return /^https?:\/\/\S+$/i.test(text) ? { url: text } : { title: text };
  }
  const node = nodeOf(term, via, scope);
  if (node === undefined) return undefined;
  const inner = node
    .first(...ADDRESSES)
    .map(addressOf)
    .find((address) => address !== undefined);
  return referenceOf(node.iri ?? inner, oneOf(node, TITLES, scope), oneOf(node, DESCRIPTIONS, scope));
}

/** One text of several; it is told with the others where there are more. */
function oneOf(node: Node, predicates: readonly string[], scope: Scope): string | undefined {
  const silent = new Node(node.graph, node.id);
  const terms = silent.first(...predicates);
  if (terms.length < 2 || scope.isOurs) node.first(...predicates);
  const text = langText(textsOf(terms, 'foaf:page', scope), {
    field: 'page',
    warn: () => {},
    fallback: scope.language,
  });
  return pickText(text, [scope.language]);
}

/** A sample is an address, or a distribution without one. */
function samplesIn(node: Node, scope: Scope): string[] | undefined {
  const via = 'adms:sample';
  const found = node.all(via, 'schema:workExample').flatMap((term) => {
    const address = addressOf(term);
    remember(term, via, scope);
    if (address !== undefined) return [address];
    if (isLiteral(term) && term.value.trim() !== '')
      scope.warn('sample', term.value, 'not an address: left out');
    const inner = nodeOf(term, via, scope)?.first('dcat:downloadURL', 'dcat:accessURL', ...ADDRESSES) ?? [];
    return inner.flatMap((one) => addressOf(one) ?? []);
  });
  return some(unique(found));
}
