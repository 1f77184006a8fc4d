import type { Agent } from '../../model/agent.ts';
import type { LangText } from '../../model/text.ts';
import { matchRole } from '../../vocabularies/roles.ts';
import { PERSONAL, agentIn, peopleAmong } from '../values/parties.ts';
import type { Party, People } from '../values/parties.ts';
import { unique } from '../values/record.ts';
import { firstOf } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import { leftovers, plainObject } from './leftovers.ts';
import {
  codeOf,
  hrefOf,
  langTextOf,
  objectOf,
  objectsOf,
  propertiesOf,
  textOf,
  textsOf,
  toldIn,
} from './reading.ts';
import type { Reading } from './reading.ts';

interface IsoParty extends Party {
  /** What an agent has no place for. */
  rest: Record<string, unknown>;
}

/** Who has to do with the resource, and what of their addresses has no place in the model. */
export function peopleOf(
  root: XmlElement,
  identification: XmlElement | undefined,
  reading: Reading,
): { people: People; extra: [string, unknown][] } {
  const distribution = objectsOf(root, 'distributionInfo');
  const parties = [
    ...partiesIn(identification, reading, 'pointOfContact'),
    ...objectsOf(identification, 'citation').flatMap((citation) =>
      partiesIn(citation, reading, 'citedResponsibleParty'),
    ),
    ...distribution
      .flatMap((one) => objectsOf(one, 'distributor'))
      .flatMap((one) => partiesIn(one, reading, 'distributorContact'))
      // A distributor is one, whatever the form was left at.
      .map((party) => (party.role === 'pointOfContact' ? { ...party, role: 'distributor' } : party)),
  ];
  const ofMetadata = partiesIn(root, reading, 'contact');
  const people = peopleAmong(parties, ofMetadata, reading.warn);
  const details = [...parties, ...ofMetadata].filter(({ rest }) => Object.keys(rest).length > 0);
  const contact = unique(
    details.map(({ role, organization, individual, rest }) => ({
      role,
      ...named('organization', organization),
      ...named('individual', individual),
      ...rest,
    })),
  );
  const metadataContact = unique(
    ofMetadata.flatMap((party) => {
      const agent = agentIn(party);
      if (agent === undefined) return [];
      if (party.role !== 'pointOfContact') return [{ ...agent, role: party.role }];
      return isAmong(people.contactPoint, agent) ? [] : [agent];
    }),
  );
  return {
    people,
    extra: [
      ['contact', contact],
      ['metadataContact', metadataContact],
    ],
  };
}

/** Whether nothing is said of the agent that is not said of one of them. */
function isAmong(agents: readonly Agent[] | undefined, agent: Agent): boolean {
  const said = new Map(Object.entries(agent).map(([key, value]) => [key, JSON.stringify(value)]));
  return (agents ?? []).some((known) => {
    const there = new Map(Object.entries(known).map(([key, value]) => [key, JSON.stringify(value)]));
    return [...said].every(([key, value]) => there.get(key) === value);
  });
}

function partiesIn(object: XmlElement | undefined, reading: Reading, property: string): IsoParty[] {
  return objectsOf(object, property).flatMap((party) =>
    firstOf(party, 'party') === undefined ? [flatParty(party, reading)] : responsible(party, reading),
  );
}

/** ISO 19139: organisation, individual and address side by side. The Swiss profile writes a person's name in two parts. */
function flatParty(party: XmlElement, reading: Reading): IsoParty {
  const firstAndLast = [
    ...textsOf(party, 'individualFirstName', reading),
    ...textsOf(party, 'individualLastName', reading),
  ];
  return partyOf(party, reading, {
    role: codeOf(firstOf(party, 'role')),
    organization: propertiesOf(party, 'organisationName'),
    individual:
      langTextOf(propertiesOf(party, 'individualName'), 'contactPoint.name', reading, 'name') ??
      (firstAndLast.length === 0 ? undefined : { [reading.language]: firstAndLast.join(' ') }),
    position: spoken(propertiesOf(party, 'positionName'), reading),
    contacts: objectsOf(party, 'contactInfo'),
    identifier: undefined,
  });
}

/** ISO 19115-3: parties in a role, persons within organisations or alone. */
function responsible(responsibility: XmlElement, reading: Reading): IsoParty[] {
  const role = codeOf(firstOf(responsibility, 'role'));
  return objectsOf(responsibility, 'party').flatMap((party) => {
    const isOrganization = !party.name.endsWith('CI_Individual');
    const people = isOrganization ? objectsOf(party, 'individual') : [party];
    const organization = isOrganization ? propertiesOf(party, 'name') : [];
    const identifier = textOf(firstOf(objectOf(party, 'partyIdentifier'), 'code'), reading);
    const members = people.length === 0 ? [undefined] : people;
    return members.map((person) =>
      partyOf(party, reading, {
        role,
        organization,
        individual: langTextOf(propertiesOf(person, 'name'), 'contactPoint.name', reading, 'name'),
        position: spoken(propertiesOf(person, 'positionName'), reading),
        contacts: [
          ...objectsOf(person, 'contactInfo'),
          ...(person === party ? [] : objectsOf(party, 'contactInfo')),
        ],
        identifier,
      }),
    );
  });
}

function partyOf(
  element: XmlElement,
  reading: Reading,
  parts: {
    role: string | undefined;
    organization: XmlElement[];
    individual: LangText | undefined;
    position: string | LangText | undefined;
    contacts: XmlElement[];
    identifier: string | undefined;
  },
): IsoParty {
  const addresses = parts.contacts.flatMap((contact) => objectsOf(contact, 'address'));
  const emails = addresses
    .flatMap((address) => valuesIn(propertiesOf(address, 'electronicMailAddress'), reading))
    .flatMap((text) => text.split(/[\s;,]+(?=\S+@)/))
    .filter((text) => text !== '');
  const phones = parts.contacts.flatMap((contact) => objectsOf(contact, 'phone'));
  const telephones = valuesIn(phones.flatMap(telephonesOf), reading);
  const online = parts.contacts.flatMap((contact) => objectsOf(contact, 'onlineResource'));
  const [url, ...urls] = online.flatMap((one) =>
    toldIn(firstOf(one, 'linkage'), reading).map(({ value }) => value),
  );
  const href = parts.organization.map(hrefOf).find((one) => one !== undefined && /^https?:/i.test(one));
  const role = parts.role === undefined ? undefined : (matchRole(parts.role)?.iso ?? parts.role);
  const personal = PERSONAL.has(role ?? 'pointOfContact');
  const organization = langTextOf(parts.organization, 'publisher.name', reading, 'name');
  return {
    role: role ?? 'pointOfContact',
    organization,
    individual: parts.individual,
    email: emails[0],
    telephone: telephones[0],
    url,
    iri: href,
    identifier: parts.identifier,
    rest: {
      ...told(
        'individual',
        !personal && organization !== undefined && parts.individual !== undefined
          ? plainly(parts.individual)
          : undefined,
      ),
      ...told('position', parts.position),
      ...told('address', postal(addresses, reading)),
      ...told('emails', listed(emails.slice(1))),
      ...told('telephones', listed(telephones.slice(1))),
      ...told('fax', listed(valuesIn(phones.flatMap(faxesOf), reading))),
      ...told('urls', listed(urls)),
      ...told('hours', listed(parts.contacts.flatMap((one) => textsOf(one, 'hoursOfService', reading)))),
      ...told(
        'instructions',
        listed(parts.contacts.flatMap((one) => textsOf(one, 'contactInstructions', reading))),
      ),
      ...told('online', listed(online.flatMap(describedOf))),
      ...Object.fromEntries(leftovers(element, PARTY_READ)),
      ...told('uuid', element.attributes.find(({ name }) => name === 'uuid')?.value),
    },
  };
}

/** 19139 has voices; 19115-3 numbers with a type. */
function telephonesOf(phone: XmlElement): XmlElement[] {
  return propertiesOf(phone, 'voice', ...(isFax(phone) ? [] : ['number']));
}

function faxesOf(phone: XmlElement): XmlElement[] {
  return propertiesOf(phone, 'facsimile', ...(isFax(phone) ? ['number'] : []));
}

function isFax(phone: XmlElement): boolean {
  return /fax|facsimile/i.test(codeOf(firstOf(phone, 'numberType')) ?? '');
}

/** A link that is called something. */
function describedOf(online: XmlElement): Record<string, unknown>[] {
  const described = firstOf(online, 'name', 'description') !== undefined;
  return described ? [plainObject(online)] : [];
}

/** What is read of a party in either schema. */
const PARTY_READ: ReadonlySet<string> = new Set([
  'individualName',
  'individualFirstName',
  'individualLastName',
  'organisationName',
  'positionName',
  'contactInfo',
  'role',
  'party',
  'name',
  'individual',
  'partyIdentifier',
]);

/** Each once, in whatever language. */
function valuesIn(properties: readonly XmlElement[], reading: Reading): string[] {
  return unique(properties.flatMap((one) => toldIn(one, reading).map(({ value }) => value)));
}

function plainly(text: LangText): string | LangText | undefined {
  const [only, ...others] = Object.values(text);
  return others.length === 0 ? only : text;
}

const ADDRESS = [
  'deliveryPoint',
  'streetName',
  'streetNumber',
  'postBox',
  'postalCode',
  'city',
  'administrativeArea',
  'country',
];

/** In one line; by language where parts of it are translated. */
function postal(addresses: XmlElement[], reading: Reading): string | LangText | undefined {
  const parts = addresses.flatMap((address) =>
    ADDRESS.flatMap((part) => propertiesOf(address, part).map((one) => toldIn(one, reading))),
  );
  const inLanguage = (language: string | undefined): string =>
    parts
      .flatMap((told) => (told.find((one) => one.language === language) ?? told[0])?.value ?? [])
      .join(', ');
  const languages = unique(parts.flat().map(({ language }) => language ?? reading.language));
  const [only, ...others] = languages;
  if (only === undefined) return undefined;
  return others.length === 0
    ? inLanguage(only)
    : Object.fromEntries(languages.map((language) => [language, inLanguage(language)]));
}

/** A text, by language where it is translated. */
function spoken(properties: readonly XmlElement[], reading: Reading): string | LangText | undefined {
  const text = langTextOf(properties.slice(0, 1), 'contactPoint.position', reading, 'name');
  return text === undefined ? undefined : plainly(text);
}

function listed<T>(texts: T[]): T[] | undefined {
  return texts.length === 0 ? undefined : texts;
}

function told(key: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [key]: value };
}

function named(key: string, text: LangText | undefined): Record<string, unknown> {
  return told(key, text === undefined ? undefined : Object.values(text)[0]);
}
