import type { Agent } from '../../model/agent.ts';
import { cleanName } from '../../model/clean.ts';
import type { Dataset } from '../../model/dataset.ts';
import { pickText } from '../../model/text.ts';
import { matchRole } from '../../vocabularies/roles.ts';
import type { Loss } from '../adapter.ts';
import { firstOf } from './cut.ts';
import { pick } from './pick.ts';
import type { WireContact, WireOwner } from './wire.ts';
import { linkOf, nameIn, nonEmpty, present } from './words.ts';

/** A contact point as udata keeps it, without its id: the same content is the same contact there. */
export interface Contact {
  name?: string;
  email?: string;
  contact_form?: string;
  role: string;
}

const NAME_LENGTH_MAX = 255;
const EMAIL = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;
/** Roles that DCAT has no property for; the others have one each. */
const ATTRIBUTION_ROLES = [
  'custodian',
  'distributor',
  'originator',
  'principalInvestigator',
  'processor',
  'resourceProvider',
  'user',
];

const KNOWN_ROLES: ReadonlySet<string> = new Set([
  ...ATTRIBUTION_ROLES,
  'contact',
  'creator',
  'publisher',
  'rightsHolder',
]);

type People = Pick<
  Dataset,
  'publisher' | 'contactPoint' | 'creator' | 'rightsHolder' | 'qualifiedAttribution'
>;

/** Who answers for a record. Its owner is the publisher, unless a contact has that role: then the owner only distributes. */
export function peopleOf(
  contacts: readonly WireContact[],
  owner: WireOwner | undefined,
  language: string,
): People {
  const inRole = (role: string) =>
    contacts
      .filter((contact) => (contact.role ?? 'contact') === role)
      .map((contact) => toAgent(contact, language))
      .filter((agent) => agent !== undefined);
  const ownerAgent = owner === undefined ? undefined : ownerToAgent(owner, language);
  const [publisher] = inRole('publisher');
  const attributions = ATTRIBUTION_ROLES.flatMap((role) => inRole(role).map((agent) => ({ agent, role })));
  // A role that udata knows and this does not yet.
  for (const contact of contacts) {
    const { role = 'contact' } = contact;
    const agent = KNOWN_ROLES.has(role) ? undefined : toAgent(contact, language);
    if (agent !== undefined) attributions.push({ agent, role });
  }
  if (publisher !== undefined && ownerAgent !== undefined)
    attributions.push({ agent: ownerAgent, role: 'distributor' });
  return present({
    publisher: publisher ?? ownerAgent,
    contactPoint: nonEmpty(inRole('contact')),
    creator: nonEmpty(inRole('creator')),
    rightsHolder: nonEmpty(inRole('rightsHolder')),
    qualifiedAttribution: nonEmpty(attributions),
  });
}

/** The contact points of a dataset, each once, and what of its people udata has no place for. */
export function contactsOf(dataset: Dataset, preferred: readonly string[], losses: Loss[]): Contact[] {
  const agents: [field: string, role: string, agent: Agent][] = [
    ...(dataset.contactPoint ?? []).map((agent): [string, string, Agent] => [
      'contactPoint',
      'contact',
      agent,
    ]),
    ...(dataset.creator ?? []).map((agent): [string, string, Agent] => ['creator', 'creator', agent]),
    ...(dataset.rightsHolder ?? []).map((agent): [string, string, Agent] => [
      'rightsHolder',
      'rightsHolder',
      agent,
    ]),
    ...(dataset.qualifiedAttribution ?? []).map(({ agent, role }): [string, string, Agent] => [
      'qualifiedAttribution',
      role,
      agent,
    ]),
  ];
  const contacts = new Map<string, Contact>();
  for (const [field, word, agent] of agents) {
    const role = matchRole(word)?.udata;
    if (role === undefined) {
      losses.push({
        field,
        value: pickText(agent.name, preferred) ?? word,
        reason: `udata has no role «${word}»`,
      });
      continue;
    }
    const contact = toContact(field, role, agent, preferred, losses);
    if (contact !== undefined) contacts.set(JSON.stringify(contact), contact);
  }
  return [...contacts.values()];
}

/** A remote contact in the form in which we compare. */
export function plainContact(contact: WireContact): Contact {
  return {
    ...present({ name: contact.name, email: contact.email, contact_form: contact.contact_form }),
    role: contact.role ?? 'contact',
  };
}

function toAgent(contact: WireContact, language: string): Agent | undefined {
  const email = contact.email === undefined ? '' : cleanName(contact.email);
  const agent: Agent = present({
    name: nameIn(language, contact.name),
    email: email === '' ? undefined : email,
    url: linkOf(contact.contact_form),
  });
  return Object.keys(agent).length === 0 ? undefined : agent;
}

function ownerToAgent(owner: WireOwner, language: string): Agent | undefined {
  const name = nameIn(language, owner.name ?? `${owner.first_name ?? ''} ${owner.last_name ?? ''}`);
  if (name === undefined) return undefined;
  return { name, ...present({ url: linkOf(owner.page), identifier: owner.id }) };
}

function toContact(
  field: string,
  role: string,
  agent: Agent,
  preferred: readonly string[],
  losses: Loss[],
): Contact | undefined {
  const name = cleanName(
    pick(`${field}.name`, agent.name, preferred, losses) ?? pickText(agent.memberOf, preferred) ?? '',
  );
  const lose = (reason: string, value = name === '' ? (agent.email ?? agent.iri ?? '') : name) =>
    losses.push({ field, value, reason });
  // A name with an address in it costs the whole contact there.
  const named = name !== '' && !/https?:\/\/|\bwww\./i.test(name);
  if (name !== '' && !named) lose('udata takes no address within a name');
  const email = agent.email?.trim().replace(/^mailto:/i, '');
  const reachable = email !== undefined && EMAIL.test(email) && email.length <= NAME_LENGTH_MAX;
  if (email !== undefined && !reachable) lose('not an e-mail address', email);
  const form = linkOf(agent.url);
  if (agent.url !== undefined && form === undefined) lose('not an address that udata takes', agent.url);
  for (const part of ['telephone', 'iri', 'identifier', 'type'] as const) {
    const value = agent[part];
    if (value !== undefined)
      losses.push({ field: `${field}.${part}`, value, reason: 'udata has no place for it' });
  }
  if (agent.memberOf !== undefined && agent.name !== undefined) {
    const value = pickText(agent.memberOf, preferred) ?? '';
    losses.push({ field: `${field}.memberOf`, value, reason: 'udata has no place for it' });
  }
  const contact: Contact = {
    ...present({
      name: named ? firstOf(name, NAME_LENGTH_MAX) : undefined,
      email: reachable ? email : undefined,
      contact_form: form,
    }),
    role,
  };
  const enough =
    contact.email !== undefined || contact.contact_form !== undefined || (role !== 'contact' && named);
  if (!enough) lose('udata wants an e-mail address or a form for a contact');
  return enough ? contact : undefined;
}
