import type { Coded } from '../../model/coded.ts';
import type { Dataset } from '../../model/dataset.ts';
import { matchLanguage } from '../../vocabularies/languages.ts';
import type { Read, ReadOptions } from '../format.ts';
import { dateIn } from '../values/dates.ts';
import { extraOf } from '../values/extra.ts';
import { linkOf } from '../values/links.ts';
import { recordOf, some, unique } from '../values/record.ts';
import type { Draft } from '../values/record.ts';
import { Warnings } from '../values/warn.ts';
import { attributeOf, firstOf, textIn } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';
import { datesOf, identifiersOf, instantOf } from './citation.ts';
import { constraintsOf } from './constraints.ts';
import { peopleOf } from './contacts.ts';
import { accessOf } from './distributions.ts';
import { documentsOf, graphicsOf, maintenanceOf } from './documents.ts';
import { coverageOf } from './extent.ts';
import { subjectsOf } from './keywords.ts';
import { IDENTIFICATION_READ, ROOT_READ } from './known.ts';
import { leftovers } from './leftovers.ts';
import { markIn } from './mark.ts';
import {
  codeOf,
  codesOf,
  langTextOf,
  languageOfLocale,
  languagesOf,
  objectOf,
  objectsOf,
  propertiesOf,
  textOf,
  toldIn,
} from './reading.ts';
import type { Reading } from './reading.ts';
import { resolutionOf } from './resolution.ts';
import { qualityOf, relatedOf } from './related.ts';
import { tellReferences } from './references.ts';
import { isOfService, linkWords, serviceOf } from './service.ts';
import { langText } from '../values/texts.ts';

/** A metadata record of ISO 19115 in whichever of its schemas and profiles. `repaired` is what its XML had wrong. */
export function isoRecord(root: XmlElement, options: ReadOptions, repaired: readonly string[] = []): Read {
  const warnings = new Warnings();
  for (const reason of repaired) warnings.warn('record', undefined, reason);
  const reading: Reading = {
    ...languagesOf(root, options.language ?? 'und'),
    warn: warnings.warn,
    base: options.base,
  };
  const draft = draftOf(root, reading, warnings);
  const modified = dateTime(dateStampOf(root, reading));
  return recordOf(draft, { warnings, modified });
}

function draftOf(root: XmlElement, reading: Reading, warnings: Warnings): Draft {
  const [identification, ...others] = objectsOf(root, 'identificationInfo');
  const citations = objectsOf(identification, 'citation');
  const { others: otherDates, ...dates } = datesOf(citations, reading);
  const identifiers = identifiersOf(citations, reading);
  const kind = kindOf(root, identification);
  const subjects = subjectsOf(identification, reading);
  const coverage = coverageOf(identification, reading);
  const resolution = resolutionOf(identification, reading);
  const rights = constraintsOf(identification, reading);
  const { people, extra: contacts } = peopleOf(root, identification, reading);
  const access = accessOf(root, reading);
  const related = relatedOf(root, identification, reading);
  const quality = qualityOf(root, reading);
  const id = idOf(root, identifiers.identifier?.[0], reading, warnings);
  const isService = kind === 'service' && identification !== undefined;
  const {
    extra: ofService = [],
    type: serviceType,
    ...service
  } = isService ? serviceOf(identification, access.services, reading) : {};
  const { frequency, extra: maintenance } = maintenanceOf(identification, reading);
  const alternatives = propertiesOf(citations[0], 'alternateTitle');
  const alternative = langTextOf(alternatives.slice(0, 1), 'alternative', reading, 'name');
  const own = langTextOf(propertiesOf(citations[0], 'title').slice(0, 1), 'title', reading, 'name');
  const title = own ?? alternative;
  if (own === undefined && title !== undefined)
    reading.warn('title', undefined, 'there is none: the alternative title was taken for it');
  const documents = documentsOf(root, identification, reading);
  for (const object of [root, identification, citations[0]]) tellReferences(object, reading);
  return {
    kind,
    id,
    ...identifiers,
    iri: addressOf(identification) ?? identifiers.iri,
    inSeries: related.inSeries,
    version: textOf(firstOf(citations[0], 'edition'), reading),
    title,
    description: langText(
      propertiesOf(identification, 'abstract').flatMap((one) => toldIn(one, reading)),
      { field: 'description', warn: reading.warn },
    ),
    alternative: title === undefined || title === alternative ? undefined : alternative,
    keyword: subjects.keyword,
    theme: subjects.theme,
    type: some([...(serviceType ?? []), ...scopesOf(root)]),
    language: some(unique(dataLanguages(identification))),
    ...people,
    ...dates,
    frequency,
    temporal: unique(coverage.temporal),
    spatial: unique([...coverage.spatial, ...subjects.places]),
    temporalResolution: textOf(firstOf(identification, 'temporalResolution'), reading),
    spatialResolutionInMeters: unique(resolution.metres),
    license: rights.license,
    rights: rights.rights,
    accessRights: rights.accessRights,
    hvdCategory: subjects.hvdCategory,
    applicableLegislation: subjects.applicableLegislation,
    landingPage: unique([...documents.landingPage, ...access.landingPage]),
    page: unique([...documents.page, ...access.page]),
    conformsTo: quality.conformsTo,
    relation: related.relation,
    source: related.source,
    provenance: quality.provenance,
    distribution: isService ? access.distribution.filter((one) => !isOfService(one)) : access.distribution,
    ...service,
    origin: originOf(root, id, reading),
    extra: extraOf([
      ...leftovers(root, markIn(root) === undefined ? ROOT_READ : MARKED_READ),
      ...leftovers(identification, IDENTIFICATION_READ),
      ['alternateTitle', alternatives.slice(1).flatMap((one) => textOf(one, reading) ?? [])],
      ['dates', otherDates],
      ...subjects.extra,
      ...coverage.extra,
      ...resolution.extra,
      ...rights.extra,
      ...contacts,
      ...access.extra,
      ...related.extra,
      ...quality.extra,
      ...ofService,
      ['serviceLinks', isService ? access.distribution.filter(isOfService).flatMap(linkWords) : []],
      ...maintenance,
      ['datasetURI', textOf(firstOf(root, 'dataSetURI', 'dataSet'), reading)],
      [
        'metadataScopeName',
        objectsOf(root, 'metadataScope').flatMap((scope) => textOf(firstOf(scope, 'name'), reading) ?? []),
      ],
      ['graphicOverview', graphicsOf(identification, reading)],
      ['otherIdentification', others.flatMap((one) => leftovers(one, new Set()))],
      ['citation', Object.fromEntries(leftovers(citations[0], CITATION_READ))],
    ]),
  };
}

/** Our own note is no part of the record. */
const MARKED_READ = new Set([...ROOT_READ, 'metadataMaintenance']);

/** The address that the resource itself has, where it is told as such. */
function addressOf(identification: XmlElement | undefined): string | undefined {
  const uuid = attributeOf(identification, 'uuid');
  return uuid !== undefined && /^https?:\/\/\S+$/i.test(uuid) ? uuid : undefined;
}

const CITATION_READ = new Set([
  'title',
  'alternateTitle',
  'date',
  'identifier',
  'edition',
  'citedResponsibleParty',
  'onlineResource',
  'ISBN',
  'ISSN',
]);

/** What the resource is, by its scope, or by how it is identified. */
export function isoKind(root: XmlElement): Dataset['kind'] {
  return kindOf(root, objectsOf(root, 'identificationInfo')[0]);
}

function kindOf(root: XmlElement, identification: XmlElement | undefined): Dataset['kind'] {
  if (identification?.name.includes('ServiceIdentification') === true) return 'service';
  // Some write a word of another list: `http://purl.org/dc/dcmitype/Service`.
  const scope = scopeCodes(root)[0]?.toLowerCase();
  if (scope === 'service' || scope === 'services') return 'service';
  return scope === 'series' || scope === 'datasetseries' ? 'series' : 'dataset';
}

const PLAIN_SCOPES = new Set(['dataset', 'series', 'service', 'services', 'datasetseries']);

function scopesOf(root: XmlElement): Coded[] {
  return unique(scopeCodes(root).filter((code) => !PLAIN_SCOPES.has(code.toLowerCase()))).map((code) => ({
    code,
    raw: code,
    method: 'code',
    confidence: 1,
  }));
}

function scopeCodes(root: XmlElement): string[] {
  return [
    ...codesOf(root, 'hierarchyLevel'),
    ...objectsOf(root, 'metadataScope').flatMap((scope) => codesOf(scope, 'resourceScope')),
  ];
}

function idOf(root: XmlElement, resource: string | undefined, reading: Reading, warnings: Warnings): string {
  const told =
    textOf(firstOf(root, 'fileIdentifier'), reading) ??
    textOf(firstOf(objectOf(root, 'metadataIdentifier'), 'code'), reading) ??
    attributeOf(root, 'uuid');
  if (told !== undefined) return told;
  const guess =
    resource ??
    attributeOf(root, 'id') ??
    textOf(firstOf(root, 'dataSetURI'), reading) ??
    textOf(firstOf(objectOf(objectOf(root, 'identificationInfo'), 'citation'), 'title'), reading);
  warnings.warn(
    'id',
    undefined,
    'the record has no identifier of its own: it will not be known again when what was taken for it changes',
  );
  return guess ?? 'unidentified';
}

function dataLanguages(identification: XmlElement | undefined): string[] {
  const codes = codesOf(identification, 'language').flatMap((code) => matchLanguage(code) ?? code);
  const locales = objectsOf(identification, 'defaultLocale', 'otherLocale').flatMap(
    (locale) => languageOfLocale(locale) ?? [],
  );
  return [...codes, ...locales];
}

function dateStampOf(root: XmlElement, reading: Reading): string | undefined {
  const dates = objectsOf(root, 'dateInfo');
  const stamps = dates.flatMap((date) => instantOf(firstOf(date, 'date')) ?? []);
  const revised = dates.filter((date) =>
    /revision|lastUpdate/i.test(codeOf(firstOf(date, 'dateType')) ?? ''),
  );
  const told =
    instantOf(firstOf(root, 'dateStamp')) ??
    revised
      .flatMap((date) => instantOf(firstOf(date, 'date')) ?? [])
      .sort()
      .at(-1) ??
    stamps.sort().at(-1);
  return dateIn(told, 'origin.modified', reading.warn);
}

function originOf(root: XmlElement, id: string, reading: Reading): Record<string, unknown> {
  const created = objectsOf(root, 'dateInfo').find(
    (date) => codeOf(firstOf(date, 'dateType')) === 'creation',
  );
  const linkage = textOf(firstOf(objectOf(root, 'metadataLinkage'), 'linkage'), reading);
  return {
    remoteId: id,
    url: linkage === undefined ? undefined : linkOf(linkage, 'origin.url', reading.warn, reading.base),
    issued: dateIn(instantOf(firstOf(created, 'date')), 'origin.issued', reading.warn),
    modified: dateStampOf(root, reading),
  };
}

/** A day as its first moment: histories compare moments. */
function dateTime(date: string | undefined): string | undefined {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** What a record is called, for what could not be read. */
export function idIn(root: XmlElement): string | undefined {
  const text = textIn(firstOf(root, 'fileIdentifier', 'metadataIdentifier', 'identifier')).trim();
  return text === '' ? undefined : text;
}
