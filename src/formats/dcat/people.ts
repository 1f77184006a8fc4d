import type { Agent, Attribution } from '../../model/agent.ts';
import { cleanName } from '../../model/clean.ts';
import { stableJson } from '../../model/fingerprint.ts';
import { matchRole } from '../../vocabularies/roles.ts';
import { Node } from '../rdf/node.ts';
import { isLiteral } from '../rdf/terms.ts';
import type { Term } from '../rdf/terms.ts';
import { agentOf } from '../values/agents.ts';
import { some, unique } from '../values/record.ts';
import { langText } from '../values/texts.ts';
import type { Told } from '../values/texts.ts';
import { addressOf, nodeOf, textsOf, wordsOf } from './scope.ts';
import type { Scope } from './scope.ts';

/** Roles that DCAT profiles have a property for and the model has not. */
const ROLES: Readonly<Record<string, string>> = {
  'geodcat:custodian': 'custodian',
  'geodcat:distributor': 'distributor',
  'geodcat:originator': 'originator',
  'geodcat:principalInvestigator': 'principalInvestigator',
  'geodcat:processor': 'processor',
  'geodcat:resourceProvider': 'resourceProvider',
  'geodcat:user': 'user',
  'dcatde:maintainer': 'maintainer',
  'dcatde:originator': 'originator',
  'schema:funder': 'funder',
  'schema:maintainer': 'maintainer',
  'schema:provider': 'provider',
};
const NAMES = [
  'foaf:name',
  'vcard:fn',
  'vcard:hasFN',
  'vcard:hasFormattedName',
  'schema:name',
  'skos:prefLabel',
  'rdfs:label',
  'dct:title',
  'vcard:organization-name',
  'vcard:hasOrganizationName',
  'vcard:org',
  'org:name',
] as const;
const ORGANIZATIONS = ['vcard:organization-name', 'vcard:hasOrganizationName', 'vcard:org'] as const;
const EMAILS = ['foaf:mbox', 'vcard:hasEmail', 'vcard:email', 'schema:email'] as const;
const TELEPHONES = [
  'vcard:hasTelephone',
  'vcard:tel',
  'foaf:phone',
  'schema:telephone',
  'vcard:Tel',
  'vcard:hasTel',
] as const;
const URLS = [
  'foaf:homepage',
  'vcard:hasURL',
  'vcard:url',
  'schema:url',
  'foaf:workplaceHomepage',
  'foaf:page',
  'schema:sameAs',
] as const;
const IDENTIFIERS = [
  'dct:identifier',
  'org:identifier',
  'vcard:hasUID',
  'vcard:uid',
  'schema:identifier',
  'adms:identifier',
] as const;
const VALUES = [
  'vcard:hasValue',
  'vcard:value',
  'rdf:value',
  'schema:email',
  'schema:telephone',
  'skos:notation',
] as const;
const PARENTS = [
  'org:subOrganizationOf',
  'org:memberOf',
  'schema:parentOrganization',
  'schema:memberOf',
  'schema:affiliation',
  'foaf:member',
  'pod:subOrganizationOf',
] as const;
const PARENTS_MAX = 6;

export function peopleIn(node: Node, scope: Scope): Record<string, unknown> {
  const agents = (...predicates: string[]): Agent[] =>
    unique(predicates.flatMap((via) => node.all(via).flatMap((term) => agentIn(term, via, scope) ?? [])));
  // Written by a store, the same two come in any order: which one is taken must not depend on that.
  const [publisher, ...publishers] = inOneOrder(agents('dct:publisher', 'schema:publisher'));
  for (const other of publishers)
    scope.warn('publisher', JSON.stringify(other), 'another publisher: kept as a contributor');
  const creators = agents('dct:creator', 'schema:creator', 'schema:author');
  return {
    publisher,
    creator: some(creators),
    contributor: some(unique([...agents('dct:contributor', 'schema:contributor'), ...publishers])),
    rightsHolder: some(agents('dct:rightsHolder', 'schema:copyrightHolder')),
    contactPoint: some(agents('dcat:contactPoint', 'adms:contactPoint', 'schema:contactPoint')),
    qualifiedAttribution: some(unique(attributionsIn(node, scope))),
  };
}

/** By address, else by what is said of them. */
function inOneOrder(agents: readonly Agent[]): Agent[] {
  const keyOf = (agent: Agent): string => agent.iri ?? stableJson(agent);
  return agents.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

/** A person or organisation: described, named in a text, or only known by address. */
export function agentIn(term: Term, via: string, scope: Scope): Agent | undefined {
  if (isLiteral(term)) return agentInText(term.value, { value: term.value, language: term.language }, scope);
  const node = nodeOf(term, via, scope);
  if (node === undefined) return undefined;
  if (/^mailto:/i.test(node.id)) return agentOf({ ...partsIn(node, via, scope), email: node.id });
  return agentOf({ ...partsIn(node, via, scope), iri: node.iri });
}

function agentInText(text: string, told: Told, { warn, language }: Scope): Agent | undefined {
  if (/^(?:mailto:)?[^\s@]+@[^\s@]+\.[a-z]+$/i.test(text.trim())) return agentOf({ email: text });
  if (/^https?:\/\/\S+$/i.test(text.trim())) return agentOf({ iri: text.trim() });
  return agentOf({ name: langText([told], { field: 'agent', warn, fallback: language, name: true }) });
}

function partsIn(node: Node, via: string, scope: Scope): Parameters<typeof agentOf>[0] {
  const { warn, language } = scope;
  const named = (told: readonly Told[], field: string): Agent['name'] =>
    langText(told, { field: `${via}.${field}`, warn, fallback: language, name: true });
  const name = namesIn(node, via, scope);
  const organization = named(textsOf(node.all(...ORGANIZATIONS), via, scope), 'memberOf');
  const above = parentsOf(node, via, scope, [node.id]) ?? organization;
  return {
    name,
    email: valueIn(node, EMAILS, via, scope),
    telephone: valueIn(node, TELEPHONES, via, scope),
    url: valueIn(node, URLS, via, scope),
    identifier: valueIn(node, IDENTIFIERS, via, scope),
    type: node
      .all('dct:type', 'adms:publisherType')
      .flatMap((term) => addressOf(term) ?? wordsOf([term], via, scope))[0],
    memberOf: JSON.stringify(above) === JSON.stringify(name) ? undefined : above,
  };
}

function namesIn(node: Node, via: string, scope: Scope): Agent['name'] {
  for (const predicate of NAMES) {
    if (!node.says(predicate)) continue;
    const told = node.all(predicate).flatMap((term): Told[] => {
      if (isLiteral(term)) return [{ value: term.value, language: term.language }];
      const inner = nodeOf(term, via, scope);
      const values = inner?.first(...VALUES, 'vcard:organization-name', 'rdfs:label').filter(isLiteral) ?? [];
      return values.map(({ value, language }) => ({ value, language }));
    });
    const name = langText(told, {
      field: `${via}.name`,
      warn: scope.warn,
      fallback: scope.language,
      name: true,
    });
    if (name !== undefined) {
      heardAgain(node, name);
      return name;
    }
  }
  const parts = node.all(
    'foaf:firstName',
    'foaf:givenName',
    'foaf:givenname',
    'vcard:given-name',
    'schema:givenName',
    'foaf:familyName',
    'foaf:family_name',
    'foaf:lastName',
    'vcard:family-name',
    'schema:familyName',
  );
  const whole = parts
    .filter(isLiteral)
    .map(({ value }) => value.trim())
    .join(' ');
  return whole === '' ? undefined : { [scope.language]: whole };
}

/** The same name under another property says nothing more: udata has each in foaf:name and rdfs:label. */
function heardAgain(node: Node, name: NonNullable<Agent['name']>): void {
  const known = new Set(Object.values(name));
  for (const predicate of NAMES) {
    const terms = node.graph.objects(node.id, predicate);
    if (terms.every((term) => isLiteral(term) && known.has(cleanName(term.value)))) node.all(predicate);
  }
}

/** The first value that is not blank: a literal, an address, or a node that holds it. Others are told. */
function valueIn(node: Node, predicates: readonly string[], via: string, scope: Scope): string | undefined {
  const values = node.all(...predicates).flatMap((term) => {
    if (isLiteral(term)) return [term.value];
    // A homepage is an address here, whatever else is said of it.
    if (term.kind === 'iri' && !holdsValue(new Node(scope.graph, term.id))) return [term.id];
    const inner = nodeOf(term, via, scope);
    const held = inner?.all(...VALUES) ?? [];
    if (held.length > 0) return held.flatMap((value) => (isLiteral(value) ? [value.value] : [value.id]));
    return term.kind === 'iri' ? [term.id] : [];
  });
  const [first, ...others] = [...new Set(values.map((value) => value.trim()))].filter(
    (value) => value !== '',
  );
  for (const other of others)
    if (other.replace(/^(?:mailto|tel):/i, '') !== first?.replace(/^(?:mailto|tel):/i, ''))
      scope.warn(via, other, 'a second one of its kind beside the one kept: left out');
  return first;
}

/** Whether an address only stands for a number or an address that it holds. */
function holdsValue(node: Node): boolean {
  if (/^(?:mailto|tel):/i.test(node.id)) return false;
  return VALUES.some(
    (predicate) =>
      node.says(predicate) &&
      (predicate !== 'skos:notation' || node.types.some((type) => type.endsWith('adms#Identifier'))),
  );
}

/** The organisations above, the highest first. */
function parentsOf(node: Node, via: string, scope: Scope, path: readonly string[]): Agent['memberOf'] {
  const [parent] = node.all(...PARENTS);
  if (parent === undefined || path.length > PARENTS_MAX) return undefined;
  if (isLiteral(parent)) return { [parent.language ?? scope.language]: parent.value };
  if (path.includes(parent.id)) return undefined;
  const above = nodeOf(parent, via, scope);
  const name = above === undefined ? undefined : namesIn(above, via, scope);
  if (above === undefined || name === undefined)
    return parent.kind === 'iri' ? { [scope.language]: parent.id } : undefined;
  const higher = parentsOf(above, via, scope, [...path, parent.id]);
  if (higher === undefined) return name;
  return Object.fromEntries(
    Object.entries(name).map(([language, text]) => [
      language,
      `${higher[language] ?? Object.values(higher)[0]} > ${text}`,
    ]),
  );
}

function attributionsIn(node: Node, scope: Scope): Attribution[] {
  const direct = Object.entries(ROLES).flatMap(([via, role]) =>
    node.all(via).flatMap((term) => {
      const agent = agentIn(term, via, scope);
      return agent === undefined ? [] : [{ agent, role }];
    }),
  );
  const via = 'prov:qualifiedAttribution';
  const qualified = node.all(via).flatMap((term) => {
    const attribution = nodeOf(term, via, scope);
    const agents =
      attribution?.all('prov:agent', 'prov:hasAgent').flatMap((one) => agentIn(one, via, scope) ?? []) ?? [];
    const roles =
      attribution === undefined
        ? []
        : wordsOf(attribution.all('dcat:hadRole', 'prov:hadRole', 'dct:type'), via, scope);
    const [told = 'contributor'] = roles;
    if (roles.length === 0)
      scope.warn('qualifiedAttribution', undefined, 'an agent without a role: taken for a contributor');
    return agents.map((agent) => ({
      agent,
      role: matchRole(told)?.iso ?? matchRole(told.replace(/^.*[/#]/, ''))?.iso ?? told,
    }));
  });
  return [...direct, ...qualified];
}
