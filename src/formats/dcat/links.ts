import type { Reference } from '../../model/link.ts';
import { pickText } from '../../model/text.ts';
import type { Node } from '../rdf/node.ts';
import { isLiteral } from '../rdf/terms.ts';
import type { Term } from '../rdf/terms.ts';
import { linksIn, referenceOf } from '../values/links.ts';
import { some, unique } from '../values/record.ts';
import { langText } from '../values/texts.ts';
import { addressOf, nodeOf, textsOf, wordsOf } from './scope.ts';
import type { Scope } from './scope.ts';
import { statementsIn } from './rights.ts';

const TITLES = ['dct:title', 'rdfs:label', 'skos:prefLabel', 'foaf:name', 'schema:name'] as const;
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
    some(unique(predicates.flatMap((via) => wordsOf(node.all(via), via, scope))));
  return {
    landingPage: linksAt(node.all('dcat:landingPage', 'foaf:homepage', 'schema:url'), 'landingPage', scope),
    page: referencesIn(node, scope, 'foaf:page', 'schema:documentation', 'pod:describedBy'),
    conformsTo: referencesIn(node, scope, 'dct:conformsTo'),
    relation: relations('dct:relation'),
    source: relations('dct:source', 'schema:isBasedOn'),
    isReferencedBy: relations('dct:isReferencedBy'),
    sample: samplesIn(node, scope),
    provenance: statementsIn(node, scope, 'dct:provenance'),
  };
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
  return referenceOf(
    node.iri ?? inner,
    oneOf(node.first(...TITLES), scope),
    oneOf(node.first('dct:description', 'rdfs:comment', 'schema:description'), scope),
  );
}

function oneOf(terms: readonly Term[], scope: Scope): string | undefined {
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
    if (address !== undefined) return [address];
    const inner = nodeOf(term, via, scope)?.first('dcat:downloadURL', 'dcat:accessURL', ...ADDRESSES) ?? [];
    return inner.flatMap((one) => addressOf(one) ?? []);
  });
  return some(unique(found));
}
