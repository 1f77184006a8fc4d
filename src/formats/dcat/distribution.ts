import { Node } from '../rdf/node.ts';
import { isLiteral } from '../rdf/terms.ts';
import type { Term } from '../rdf/terms.ts';
import { some, unique } from '../values/record.ts';
import { byteSizeOf } from '../values/sizes.ts';
import { availabilityOf, checksumOf, languageOf, statusOf } from '../values/terms.ts';
import { langText } from '../values/texts.ts';
import { termIn } from './coded.ts';
import { formatsIn } from './files.ts';
import { linksAt, referencesIn } from './links.ts';
import { licenseIn, statementsIn } from './rights.ts';
import { addressOf, extraIn, nodeOf, scopeWithin, textsOf, wordsOf } from './scope.ts';
import type { Scope } from './scope.ts';
import { datesIn } from './time.ts';
import { proseIn } from './words.ts';

const IGNORED: ReadonlySet<string> = new Set(['rdf:type', 'foaf:isPrimaryTopicOf', 'dct:isPartOf']);
const DISTRIBUTIONS = [
  'dcat:distribution',
  'dcat:distributions',
  'adms:distribution',
  'schema:distribution',
] as const;
const DISTRIBUTIONS_MAX = 10_000;

export function distributionsIn(node: Node, scope: Scope): unknown[] | undefined {
  const terms = node.all(...DISTRIBUTIONS);
  if (terms.length > DISTRIBUTIONS_MAX)
    scope.warn('distribution', String(terms.length), `more than ${DISTRIBUTIONS_MAX}: the rest was left out`);
  return some(terms.slice(0, DISTRIBUTIONS_MAX).map((term, index) => distributionIn(term, index, scope)));
}

function distributionIn(term: Term, index: number, around: Scope): Record<string, unknown> | undefined {
  const scope = scopeWithin(around, `distribution[${index}]`);
  if (isLiteral(term)) return { accessURL: linksAt([term], 'accessURL', scope) };
  const node = new Node(scope.graph, term.id);
  const { iri } = node;
  // A mere address is the file itself.
  if (!node.isDescribed)
    return iri === undefined ? undefined : { id: iri, iri, accessURL: linksAt([term], 'accessURL', scope) };
  const { warn, language } = scope;
  const titles = textsOf(
    node.first('dct:title', 'schema:name', 'rdfs:label', 'foaf:name'),
    'dct:title',
    scope,
  );
  const described = proseIn(node.first('dct:description', 'schema:description', 'rdfs:comment'), scope);
  const [identifier] = wordsOf(node.all('dct:identifier', 'schema:identifier'), 'dct:identifier', scope);
  const size = node
    .all('dcat:byteSize', 'schema:contentSize', 'dct:extent')
    .flatMap((one) =>
      isLiteral(one) ? [one.value] : textsOf([one], 'dcat:byteSize', scope).map(({ value }) => value),
    )[0];
  return {
    id: iri ?? identifier,
    iri,
    title: langText(titles, { field: 'title', warn, fallback: language, name: true }),
    description: langText(described, { field: 'description', warn, fallback: language, many: 'join' }),
    accessURL: linksAt(node.all('dcat:accessURL', 'dcat:accessUrl', 'schema:url'), 'accessURL', scope),
    downloadURL: linksAt(
      node.all('dcat:downloadURL', 'dcat:downloadUrl', 'schema:contentUrl'),
      'downloadURL',
      scope,
    ),
    ...formatsIn(node, scope),
    byteSize: byteSizeOf(size, 'byteSize', warn),
    checksum: checksumIn(node, scope),
    ...datesIn(node, scope),
    license: licenseIn(node, scope),
    rights: statementsIn(node, scope, 'dct:rights', 'dct:accessRights'),
    status: node.all('adms:status').map((one) => termIn(one, statusOf, 'adms:status', scope))[0],
    availability: node
      .all('dcatap:availability', 'dcatde:plannedAvailability')
      .map((one) => termIn(one, availabilityOf, 'dcatap:availability', scope))[0],
    language: some(
      unique(
        wordsOf(node.all('dct:language', 'dcat:language', 'schema:inLanguage'), 'dct:language', scope).map(
          languageOf,
        ),
      ),
    ),
    conformsTo: referencesIn(node, scope, 'dct:conformsTo'),
    page: referencesIn(node, scope, 'foaf:page', 'pod:describedBy'),
    accessService: some(node.all('dcat:accessService').map((one) => serviceIn(one, scope))),
    extra: {
      ...(identifier === undefined || iri === undefined
        ? {}
        : { 'http://purl.org/dc/terms/identifier': identifier }),
      ...extraIn(node, scope, IGNORED),
    },
  };
}

function checksumIn(node: Node, scope: Scope): unknown {
  const via = 'spdx:checksum';
  const [checksum, ...others] = node.all(via, 'schema:sha256').flatMap((term) => {
    if (isLiteral(term)) return checksumOf(term.value, undefined) ?? [];
    const inner = nodeOf(term, via, scope);
    const value = inner?.all('spdx:checksumValue').find(isLiteral)?.value;
    const algorithm = inner
      ?.all('spdx:algorithm', 'spdx:checksumAlgorithm')
      .flatMap((one) => addressOf(one) ?? wordsOf([one], via, scope))[0];
    return checksumOf(value, algorithm) ?? [];
  });
  for (const other of others)
    scope.warn('checksum', `${other.algorithm}:${other.value}`, 'another checksum: left out');
  return checksum;
}

/** A service that is told with the distribution it gives access to. */
function serviceIn(term: Term, scope: Scope): Record<string, unknown> | undefined {
  const via = 'dcat:accessService';
  const node = nodeOf(term, via, scope);
  if (node === undefined) return undefined;
  const service = {
    iri: node.iri,
    title: langText(textsOf(node.first('dct:title', 'rdfs:label'), via, scope), {
      field: 'accessService',
      warn: scope.warn,
      fallback: scope.language,
      name: true,
    }),
    endpointURL: some(
      unique(
        node
          .all('dcat:endpointURL', 'dcat:endpointUrl')
          .flatMap((one) => addressOf(one) ?? wordsOf([one], via, scope)),
      ),
    ),
    endpointDescription: some(
      unique(
        node.all('dcat:endpointDescription').flatMap((one) => addressOf(one) ?? wordsOf([one], via, scope)),
      ),
    ),
    conformsTo: referencesIn(node, scope, 'dct:conformsTo'),
  };
  return Object.values(service).every((value) => value === undefined) ? undefined : service;
}
