import type { Agent, Attribution } from '../../../model/agent.ts';
import { matchRole } from '../../../vocabularies/roles.ts';
import type { Telling } from './shared.ts';
import type { Value } from './tree.ts';
import { plain, ref, thing, unlessEmpty } from './tree.ts';
import { iriRef, linkRef, safeIri, texts } from './values.ts';

const ROLE = 'http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/';

/** foaf:Agent; DCAT-AP has none without a name. */
export function agentValue(agent: Agent, field: string, telling: Telling): Value | undefined {
  const name = texts(agent.name);
  const made = thing(
    safeIri(agent.iri),
    name.length === 0 ? [] : ['foaf:Agent'],
    ['foaf:name', ...name],
    ['foaf:mbox', scheme('mailto', agent.email)],
    ['foaf:phone', scheme('tel', agent.telephone)],
    ['foaf:homepage', address(agent.url)],
    ['dct:identifier', agent.identifier === undefined ? undefined : plain(agent.identifier)],
    ['dct:type', kindOf(agent.type)],
    ['org:memberOf', above(agent)],
  );
  const there = unlessEmpty(made);
  return there === undefined ? undefined : telling.of(there, field);
}

/** vcard:Kind, as dcat:contactPoint has it. */
export function contactValue(agent: Agent, field: string, telling: Telling): Value | undefined {
  const made = thing(
    safeIri(agent.iri),
    ['vcard:Kind'],
    ['vcard:fn', ...texts(agent.name)],
    ['vcard:hasEmail', scheme('mailto', agent.email)],
    ['vcard:hasTelephone', scheme('tel', agent.telephone)],
    ['vcard:hasURL', address(agent.url)],
    ['vcard:hasUID', agent.identifier === undefined ? undefined : plain(agent.identifier)],
    ['dct:type', kindOf(agent.type)],
    ['vcard:organization-name', ...texts(agent.memberOf)],
  );
  const there = unlessEmpty(made);
  return there === undefined ? undefined : telling.of(there, field);
}

export function attributionValue({ agent, role }: Attribution, telling: Telling): Value | undefined {
  const who = agentValue(agent, 'qualifiedAttribution', telling);
  if (who === undefined) return undefined;
  const known = matchRole(role)?.iso === role ? ref(`${ROLE}${role}`) : iriRef(role);
  return thing(
    undefined,
    ['prov:Attribution'],
    ['prov:agent', who],
    ['dcat:hadRole', known ?? thing(undefined, [], ['rdfs:label', plain(role)])],
  );
}

function above({ memberOf }: Agent): Value | undefined {
  const name = texts(memberOf);
  return name.length === 0 ? undefined : thing(undefined, ['org:Organization'], ['foaf:name', ...name]);
}

function address(url: string | undefined): Value | undefined {
  return url === undefined ? undefined : linkRef(url);
}

function scheme(name: string, value: string | undefined): Value | undefined {
  return value === undefined
    ? undefined
    : linkRef(`${name}:${value.replace(/\s+/g, name === 'tel' ? '-' : '')}`);
}

function kindOf(type: string | undefined): Value | undefined {
  if (type === undefined) return undefined;
  return iriRef(type) ?? unlessEmpty(thing(undefined, [], ['rdfs:label', plain(type)]));
}
