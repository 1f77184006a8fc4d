import type { Coded } from '../../model/coded.ts';
import type { Warning } from '../../model/dataset.ts';
import { cleanJson, cleanName } from '../../model/clean.ts';
import type { LangKeywords } from '../../model/text.ts';
import { agentsOf, attributionsOf } from './agents.ts';
import { accessRightsOf, categoryOf, frequencyOf, languageOf, licenseOf, themeOf, typeOf } from './coded.ts';
import { dateIn, dateOf } from './dates.ts';
import { definedOnly, isBlank, languagesOf, named, packageFields, parsedJson, some } from './fields.ts';
import type { Fields } from './fields.ts';
import { SERIES } from './filters.ts';
import { AGENTS, KNOWN_KEYS, LISTS, SERIES_TYPE } from './keys.ts';
import { linkOf, referenceOf } from './links.ts';
import type { Warn } from './links.ts';
import { markOf } from './lookup.ts';
import { placesOf } from './places.ts';
import { distributionOf } from './resource-to-model.ts';
import { isJson, textOf } from './wire.ts';
import type { WirePackage } from './wire.ts';

export interface Reading {
  /** Given to texts that say no language. */
  language: string;
  /** Address of the site, when known: for the origin. */
  site?: string;
}

/** A package as a dataset. Without a title, or with an id that is none, it is not one: the caller's schema tells. */
export function datasetOf(wire: WirePackage, { language, site }: Reading): unknown {
  const fields = packageFields(wire);
  const warnings: Warning[] = [];
  const warn: Warn = (field, value, reason) => warnings.push({ field, value: value.slice(0, 500), reason });
  const ours = markOf(wire) !== undefined;
  const type = fields.text('dcat_type');
  const series = wire.type === SERIES || type === SERIES_TYPE;
  const dataset: Record<string, unknown> = {
    kind: series ? 'series' : 'dataset',
    id: wire.id ?? wire.name,
    iri: fields.text('uri'),
    identifier: some([fields.text('identifier') ?? fields.text('guid')]),
    version: fields.text('version') ?? fields.text('dcat_version'),
    versionNotes: fields.inLanguages('version_notes', language),
    title: named(fields.inLanguages('title', language)) ?? { und: wire.name ?? wire.id ?? '' },
    description: fields.inLanguages('notes', language),
    alternative: named(fields.inLanguages('alternative', language)),
    keyword: keywordsOf(wire, fields, language),
    theme: some(themesOf(wire, fields, ours)),
    type: series ? undefined : some([typeOf(type)]),
    language: some(fields.list('language').map(languageOf)),
    ...peopleOf(wire, fields, language, ours),
    ...datesOf(wire, fields, ours, warn),
    frequency: frequencyOf(fields.text('frequency') ?? fields.text('update_frequency')),
    temporal: some(periodsOf(fields, warn)),
    spatial: some(placesOf(fields, language)),
    temporalResolution: fields.text('temporal_resolution'),
    spatialResolutionInMeters: some(
      fields.list('spatial_resolution_in_meters').map(Number).filter(Number.isFinite),
    ),
    // The address says exactly which licence; the register's id beside it may only be the nearest.
    license:
      licenseOf(fields.text('license_uri'), undefined, undefined) ??
      licenseOf(wire.license_url, wire.license_id, wire.license_title),
    rights: some([fields.inLanguages('rights', language)]),
    accessRights: accessRightsOf(fields.text('access_rights')),
    hvdCategory: some(fields.list('hvd_category').map(categoryOf)),
    landingPage: some([linkOf(fields.text('url'), 'landingPage', warn)]),
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
    extra: extraOf(wire),
    origin: originOf(wire, site),
  };
  for (const [key, property] of Object.entries(LISTS)) dataset[property] = some(fields.list(key));
  return { ...definedOnly(dataset), ...(warnings.length === 0 ? {} : { warning: warnings }) };
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
  const tags = (wire.tags ?? []).map((tag) => cleanName(tag.name)).filter((name) => name !== '');
  const names = [...new Set(tags)];
  return names.length === 0 ? undefined : { [language]: names };
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

function peopleOf(
  wire: WirePackage,
  fields: Fields,
  language: string,
  ours: boolean,
): Record<string, unknown> {
  const organization = wire.organization?.title ?? wire.organization?.name;
  const publisher = agentsOf(fields, 'publisher', language)[0];
  const people: Record<string, unknown> = {
    publisher:
      publisher ?? (ours || organization === undefined ? undefined : { name: { [language]: organization } }),
    qualifiedAttribution: some(attributionsOf(fields, language)),
  };
  for (const [role, property] of Object.entries(AGENTS))
    people[property] = some(agentsOf(fields, role, language));
  people['creator'] ??= some(plainAgent(fields, 'author', language));
  people['contactPoint'] ??= some(plainAgent(fields, 'maintainer', language));
  // Portals that name only an author mean whom to ask.
  if (!ours) people['contactPoint'] ??= some(plainAgent(fields, 'author', language));
  return people;
}

function plainAgent(fields: Fields, role: string, language: string): unknown[] {
  const name = fields.text(role);
  const email = fields.text(`${role}_email`)?.replace(/^mailto:/i, '');
  if (name === undefined && email === undefined) return [];
  return [
    {
      ...(name === undefined ? {} : { name: { [language]: name } }),
      ...(email === undefined ? {} : { email }),
    },
  ];
}

/** What a portal does not date itself is dated by its record; what we pushed says all that it has to say. */
function datesOf(
  wire: WirePackage,
  fields: Fields,
  ours: boolean,
  warn: Warn,
): Record<string, string | undefined> {
  const read = (key: string, field: string): string | undefined => dateIn(fields.text(key), field, warn);
  const record = (text: string | undefined): string | undefined =>
    ours || text === undefined ? undefined : dateOf(text);
  return {
    issued: read('issued', 'issued') ?? read('dcat_issued', 'issued') ?? record(wire.metadata_created),
    modified:
      read('modified', 'modified') ?? read('dcat_modified', 'modified') ?? record(wire.metadata_modified),
    created: read('created', 'created'),
  };
}

function periodsOf(fields: Fields, warn: Warn): unknown[] {
  const listed = fields
    .objects('temporal_coverage')
    .map((period) => [textOf(period['start']), textOf(period['end'])]);
  const flat = [fields.text('temporal_start'), fields.text('temporal_end')];
  return [flat, ...listed].flatMap(([from, to]) => {
    const start = dateIn(from, 'temporal', warn);
    const end = dateIn(to, 'temporal', warn);
    return start === undefined && end === undefined ? [] : [definedOnly({ start, end })];
  });
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

/** What nothing above has read, untouched: the site's own fields and extras, and its groups. */
function extraOf(wire: WirePackage): unknown {
  const groups = (wire.groups ?? []).flatMap((group) => textOf(group['title'] ?? group['name']) ?? []);
  const own = [...Object.entries(wire), ...(wire.extras ?? new Map<string, unknown>())];
  const left = own.filter(
    ([key, value]) => !KNOWN_KEYS.has(key) && !key.startsWith('navette_') && !isBlank(value),
  );
  const extra = Object.fromEntries([...left, ...(groups.length === 0 ? [] : [['groups', groups]])]);
  return Object.keys(extra).length === 0 ? undefined : cleanJson(extra);
}
