import type { Coded } from '../../model/coded.ts';
import type { Warning } from '../../model/dataset.ts';
import { cleanJson, cleanName } from '../../model/clean.ts';
import type { LangKeywords } from '../../model/text.ts';
import { accessRightsOf, categoryOf, frequencyOf, languageOf, licenseOf, themeOf, typeOf } from './coded.ts';
import { dateIn, dateOf } from './dates.ts';
import { definedOnly, isBlank, languagesOf, named, packageFields, parsedJson, some } from './fields.ts';
import type { Fields } from './fields.ts';
import { SERIES } from './filters.ts';
import { KNOWN_KEYS, LISTS, SERIES_TYPE } from './keys.ts';
import { linkOf, referenceOf } from './links.ts';
import type { Warn } from './links.ts';
import { markOf } from './lookup.ts';
import { peopleOf } from './people.ts';
import { placesOf } from './places.ts';
import { distributionOf } from './resource-to-model.ts';
import { isJson, textOf } from './wire.ts';
import type { Json, WirePackage } from './wire.ts';
import { matchLanguage } from '../../vocabularies/languages.ts';
import { splitKeywords } from '../../formats/values/keywords.ts';
import { conditionsIn, licenseAmong, periodsOf, referenceDates } from './harvested.ts';

export interface Reading {
  /** Given to texts that say no language. */
  language: string;
  /** Address of the site, when known: for the origin. */
  site?: string;
}

/** A package as a dataset. Without a title, or with an id that is none, it is not one: the caller's schema tells. */
export function datasetOf(wire: WirePackage, reading: Reading): unknown {
  const fields = packageFields(wire);
  const { site } = reading;
  const language = languageIn(fields, reading);
  const warnings: Warning[] = [];
  const warn: Warn = (field, value, reason) => warnings.push({ field, value: value.slice(0, 500), reason });
  const ours = markOf(wire) !== undefined;
  const type = fields.text('dcat_type');
  const conditions = conditionsIn(fields);
  const people = peopleOf(wire, fields, { language, ours });
  const series = wire.type === SERIES || type === SERIES_TYPE;
  const dataset: Record<string, unknown> = {
    kind: series ? 'series' : 'dataset',
    id: wire.id ?? wire.name,
    iri: fields.text('uri'),
    identifier: some([fields.text('identifier') ?? fields.text('guid')]),
    version: fields.text('version') ?? fields.text('dcat_version'),
    versionNotes: fields.inLanguages('version_notes', language),
    title: named(fields.inLanguages('title', language)) ?? { und: wire.name ?? wire.id ?? '' },
    description: fields.inLanguages('notes', language) ?? fields.inLanguages('description', language),
    alternative: named(fields.inLanguages('alternative', language)),
    keyword: keywordsOf(wire, fields, language),
    theme: some(themesOf(wire, fields, ours)),
    type: series ? undefined : some([typeOf(type ?? resourceTypeOf(fields))]),
    language: some(fields.list('language').map(languageOf)),
    ...people,
    ...datesOf(wire, fields, ours, warn),
    frequency: frequencyOf(firstOf(fields, FREQUENCY)),
    temporal: some(periodsOf(fields, warn)),
    spatial: some(placesOf(fields, language, warn)),
    temporalResolution: fields.text('temporal_resolution'),
    spatialResolutionInMeters: some(
      fields.list('spatial_resolution_in_meters').map(Number).filter(Number.isFinite),
    ),
    // The address says exactly which licence; the register's id beside it may only be the nearest.
    license:
      licenseOf(fields.text('license_uri'), undefined, undefined) ??
      licenseOf(wire.license_url, wire.license_id, wire.license_title) ??
      licenseOf(fields.text('license'), undefined, undefined) ??
      licenseAmong(conditions),
    rights: some([
      fields.inLanguages('rights', language),
      ...conditions.map((text) => ({ [language]: text })),
    ]),
    accessRights: accessRightsOf(fields.text('access_rights') ?? fields.text('accessLevel')),
    hvdCategory: some(fields.list('hvd_category').map(categoryOf)),
    landingPage: some([linkOf(firstOf(fields, ['url', 'landingPage', 'landing_page']), 'landingPage', warn)]),
    page: some(fields.list('documentation').map(referenceOf)),
    conformsTo: some(fields.list('conforms_to').map(referenceOf)),
    provenance: some(fields.list('provenance').map((text) => ({ [language]: text }))),
    distribution: some(
      (wire.resources ?? []).map((resource, index) =>
        distributionOf(resource, {
          language,
          ours,
          warn: (field, value, reason) => warn(`distribution[${index}].${field}`, value, reason),
        }),
      ),
    ),
    extra: extraOf(wire, ours ? undefined : people['publisher'], site),
    origin: originOf(wire, site),
  };
  for (const [key, property] of Object.entries(LISTS)) dataset[property] = some(fields.list(key));
  const guid = fields.text('identifier') === undefined ? undefined : fields.text('guid');
  if (guid !== undefined && guid !== fields.text('identifier') && guid !== dataset['iri'])
    dataset['otherIdentifier'] ??= [guid];
  return { ...definedOnly(dataset), ...(warnings.length === 0 ? {} : { warning: warnings }) };
}

/** Where harvesters of data.json, ckanext-spatial and national schemas say how often. */
const FREQUENCY = [
  'frequency',
  'update_frequency',
  'accrual_periodicity',
  'accrualPeriodicity',
  'frequency-of-update',
];

function firstOf(fields: Fields, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const text = fields.text(key);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** A package made of an ISO record is written in the language of that record. */
function languageIn(fields: Fields, { language }: Reading): string {
  const told = language === 'und' ? fields.text('metadata-language') : undefined;
  return (told === undefined ? undefined : matchLanguage(told)) ?? language;
}

/** What an ISO record is about, as ckanext-spatial tells it; a dataset is what everything is. */
function resourceTypeOf(fields: Fields): string | undefined {
  const type = fields.text('resource-type');
  return type?.toLowerCase() === 'dataset' ? undefined : type;
}

function keywordsOf(wire: WirePackage, fields: Fields, language: string): LangKeywords | undefined {
  const translated = parsedJson(fields.raw('tags_translated') ?? fields.raw('keywords'));
  if (isJson(translated)) {
    const lists = Object.entries(translated).flatMap(([tag, words]): [string, string[]][] => {
      const texts = Array.isArray(words) ? words.flatMap((word: unknown) => textOf(word) ?? []) : [];
      return languagesOf({ [tag]: 'x' }) === undefined || texts.length === 0
        ? []
        : [[tag.toLowerCase(), texts]];
    });
    if (lists.length > 0) return Object.fromEntries(lists);
  }
  const words = Array.isArray(translated) || typeof translated === 'string' ? wordsIn(translated) : [];
  const tags = [...(wire.tags ?? []).map((tag) => cleanName(tag.name)), ...words].filter(
    (name) => name !== '',
  );
  const names = [...new Set(tags)];
  return names.length === 0 ? undefined : { [language]: names };
}

function wordsIn(told: unknown): string[] {
  const words: unknown[] = Array.isArray(told) ? told : splitKeywords(String(told));
  return words.map((word) => cleanName(textOf(word) ?? ''));
}

/** Portals use groups as themes. On what we pushed, groups are the portal's own filing. */
function themesOf(wire: WirePackage, fields: Fields, ours: boolean): Coded[] {
  const told = fields.list('theme').map((text) => themeOf(text));
  if (ours || told.length > 0) return told;
  const groups = (wire.groups ?? []).map((group) =>
    themeOf(textOf(group['title'] ?? group['display_name'] ?? group['name']) ?? ''),
  );
  return groups.filter((theme) => theme.method !== 'none' && theme.method !== 'fuzzy');
}

/** What a portal does not date itself is dated by its record; what we pushed says all that it has to say. */
function datesOf(
  wire: WirePackage,
  fields: Fields,
  ours: boolean,
  warn: Warn,
): Record<string, string | undefined> {
  const read = (key: string, field: string): string | undefined => dateIn(fields.text(key), field, warn);
  const record = (text: string | undefined, field: string): string | undefined =>
    ours ? undefined : dateIn(text, field, warn);
  const cited = referenceDates(fields);
  return {
    issued:
      read('issued', 'issued') ??
      read('dcat_issued', 'issued') ??
      read('date_published', 'issued') ??
      dateIn(cited('publication'), 'issued', warn) ??
      record(wire.metadata_created, 'issued'),
    modified:
      read('modified', 'modified') ??
      read('dcat_modified', 'modified') ??
      read('date_modified', 'modified') ??
      dateIn(cited('revision'), 'modified', warn) ??
      record(wire.metadata_modified, 'modified'),
    created: read('created', 'created') ?? dateIn(cited('creation'), 'created', warn),
  };
}

function originOf(wire: WirePackage, site: string | undefined): Record<string, unknown> {
  const name = wire.name ?? wire.id;
  return definedOnly({
    catalog: site,
    remoteId: wire.id ?? wire.name,
    url: site === undefined || name === undefined ? undefined : `${site}/dataset/${encodeURIComponent(name)}`,
    issued: wire.metadata_created === undefined ? undefined : dateOf(wire.metadata_created),
    modified: wire.metadata_modified === undefined ? undefined : dateOf(wire.metadata_modified),
  });
}

/** Types of packages that say nothing of what the data are. */
const KNOWN_TYPES: ReadonlySet<string> = new Set(['', 'dataset', SERIES]);

function namesIn(name: Json): unknown[] {
  return Object.values(name);
}

/** What nothing above has read, untouched: the site's own fields and extras, and its groups. */
function extraOf(wire: WirePackage, publisher: unknown, site: string | undefined): unknown {
  const organization = wire.organization?.title ?? wire.organization?.name;
  const own = {
    // Without the site's address the name is in no address.
    name: site === undefined && wire.name !== wire.id ? wire.name : undefined,
    type: KNOWN_TYPES.has(wire.type ?? '') ? undefined : wire.type,
    state: wire.state === undefined || /^active$/i.test(wire.state) ? undefined : wire.state,
    private: wire.private === true ? true : undefined,
    // The portal's own, where another publishes.
    organization:
      isJson(publisher) && isJson(publisher['name']) && !namesIn(publisher['name']).includes(organization)
        ? (wire.organization?.titles ?? organization)
        : undefined,
  };
  const groups = (wire.groups ?? []).flatMap((group) => textOf(group['title'] ?? group['name']) ?? []);
  const left: [string, unknown][] = [];
  const keep = (key: string, value: unknown): void => {
    if (!KNOWN_KEYS.has(key) && !key.startsWith('navette_') && !isBlank(value)) left.push([key, value]);
  };
  for (const key of Object.keys(wire)) keep(key, wire[key]);
  for (const [key, value] of wire.extras ?? []) keep(key, value);
  const extra = {
    ...Object.fromEntries(left),
    ...definedOnly({ ...own, groups: groups.length === 0 ? undefined : groups }),
  };
  return Object.keys(extra).length === 0 ? undefined : cleanJson(extra);
}
