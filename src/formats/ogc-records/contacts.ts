import { isLink } from '../../model/link.ts';
import { matchRole } from '../../vocabularies/roles.ts';
import { isJson, jsonAt, listOf, objectsOf, textOf, textsOf } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import type { Party } from '../values/parties.ts';
import { oneText } from '../values/texts.ts';

/** STAC's words for what a provider does. */
const PROVIDERS: Readonly<Record<string, string>> = {
  producer: 'originator',
  processor: 'processor',
  host: 'distributor',
  licensor: 'rightsHolder',
};

/** Contacts of the standard and of its drafts, STAC's providers and single agents, each once for every role. */
export function partiesOf(properties: Json, language: string): Party[] {
  return [
    ...objectsOf(properties['contacts']).flatMap((contact) => partiesIn(contact, 'pointOfContact', language)),
    ...objectsOf(properties['providers']).flatMap((contact) => partiesIn(contact, 'publisher', language)),
    ...listOf(properties['contactPoint']).flatMap((contact) => loose(contact, 'pointOfContact', language)),
    ...listOf(properties['publisher']).flatMap((contact) => loose(contact, 'publisher', language)),
    ...listOf(properties['creator']).flatMap((contact) => loose(contact, 'author', language)),
  ];
}

function loose(contact: unknown, role: string, language: string): Party[] {
  if (isJson(contact)) return partiesIn(contact, role, language);
  const text = textOf(contact);
  if (text === undefined) return [];
  if (isLink(text)) return [{ role, url: text }];
  return [/^\S+@\S+$/.test(text) ? { role, email: text } : { role, organization: oneText(text, language) }];
}

function partiesIn(contact: Json, fallback: string, language: string): Party[] {
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
  return (roles.length === 0 ? [fallback] : roles).map((role) => ({
    ...party,
    role: matchRole(role)?.iso ?? PROVIDERS[role.toLowerCase()] ?? role,
  }));
}

/** `[{ value }]`, `{ office: … }`, or the text itself. */
function valueIn(told: unknown): string | undefined {
  for (const one of listOf(told)) {
    const text = isJson(one) ? (textOf(one['value']) ?? Object.values(one).flatMap(textsOf)[0]) : textOf(one);
    if (text !== undefined) return text;
  }
  return undefined;
}
