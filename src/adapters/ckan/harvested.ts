import type { Agent } from '../../model/agent.ts';
import type { Period } from '../../model/coverage.ts';
import type { Coded } from '../../model/coded.ts';
import { matchLicense } from '../../vocabularies/licenses.ts';
import { matchRole } from '../../vocabularies/roles.ts';
import { namesLicense } from '../../formats/values/licensing.ts';
import { peopleAmong } from '../../formats/values/parties.ts';
import type { Party } from '../../formats/values/parties.ts';
import { readPeriod } from '../../formats/values/periods.ts';
import { dateIn } from './dates.ts';
import { definedOnly } from './fields.ts';
import type { Fields } from './fields.ts';
import type { Warn } from './links.ts';
import { textOf } from './wire.ts';

/** Keys under which harvesters and national schemas leave the two ends of a period. */
const PERIODS = [
  ['temporal_start', 'temporal_end'],
  ['temporal_coverage-from', 'temporal_coverage-to'],
  ['temporal_coverage_from', 'temporal_coverage_to'],
  ['temporal-extent-begin', 'temporal-extent-end'],
  ['time_period_coverage_start', 'time_period_coverage_end'],
] as const;

/** Every way in which a package tells its periods: two keys, a list of objects, an interval in one text. */
export function periodsOf(fields: Fields, warn: Warn): Period[] {
  const ends = PERIODS.map((keys) => keys.map((key) => fields.list(key)[0]));
  for (const key of ['temporal_coverage', 'temporals'])
    for (const period of fields.objects(key))
      ends.push([
        textOf(period['start'] ?? period['start_date']),
        textOf(period['end'] ?? period['end_date']),
      ]);
  const periods = ends.flatMap(([from, to]): Period[] => {
    const start = dateIn(from, 'temporal', warn);
    const end = dateIn(to, 'temporal', warn);
    return start === undefined && end === undefined ? [] : [definedOnly({ start, end })];
  });
  if (periods.length > 0) return periods;
  return fields.list('temporal').flatMap((text) => {
    const period = readPeriod(text);
    if (period === undefined) warn('temporal', text, 'not a period that can be read');
    return period ?? [];
  });
}

/** The dates of an ISO citation, as ckanext-spatial leaves them. */
export function referenceDates(fields: Fields): (type: string) => string | undefined {
  const dates = fields.objects('dataset-reference-date');
  return (type) => textOf(dates.find((date) => date['type'] === type)?.['value']);
}

/** The parties of an ISO record, as ckanext-spatial leaves them: a list of names with their roles, or the same in one text. */
export function responsibleParties(fields: Fields, language: string): ReturnType<typeof peopleAmong> {
  const email = textOf(fields.raw('contact-email'));
  const name = textOf(fields.raw('contact-name'));
  const told = fields.raw('responsible-party');
  if (told === undefined && email === undefined && name === undefined) return {};
  const listed = fields
    .objects('responsible-party')
    .flatMap((party) => partiesIn(textOf(party['name']), rolesIn(party['roles']), language));
  const parties =
    listed.length > 0
      ? listed
      : [...(textOf(told) ?? '').matchAll(/\s*([^;]+?)\s*\(([^()]*)\)(?:;|$)/g)].flatMap(([, who, roles]) =>
          partiesIn(who, (roles ?? '').split(','), language),
        );
  const people = peopleAmong(parties, [], () => {});
  // The address is one of whom to ask, whoever else has a role.
  const contacts: Agent[] = people.contactPoint ?? [];
  const [asked = {}, ...others] = contacts;
  const contact = definedOnly({
    ...asked,
    ...(name === undefined ? {} : { name: { [language]: name } }),
    email: email?.replace(/^mailto:/i, ''),
    telephone: textOf(fields.raw('contact-phone')),
  });
  return {
    ...people,
    // A role that stands for another is a guess: the portal's own organisation knows better.
    publisher: parties.some(({ role }) => role === 'publisher') ? people.publisher : undefined,
    contactPoint: Object.keys(contact).length === 0 ? undefined : [contact, ...others],
  };
}

function partiesIn(name: string | undefined, roles: readonly string[], language: string): Party[] {
  if (name === undefined) return [];
  return roles.map((role) => ({
    role: matchRole(role.trim())?.iso ?? role.trim(),
    organization: { [language]: name },
  }));
}

function rolesIn(told: unknown): string[] {
  return (Array.isArray(told) ? told : [told]).flatMap((role: unknown) => textOf(role) ?? []);
}

/** Conditions in words, as ISO records and data.gov.uk tell them. */
export function conditionsIn(fields: Fields): string[] {
  const texts = ['licence', 'access_constraints', 'use-constraints'].flatMap((key) => fields.list(key));
  return [...new Set(texts)];
}

/** The licence that a condition names, if any does. */
export function licenseAmong(texts: readonly string[]): Coded | undefined {
  return texts.map((text) => matchLicense(text)).find(namesLicense);
}
