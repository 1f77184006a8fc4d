import { isLink } from '../../model/link.ts';
import { matchRole } from '../../vocabularies/roles.ts';
import { isJson, jsonAt, listOf, objectsOf, textOf, textsOf } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import { isBlank } from '../values/extra.ts';
import { PERSONAL } from '../values/parties.ts';
import type { Party } from '../values/parties.ts';
import { oneText } from '../values/texts.ts';
import type { Warn } from '../values/warn.ts';

/** STAC's words for what a provider does. */
const PROVIDERS: Readonly<Record<string, string>> = {
  producer: 'originator',
  processor: 'processor',
  host: 'distributor',
  licensor: 'rightsHolder',
};

const EMAIL = /^\S+@\S+\.\S+$/;
const READ = new Set(
  'name individualName individual organization organisation organizationName identifier emails email phones phone url links role roles contactInfo'.split(
    ' ',
  ),
);
const NO_PLACE = 'no place for it: left out';
const NOT_PERSONAL = 'an organisation has this role, not a person: left out';

/** Contacts of the standard and of its drafts, STAC's providers and single agents, each once for every role. */
export function partiesOf(properties: Json, language: string, warn: Warn): Party[] {
  const from = (key: string, role: string): Party[] =>
    listOf(properties[key]).flatMap((contact) =>
      isJson(contact)
        ? partiesIn(contact, role, language, (part, value, reason) => warn(`${key}.${part}`, value, reason))
        : (inWords(contact, role, language) ?? []),
    );
  return [
    ...from('contacts', 'pointOfContact'),
    ...from('providers', 'publisher'),
    ...from('contactPoint', 'pointOfContact'),
    ...from('publisher', 'publisher'),
    ...from('creator', 'author'),
  ];
}

/** An address, or a name with an e-mail address in it: `Geo team, geo@city.example, City`. */
function inWords(contact: unknown, role: string, language: string): Party | undefined {
  const text = textOf(contact);
  if (text === undefined) return undefined;
  if (isLink(text)) return { role, url: text };
  const parts = text.split(/\s*[,;]\s*/);
  const email = parts.find((part) => EMAIL.test(part));
  const name = email === undefined ? text : parts.filter((part) => part !== email).join(', ');
  return { role, email, organization: oneText(name, language) };
}

function partiesIn(contact: Json, fallback: string, language: string, warn: Warn): Party[] {
  const info = jsonAt(contact, 'contactInfo');
  const roles = listOf(contact['roles'] ?? contact['role']).flatMap(
    (role) => textOf(isJson(role) ? (role['name'] ?? role['value']) : role) ?? [],
  );
  const email = valueIn(contact['emails'] ?? contact['email'] ?? info['email']);
  const telephone = valueIn(contact['phones'] ?? contact['phone'] ?? info['phone']);
  const name = textOf(contact['name'] ?? contact['individualName']);
  const individual = textOf(contact['individual']);
  const organization = textOf(
    contact['organization'] ?? contact['organisation'] ?? contact['organizationName'],
  );
  const links = objectsOf(contact['links'] ?? info['url'] ?? info['links']);
  const url =
    links.map((link) => textOf(link['href'])).find((href) => href !== undefined) ?? textOf(contact['url']);
  // A name beside an organisation is a person's; alone it may be either.
  const person = individual ?? (organization === undefined ? undefined : name);
  const party = {
    organization: oneText(organization ?? (individual === undefined ? name : undefined), language),
    individual: oneText(person === organization ? undefined : person, language),
    email,
    telephone,
    url,
    identifier: textOf(contact['identifier']),
  };
  const parties = (roles.length === 0 ? [fallback] : roles).map((role) => ({
    ...party,
    role: matchRole(role)?.iso ?? PROVIDERS[role.toLowerCase()] ?? role,
  }));
  if (party.organization !== undefined && !parties.some(({ role }) => PERSONAL.has(role)))
    tellAll([['name', person === organization ? undefined : person]], NOT_PERSONAL, warn);
  tellAll(
    [
      ...Object.entries(contact).filter(([key]) => !READ.has(key)),
      ['emails', othersIn(contact['emails'] ?? contact['email'] ?? info['email'], email)],
      ['phones', othersIn(contact['phones'] ?? contact['phone'] ?? info['phone'], telephone)],
      ['links', links.filter(({ href }) => textOf(href) !== url)],
      ['contactInfo', Object.fromEntries(Object.entries(info).filter(([key]) => !READ.has(key)))],
    ],
    NO_PLACE,
    warn,
  );
  return parties;
}

function tellAll(left: readonly [string, unknown][], reason: string, warn: Warn): void {
  for (const [part, value] of left)
    if (!isBlank(value)) warn(part, textOf(value) ?? JSON.stringify(value), reason);
}

/** An agent has one address of a kind: those beside it. */
function othersIn(told: unknown, kept: string | undefined): unknown[] {
  const all = listOf(told).flatMap((one) =>
    isJson(one) ? (textOf(one['value']) ?? Object.values(one).flatMap(textsOf)) : (textOf(one) ?? []),
  );
  return all.filter((text) => text !== kept);
}

/** `[{ value }]`, `{ office: … }`, or the text itself. */
function valueIn(told: unknown): string | undefined {
  for (const one of listOf(told)) {
    const text = isJson(one) ? (textOf(one['value']) ?? Object.values(one).flatMap(textsOf)[0]) : textOf(one);
    if (text !== undefined) return text;
  }
  return undefined;
}
