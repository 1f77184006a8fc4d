import type { Coded } from '../../model/coded.ts';
import type { LangText } from '../../model/text.ts';
import type { Node } from '../rdf/node.ts';
import { isLiteral } from '../rdf/terms.ts';
import type { Term } from '../rdf/terms.ts';
import { some, unique } from '../values/record.ts';
import { accessRightsOf, hvdCategoryOf, licenseOf } from '../values/terms.ts';
import type { TermParts } from '../values/terms.ts';
import { langText } from '../values/texts.ts';
import { bestOf, partsOf, termIn } from './coded.ts';
import { addressOf, nodeOf, textsOf } from './scope.ts';
import type { Scope } from './scope.ts';

const LICENSES = [
  'dct:license',
  'schema:license',
  'http://creativecommons.org/ns#license',
  'odrs:dataLicense',
  'dct:licence',
] as const;
/** Where a described licence says which public one it is. */
const SAME_AS = [
  'owl:sameAs',
  'skos:exactMatch',
  'rdfs:seeAlso',
  'foaf:homepage',
  'foaf:page',
  'schema:url',
  'dct:source',
  'dct:references',
] as const;
/** Below this a licence is only guessed from the words of a statement of rights. */
const SURE = 0.85;

export function rightsIn(node: Node, scope: Scope): Record<string, unknown> {
  const statements = node.all('dct:rights', 'pod:rights');
  const license = licenseIn(node, scope);
  return {
    license: license ?? licenseInRights([...statements, ...node.all('dct:accessRights')], scope),
    rights: some(unique(statements.map((term) => statementIn(term, 'dct:rights', scope)))),
    accessRights: accessIn(node, scope),
    applicableLegislation: some(
      unique(node.all('dcatap:applicableLegislation', 'eli:applicableLegislation').map(addressOf)),
    ),
    hvdCategory: some(
      unique(
        node
          .all('dcatap:hvdCategory')
          .map((term) => termIn(term, hvdCategoryOf, 'dcatap:hvdCategory', scope)),
      ),
    ),
  };
}

/** Of several licences the one that is recognised best; the others are told. */
export function licenseIn(node: Node, scope: Scope): Coded | undefined {
  const found = node.all(...LICENSES).flatMap((term) => licenseOf(licenseParts(term, scope)) ?? []);
  return bestOf(unique(found), 'license', scope.warn);
}

/** Rights as people read them: words, or the address of a statement that nobody has put into words. */
export function statementsIn(node: Node, scope: Scope, ...predicates: string[]): LangText[] | undefined {
  return some(unique(node.all(...predicates).map((term) => statementIn(term, predicates[0] ?? '', scope))));
}

function licenseParts(term: Term, scope: Scope): TermParts {
  const parts = partsOf(term, 'dct:license', scope);
  if (isLiteral(term)) return parts;
  const node = nodeOf(term, 'dct:license', scope);
  const links = node?.all(...SAME_AS).flatMap((link) => addressOf(link) ?? []) ?? [];
  const known = [parts.uri, ...links].find(
    (uri) => uri !== undefined && licenseOf({ uri })?.code !== undefined,
  );
  // dct:type of a licence document says of which kind it is, which its name says better.
  node?.all('dct:type', 'owl:versionInfo');
  return { ...parts, uri: known ?? parts.uri ?? links[0] };
}

function licenseInRights(statements: readonly Term[], scope: Scope): Coded | undefined {
  for (const term of statements) {
    const license = licenseOf(partsOf(term, 'dct:rights', scope));
    // «Other licence» is none that could be named.
    if (
      license?.code === undefined ||
      license.confidence < SURE ||
      license.code.startsWith('LicenseRef-other')
    )
      continue;
    scope.warn('license', license.raw, `none is told: ${license.code} is what the rights name`);
    return license;
  }
  return undefined;
}

function statementIn(term: Term, via: string, scope: Scope): LangText | undefined {
  const told = textsOf([term], via, scope);
  const text = langText(told, { field: 'rights', warn: scope.warn, fallback: scope.language, many: 'join' });
  if (text !== undefined) return text;
  const address = addressOf(term);
  return address === undefined ? undefined : { und: address };
}

function accessIn(node: Node, scope: Scope): Coded | undefined {
  const found = unique(
    node
      .first('dct:accessRights', 'pod:accessLevel', 'schema:conditionsOfAccess')
      .flatMap((term) => termIn(term, accessRightsOf, 'dct:accessRights', scope) ?? []),
  );
  return bestOf(found, 'accessRights', scope.warn);
}
