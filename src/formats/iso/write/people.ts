import type { Agent } from '../../../model/agent.ts';
import type { Dataset } from '../../../model/dataset.ts';
import { PERSONAL } from '../../values/parties.ts';
import type { XmlElement } from '../../xml/tree.ts';
import { make } from './spaces.ts';
import { code, nil, plainText } from './writing.ts';
import type { Writing } from './writing.ts';

/** Who has to do with the resource, each in a role. */
export function contacts(dataset: Dataset, writing: Writing): XmlElement[] {
  const parties: [string, Agent][] = [
    ...[dataset.publisher].flatMap((agent): [string, Agent][] =>
      agent === undefined ? [] : [['publisher', agent]],
    ),
    ...inRole('pointOfContact', dataset.contactPoint),
    ...inRole('owner', dataset.rightsHolder),
    ...inRole('author', dataset.creator),
    ...inRole('contributor', dataset.contributor),
    ...(dataset.qualifiedAttribution ?? []).map(({ agent, role }): [string, Agent] => [role, agent]),
  ];
  return parties.map(([role, agent]) => make('gmd:pointOfContact', party(agent, role, writing)));
}

/** Whom to ask about the record itself: whoever is asked about the resource, else its publisher. */
export function metadataContact({ contactPoint, publisher }: Dataset, writing: Writing): XmlElement {
  const agent = contactPoint?.[0] ?? publisher;
  return agent === undefined
    ? nil('gmd:contact')
    : make('gmd:contact', party(agent, 'pointOfContact', writing));
}

function inRole(role: string, agents: readonly Agent[] = []): [string, Agent][] {
  return agents.map((agent): [string, Agent] => [role, agent]);
}

function party(agent: Agent, role: string, writing: Writing): XmlElement {
  const { name, memberOf, email, telephone, url, iri } = agent;
  // In the roles that people play, a name beside an organisation is a person's.
  const isPerson = PERSONAL.has(role) && memberOf !== undefined && name !== undefined;
  const organisation = isPerson ? memberOf : name;
  const href = iri !== undefined && /^https?:/i.test(iri) && organisation !== undefined ? iri : undefined;
  const contact = [
    telephone === undefined
      ? undefined
      : make('gmd:phone', make('gmd:CI_Telephone', plainText('gmd:voice', telephone))),
    email === undefined
      ? undefined
      : make('gmd:address', make('gmd:CI_Address', plainText('gmd:electronicMailAddress', email))),
    url === undefined
      ? undefined
      : make('gmd:onlineResource', make('gmd:CI_OnlineResource', make('gmd:linkage', make('gmd:URL', url)))),
  ].filter((part) => part !== undefined);
  return make(
    'gmd:CI_ResponsibleParty',
    isPerson ? writing.text('gmd:individualName', name) : undefined,
    writing.text('gmd:organisationName', organisation, href),
    contact.length === 0 ? undefined : make('gmd:contactInfo', make('gmd:CI_Contact', contact)),
    code('gmd:role', 'gmd:CI_RoleCode', role),
  );
}
