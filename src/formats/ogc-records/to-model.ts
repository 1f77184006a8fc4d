import type { Coded } from '../../model/coded.ts';
import type { Dataset } from '../../model/dataset.ts';
import { matchFrequency } from '../../vocabularies/frequencies.ts';
import { matchLanguage } from '../../vocabularies/languages.ts';
import { matchLicense } from '../../vocabularies/licenses.ts';
import type { Read, ReadOptions } from '../format.ts';
import { endpointOf } from '../values/access.ts';
import type { Named } from '../values/access.ts';
import { dateIn } from '../values/dates.ts';
import { extraOf } from '../values/extra.ts';
import { isJson, listOf, momentOf, objectsOf, textOf, textsOf } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import { referenceIn } from '../values/links.ts';
import { mayBeLicense, namesLicense } from '../values/licensing.ts';
import { peopleAmong } from '../values/parties.ts';
import { recordOf, some, unique } from '../values/record.ts';
import { accessRightsOf } from '../values/terms.ts';
import { langKeywords, oneText } from '../values/texts.ts';
import { Warnings } from '../values/warn.ts';
import { partiesOf } from './contacts.ts';
import { periodsOf, placesOf } from './coverage.ts';
import { linksOf } from './links.ts';
import type { Links } from './links.ts';
import { themesOf } from './themes.ts';

/** What is read below; the rest of a record's properties goes to `extra` by its own name. */
const READ = new Set(
  'id identifier type title name description abstract summary keywords themes language resourceLanguages contacts providers contactPoint publisher creator created updated modified issued published recordCreated recordUpdated record-created record-updated time extent extents geometry bbox spatial datetime start_datetime end_datetime formats license rights accessRights externalIds externalId conformsTo links associations assets updateFrequency accrualPeriodicity version stac_version lineage provenance alternateTitle navette:mark'.split(
    ' ',
  ),
);

/** A record of a catalogue that speaks OGC API Records, or a collection of one that speaks STAC or Features. */
export function ogcRecord(record: Json, options: ReadOptions): Read {
  const warnings = new Warnings();
  const { warn } = warnings;
  const isCollection = !isJson(record['properties']);
  const properties = isCollection
    ? record
    : { ...(isJson(record['properties']) ? record['properties'] : {}) };
  const language =
    languageOf(properties['language']) ?? languageOf(record['language']) ?? options.language ?? 'und';
  const id = textOf(record['id']) ?? textOf(properties['id']) ?? textOf(properties['identifier']);
  if (id === undefined)
    warn('id', undefined, 'the record has no identifier: it will not be known again when its title changes');
  const kind = kindOf(properties['type'], isCollection);
  const external = externalOf(properties);
  const formats = formatsOf(properties);
  const links = linksOf(
    {
      ...record,
      links: [
        ...listOf(record['links']),
        ...listOf(properties['links']),
        ...listOf(properties['associations']),
      ],
    },
    formats,
    { language, warn, base: options.base },
  );
  const { temporal, resolution } = periodsOf(record, properties, warn);
  const { extra: schemes, ...themes } = themesOf(properties, language);
  const created = dateIn(momentOf(properties['created']), 'created', warn);
  const updated = dateIn(momentOf(properties['updated'] ?? properties['modified']), 'modified', warn);
  const rights = rightsOf(properties, links, language);
  const frequency = textOf(properties['updateFrequency'] ?? properties['accrualPeriodicity']);
  const type = textOf(properties['type']);
  const draft = {
    kind,
    id: id ?? textOf(properties['title']) ?? 'unidentified',
    iri: links.iri,
    ...external,
    version: textOf(properties['version']),
    title: oneText(textOf(properties['title'] ?? properties['name']), language),
    alternative: oneText(textOf(properties['alternateTitle']), language),
    description: oneText(
      textOf(properties['description'] ?? properties['abstract'] ?? properties['summary']),
      language,
    ),
    keyword: langKeywords(keywordsOf(properties['keywords']).map((value) => ({ value, language }))),
    ...themes,
    type: type === undefined || isKind(type) || isCollection ? undefined : [typeOf(type)],
    language: some(languagesOf(properties)),
    ...peopleAmong(partiesOf(properties, language, warn), [], warn),
    created,
    issued: dateIn(momentOf(properties['issued'] ?? properties['published']), 'issued', warn),
    modified: updated,
    frequency: frequency === undefined ? undefined : { ...matchFrequency(frequency) },
    temporal,
    temporalResolution: resolution,
    spatial: placesOf(record, properties, language, warn),
    ...rights,
    landingPage: unique(links.landingPage),
    page: unique(links.page),
    conformsTo: isCollection
      ? undefined
      : [...textsOf(record['conformsTo']), ...textsOf(properties['conformsTo'])]
          .filter((text) => !OF_THE_RECORD.test(text))
          .map(referenceIn),
    provenance: some([oneText(textOf(properties['lineage'] ?? properties['provenance']), language)]),
    ...accessOf(links, kind),
    origin: {
      remoteId: id,
      url: links.self,
      issued: dateIn(
        momentOf(properties['recordCreated'] ?? properties['record-created']) ?? created,
        'origin.issued',
        warn,
      ),
      modified: dateIn(
        momentOf(properties['recordUpdated'] ?? properties['record-updated']) ?? updated,
        'origin.modified',
        warn,
      ),
    },
    extra: extraOf([
      ...Object.entries(properties).filter(([key]) => !READ.has(key)),
      ...schemes,
      ...links.extra,
      ['formats', unusedFormats(properties, links)],
      ...(rights['license'] === undefined ? [['license', properties['license']] as const] : []),
      ...(isCollection ? [] : Object.entries(record).filter(([key]) => !FEATURE_READ.has(key))),
    ]),
  };
  const moment = draft.origin.modified === undefined ? Number.NaN : Date.parse(draft.origin.modified);
  return recordOf(draft, {
    warnings,
    raw: record,
    modified: Number.isNaN(moment) ? undefined : new Date(moment).toISOString(),
  });
}

const FEATURE_READ = new Set(
  'id type geometry bbox properties links time conformsTo assets language stac_version collection'.split(' '),
);

/** The standard that the record itself keeps to, not what it is about. */
const OF_THE_RECORD = /opengis\.net\/spec\/ogcapi-records/i;

/** As the mapping finds it. */
export function ogcKind(record: Json): Dataset['kind'] {
  const { properties } = record;
  return isJson(properties) ? kindOf(properties['type'], false) : 'dataset';
}

function kindOf(type: unknown, isCollection: boolean): Dataset['kind'] {
  if (isCollection) return 'dataset';
  const word = textOf(type)?.split(/[/#:]/).at(-1)?.toLowerCase();
  if (word === 'service' || word === 'dataservice') return 'service';
  return word === 'series' || word === 'datasetseries' ? 'series' : 'dataset';
}

function isKind(type: string): boolean {
  return /(?:^|[/#:])(?:dataset|service|dataservice|series|datasetseries)$/i.test(type);
}

function typeOf(type: string): Coded {
  const isAddress = /^https?:\/\//i.test(type);
  return {
    ...(isAddress ? { uri: type } : {}),
    raw: type,
    method: isAddress ? 'uri' : 'none',
    confidence: isAddress ? 1 : 0,
  };
}

/** `fr`, or an object that says more of it. */
function languageOf(told: unknown): string | undefined {
  const text = textOf(isJson(told) ? (told['code'] ?? told['name']) : told);
  return text === undefined ? undefined : matchLanguage(text);
}

/** The languages of the data where they are told, else those of the record. */
function languagesOf(properties: Json): string[] {
  const told = [...listOf(properties['resourceLanguages'])];
  const of = told.length > 0 ? told : listOf(properties['language']);
  return unique(of.flatMap((one) => languageOf(one) ?? []));
}

function keywordsOf(told: unknown): string[] {
  if (typeof told === 'string') return told.split(/\s*[,;]\s*/);
  return listOf(told).flatMap(
    (one) =>
      textOf(isJson(one) ? (one['keyword'] ?? one['name'] ?? one['label'] ?? one['value']) : one) ?? [],
  );
}

function externalOf(properties: Json): {
  identifier?: string[] | undefined;
  otherIdentifier?: string[] | undefined;
} {
  const told = [...listOf(properties['externalIds']), ...listOf(properties['externalId'])];
  const ids = told.flatMap((one) => textOf(isJson(one) ? (one['value'] ?? one['id']) : one) ?? []);
  const identifier = textsOf(properties['identifier']);
  const all = unique([...identifier, ...ids]);
  return { identifier: some(all) };
}

function formatsOf(properties: Json): Named[] {
  return listOf(properties['formats']).flatMap((one) => {
    const name = textOf(isJson(one) ? (one['name'] ?? one['mediaType'] ?? one['mediatype']) : one);
    return name === undefined ? [] : [{ name }];
  });
}

/** Those that no link turned out to have. */
function unusedFormats(properties: Json, { distribution }: Links): unknown[] {
  return listOf(properties['formats']).filter((one) => {
    const parts = isJson(one) ? one : { name: one };
    const words = [parts['name'], parts['mediaType'], parts['mediatype']].flatMap(
      (word) => textOf(word) ?? [],
    );
    return !distribution.some(({ format, mediaType }) =>
      words.some((word) => word === mediaType || word === format?.raw),
    );
  });
}

function rightsOf(properties: Json, links: Links, language: string): Record<string, unknown> {
  const names = textsOf(properties['license']).filter(
    (text) => !/^(?:other|various|proprietary|none|unknown|null)$/i.test(text),
  );
  const [named] = names;
  const found =
    named === undefined && links.license === undefined
      ? undefined
      : matchLicense({ url: links.license, title: named });
  const rights = textsOf(properties['rights']);
  const byRights = rights.map((text) => matchLicense(text)).find(namesLicense);
  const access = [...textsOf(properties['accessRights']), ...rights]
    .map((text) => accessRightsOf({ code: text }))
    .find((one) => one !== undefined && one.method !== 'none');
  const told = found !== undefined && mayBeLicense(found) ? found : undefined;
  const license = told?.method === 'none' ? (byRights ?? told) : (told ?? byRights);
  const uri = license?.method === 'none' ? links.license : undefined;
  return {
    license: license === undefined ? undefined : { ...license, ...(uri === undefined ? {} : { uri }) },
    accessRights: access,
    rights: some(
      rights
        .filter((text) => text !== license?.raw && text !== access?.raw)
        .map((text) => oneText(text, language)),
    ),
  };
}

/** A service's links say where it answers; a dataset's what can be had of it. */
function accessOf(links: Links, kind: Dataset['kind']): Record<string, unknown> {
  if (kind !== 'service') return { distribution: unique(links.distribution) };
  const services = links.services.map(({ url }) => url);
  return {
    endpointURL: some(unique(services.map(endpointOf))),
    endpointDescription: some(unique(objectsOf(links.distribution).flatMap(describedIn))),
    distribution: unique(links.distribution.filter(({ accessService }) => accessService === undefined)),
  };
}

function describedIn(distribution: Json): string[] {
  return objectsOf(distribution['accessService']).flatMap((service) =>
    textsOf(service['endpointDescription']),
  );
}
