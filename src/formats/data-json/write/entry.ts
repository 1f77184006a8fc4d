import type { Agent } from '../../../model/agent.ts';
import type { Coded } from '../../../model/coded.ts';
import type { Location, Period } from '../../../model/coverage.ts';
import type { Dataset } from '../../../model/dataset.ts';
import type { Distribution } from '../../../model/distribution.ts';
import { sameJson } from '../../../model/fingerprint.ts';
import { pickText } from '../../../model/text.ts';
import type { LangText } from '../../../model/text.ts';
import { toDcatUsFrequency } from '../../../vocabularies/frequencies.ts';

/** Fields of federal agencies that the model has no names for: kept under theirs. */
const FEDERAL = [
  'bureauCode',
  'programCode',
  'dataQuality',
  'primaryITInvestmentUII',
  'systemOfRecords',
  'describedByType',
] as const;
const ACCESS: Readonly<Record<string, string>> = {
  PUBLIC: 'public',
  RESTRICTED: 'restricted public',
  NON_PUBLIC: 'non-public',
  CONFIDENTIAL: 'non-public',
  SENSITIVE: 'non-public',
};

/** The language that an entry is written in: that of its title. */
export function languageOf({ title }: Dataset): string {
  return Object.keys(title)[0] ?? 'und';
}

/** A dataset as an entry of DCAT-US 1.1, in one language. */
export function entryOf(dataset: Dataset): Record<string, unknown> {
  const language = languageOf(dataset);
  const said = (text: LangText | undefined): string | undefined => text?.[language];
  const federal = FEDERAL.map((key) => [key, dataset.extra?.[key]] as const);
  return defined({
    '@type': 'dcat:Dataset',
    '@id': dataset.iri,
    identifier: dataset.identifier?.[0] ?? dataset.id,
    title: pickText(dataset.title, [language]),
    description: said(dataset.description),
    keyword: dataset.keyword?.[language],
    theme: dataset.theme?.flatMap((theme) => termOf(theme, language) ?? []),
    publisher: publisherOf(dataset.publisher, language),
    contactPoint: contactOf(dataset.contactPoint?.[0], language),
    accessLevel: accessOf(dataset.accessRights),
    rights: said(dataset.rights?.[0]),
    license: termOf(dataset.license ?? sharedLicense(dataset), language),
    issued: dataset.issued,
    modified: dataset.modified,
    accrualPeriodicity: toDcatUsFrequency(dataset.frequency)?.id,
    temporal: periodOf(dataset.temporal?.[0]),
    spatial: placeOf(dataset.spatial?.[0], language),
    language: dataset.language,
    landingPage: dataset.landingPage?.[0],
    references: dataset.page?.flatMap(({ url }) => url ?? []),
    conformsTo: dataset.conformsTo?.find(({ url }) => url !== undefined)?.url,
    isPartOf: dataset.inSeries?.[0],
    ...Object.fromEntries(federal.filter(([, value]) => value !== undefined)),
    distribution: dataset.distribution?.map((one) => distributionOf(one, language)),
  });
}

function distributionOf(distribution: Distribution, language: string): Record<string, unknown> {
  const { format } = distribution;
  return defined({
    '@type': 'dcat:Distribution',
    '@id': distribution.iri,
    identifier: distribution.id,
    title: distribution.title?.[language],
    description: distribution.description?.[language],
    downloadURL: distribution.downloadURL?.[0],
    accessURL: distribution.accessURL?.[0],
    mediaType: distribution.mediaType,
    format: format?.code ?? format?.raw,
    conformsTo: distribution.conformsTo?.find(({ url }) => url !== undefined)?.url,
  });
}

function publisherOf(agent: Agent | undefined, language: string): Record<string, unknown> | undefined {
  const name = pickText(agent?.name, [language]);
  if (name === undefined) return undefined;
  const above = pickText(agent?.memberOf, [language]);
  return defined({
    '@type': 'org:Organization',
    name,
    subOrganizationOf: above === undefined ? undefined : { '@type': 'org:Organization', name: above },
  });
}

function contactOf(agent: Agent | undefined, language: string): Record<string, unknown> | undefined {
  const fn = pickText(agent?.name, [language]);
  const email = agent?.email;
  if (fn === undefined && email === undefined) return undefined;
  return defined({
    '@type': 'vcard:Contact',
    fn,
    hasEmail: email === undefined ? undefined : `mailto:${email}`,
  });
}

/** A term by its address, else in words. */
function termOf(coded: Coded | undefined, language: string): string | undefined {
  return coded?.uri ?? coded?.label?.[language] ?? coded?.code ?? coded?.raw;
}

function accessOf(access: Coded | undefined): string | undefined {
  return access?.code === undefined ? undefined : ACCESS[access.code];
}

/** There is one licence for all files: told where they agree on it. */
function sharedLicense({ distribution = [] }: Dataset): Coded | undefined {
  const [first, ...others] = distribution.map(({ license }) => license);
  return others.every((one) => sameJson(one, first)) ? first : undefined;
}

function periodOf(period: Period | undefined): string | undefined {
  return period === undefined ? undefined : `${period.start ?? '..'}/${period.end ?? '..'}`;
}

/** A box, an outline, an address or a name: the one that says most. */
function placeOf(place: Location | undefined, language: string): string | undefined {
  if (place?.bbox !== undefined) return place.bbox.join(',');
  if (place?.geometry !== undefined) return JSON.stringify(place.geometry);
  return place?.uri ?? pickText(place?.label, [language]);
}

/** Without what is absent or empty. */
function defined(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
