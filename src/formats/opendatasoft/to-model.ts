import type { Coded } from '../../model/coded.ts';
import type { Location, Period } from '../../model/coverage.ts';
import { isLink } from '../../model/link.ts';
import { matchFrequency } from '../../vocabularies/frequencies.ts';
import { matchHvdCategory } from '../../vocabularies/hvd.ts';
import { matchLanguage } from '../../vocabularies/languages.ts';
import { matchLicense } from '../../vocabularies/licenses.ts';
import { matchTheme } from '../../vocabularies/themes.ts';
import type { Read, ReadOptions } from '../format.ts';
import { agentOf } from '../values/agents.ts';
import { dateIn } from '../values/dates.ts';
import { extraOf } from '../values/extra.ts';
import { shapeOfJson } from '../values/geometry.ts';
import { isJson, momentOf, objectsOf, textOf, textsOf } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import { linkOf, referenceIn } from '../values/links.ts';
import { mayBeLicense } from '../values/licensing.ts';
import { periodOf, readPeriod } from '../values/periods.ts';
import { recordOf, some, unique } from '../values/record.ts';
import { accessRightsOf } from '../values/terms.ts';
import { langKeywords, oneText } from '../values/texts.ts';
import { Warnings } from '../values/warn.ts';
import type { Warn } from '../values/warn.ts';
import { attachmentsOf, exportsOf, pageOf } from './files.ts';
import type { Portal } from './files.ts';
import { Metas } from './metas.ts';

/** Templates in which the interoperable fields stand, fullest first. */
const DCAT = [
  'dcat',
  'dcat_ap',
  'dcat_ap_hvd',
  'dcat_ap_benap',
  'dcat_ap_vl',
  'dcat_ap_ch',
  'dcat_ap_de',
  'dcat_ap_it',
  'dcat_ap_se',
  'dcat_ap_sp',
];
const DATASET_READ = new Set(
  'dataset_id datasetid dataset_uid datasetuid has_records data_visible visibility features fields attachments alternative_exports metas interop_metas links extra_metas'.split(
    ' ',
  ),
);

/** A dataset of an Opendatasoft catalogue. `undefined` for JSON that is none. */
export function opendatasoftRecord(dataset: Json, options: ReadOptions): Read | undefined {
  const id = opendatasoftId(dataset);
  if (id === undefined) return undefined;
  const warnings = new Warnings();
  const { warn } = warnings;
  const metas = new Metas(dataset);
  const language = languageOf(metas, options);
  const { portal, source } = portalsOf(id, dataset, metas, options);
  const modified = dateIn(
    momentOf(metas.value('modified') ?? metas.value('data_processed')),
    'modified',
    warn,
  );
  const processed = dateIn(metas.text('metadata_processed'), 'origin.modified', warn) ?? modified;
  const references = referencesOf(metas, warn, options.base);
  const files = attachmentsOf(dataset, portal ?? source, language, warn);
  const landingPage = portal ?? source;
  const draft = {
    kind: 'dataset' as const,
    id,
    identifier: [metas.text('identifier', ...DCAT) ?? id],
    otherIdentifier: some(
      [textOf(dataset['dataset_uid'] ?? dataset['datasetuid'])].filter((uid) => uid !== id),
    ),
    title: oneText(metas.text('title'), language),
    description: oneText(metas.text('description'), language),
    keyword: langKeywords(metas.list('keyword').map((value) => ({ value, language }))),
    theme: some(unique([...themesIn(metas), ...inspireThemes(metas)])),
    hvdCategory: some(
      unique(
        metas
          .anywhere(/^hvd_?category|^high_value/i)
          .flatMap(textsOf)
          .map((text): Coded => ({ ...matchHvdCategory(text) })),
      ),
    ),
    applicableLegislation: some(unique(metas.anywhere(/^applicable_?legislation/i).flatMap(textsOf))),
    type: some(
      textsOf(metas.value('type', ...DCAT)).map((raw): Coded => ({ raw, method: 'none', confidence: 0 })),
    ),
    language: some(
      unique(
        [
          ...metas.list('metadata_languages'),
          ...metas.list('language', ...DCAT),
          ...metas.list('language'),
        ].flatMap((text) => matchLanguage(text) ?? []),
      ),
    ),
    ...peopleOf(metas, language),
    created: dateIn(momentOf(metas.value('created', ...DCAT)), 'created', warn),
    issued: dateIn(momentOf(metas.value('issued', ...DCAT)), 'issued', warn),
    modified,
    frequency: frequencyOf(metas),
    temporal: periodsOf(metas, warn),
    spatial: placesOf(metas, language, warn),
    ...rightsOf(metas, language),
    landingPage: landingPage === undefined ? some(references.urls.slice(0, 1)) : [pageOf(landingPage)],
    page: references.pages,
    conformsTo: metas.list('conforms_to', ...DCAT).map(referenceIn),
    relation: some(metas.list('relation', ...DCAT)),
    source: source === undefined || portal === undefined ? undefined : [pageOf(source)],
    provenance: some([oneText(metas.text('provenance', ...DCAT), language)]),
    distribution: [...exportsOf(dataset, portal ?? source), ...files.distribution],
    origin: {
      catalog: portal?.origin ?? source?.origin,
      remoteId: id,
      url: portal === undefined ? undefined : pageOf(portal),
      modified: processed,
    },
    extra: extraOf([
      ...metas.rest(),
      ...Object.entries(dataset).filter(
        ([key]) => !DATASET_READ.has(key) && !key.includes('.') && key !== 'title' && key !== 'description',
      ),
      ['fields', objectsOf(dataset['fields']).map(plainField)],
      ['features', dataset['features']],
      ['attachments', files.left],
      ['data_visible', dataset['data_visible'] === false ? false : undefined],
      ['has_records', dataset['has_records'] === false ? false : undefined],
      // Seen by all who see the portal is what most are.
      ['visibility', dataset['visibility'] === 'domain' ? undefined : dataset['visibility']],
      // A short name within the platform, where no address tells the portal.
      ['domain', landingPage === undefined ? metas.text('domain') : undefined],
    ]),
  };
  const moment = processed === undefined ? Number.NaN : Date.parse(processed);
  return recordOf(draft, {
    warnings,
    raw: dataset,
    modified: Number.isNaN(moment) ? undefined : new Date(moment).toISOString(),
  });
}

export function opendatasoftId(dataset: Json): string | undefined {
  return textOf(dataset['dataset_id'] ?? dataset['datasetid'] ?? dataset['dataset_uid']);
}

/** The language that the texts are written in. */
function languageOf(metas: Metas, options: ReadOptions): string {
  const told = metas.text('language') ?? metas.list('metadata_languages')[0];
  return (told === undefined ? undefined : matchLanguage(told)) ?? options.language ?? 'und';
}

/** The portal that was read, and, for a federated copy, the one that it comes from. */
function portalsOf(
  id: string,
  record: Json,
  metas: Metas,
  options: ReadOptions,
): { portal?: Portal | undefined; source?: Portal | undefined } {
  const address = metas.text('source_domain_address') ?? metas.text('source_domain');
  const dataset = metas.text('source_dataset');
  // Within one platform a domain may be told by its short name, which is no address.
  const host = address?.includes('.') === true ? originOf(address) : undefined;
  const self = objectsOf(record['links']).find(({ rel }) => rel === 'self');
  const own =
    options.base ??
    textOf(self?.['href']) ??
    (metas.text('domain')?.includes('.') === true ? metas.text('domain') : undefined);
  const origin = own === undefined ? undefined : originOf(own);
  return {
    portal: origin === undefined ? undefined : { origin, dataset: id },
    source: host === undefined ? undefined : { origin: host, dataset: dataset ?? id },
  };
}

function originOf(address: string): string | undefined {
  const whole = /^https?:\/\//i.test(address) ? address : `https://${address}`;
  return isLink(whole) ? new URL(whole).origin : undefined;
}

function themesIn(metas: Metas): Coded[] {
  // A theme's own name may hold a comma: «Transports, Déplacements».
  const told = metas.value('theme');
  const themes = typeof told === 'string' ? told.split(';') : textsOf(told);
  const own = [...themes, ...textsOf(metas.value('theme', ...DCAT))];
  return own.flatMap((theme) => (theme.trim() === '' ? [] : [{ ...matchTheme(theme.trim()) }]));
}

function inspireThemes(metas: Metas): Coded[] {
  return metas.list('theme', 'inspire').map((theme) => ({ ...matchTheme(theme) }));
}

function peopleOf(metas: Metas, language: string): Record<string, unknown> {
  const named = (field: string) =>
    some(metas.list(field, ...DCAT).map((name) => agentOf({ name: oneText(name, language) })));
  const publisher = metas.text('publisher') ?? metas.text('publisher', ...DCAT);
  const contact = agentOf({
    name: oneText(
      metas.text('contact_name', ...DCAT) ??
        metas.text('contact_individual_name', 'inspire') ??
        metas.text('contact_organisation_name', 'inspire'),
      language,
    ),
    email: metas.text('contact_email', ...DCAT, 'inspire'),
  });
  return {
    publisher: agentOf({ name: oneText(publisher, language), type: metas.text('publisher_type', ...DCAT) }),
    creator: named('creator'),
    contributor: named('contributor'),
    contactPoint: some([contact]),
  };
}

function frequencyOf(metas: Metas): Coded | undefined {
  const told =
    metas.text('accrualperiodicity', ...DCAT) ?? metas.text('update_frequency', 'default', 'custom');
  return told === undefined ? undefined : { ...matchFrequency(told) };
}

function periodsOf(metas: Metas, warn: Warn): Period[] {
  const bounds = periodOf(
    metas.text('temporal_coverage_start', ...DCAT) ?? metas.text('temporal_coverage_start_date', ...DCAT),
    metas.text('temporal_coverage_end', ...DCAT) ?? metas.text('temporal_coverage_end_date', ...DCAT),
    'temporal',
    warn,
  );
  const text = metas.text('temporal', ...DCAT);
  const period = text === undefined ? undefined : readPeriod(text);
  if (text !== undefined && period === undefined)
    warn('temporal', text, 'not a period that can be read: left out');
  return unique([bounds, period].filter((one) => one !== undefined));
}

/** The box, the area, and the names of territories; gazetteer codes stay beside. */
function placesOf(metas: Metas, language: string, warn: Warn): Location[] {
  const tell = (value: string, reason: string): void => warn('spatial', value, reason);
  const sides = ['westbound_longitude', 'southbound_latitude', 'eastbound_longitude', 'northbound_latitude'];
  const inspire = sides.map((side) => metas.value(`extend_bounding_box_${side}`, 'inspire'));
  const shape = [metas.value('bbox'), metas.value('geographic_area'), inspire]
    .filter((told) => told !== inspire || inspire.some((side) => side !== undefined))
    .filter((told) => isJson(told) || typeof told === 'string' || Array.isArray(told))
    .map((told) => shapeOfJson(told, tell))
    .find((one) => one !== undefined);
  const names = unique([...metas.list('territory'), ...metas.list('spatial', ...DCAT)]);
  const [name, ...more] = names.map((text): Location =>
    isLink(text) ? { uri: text } : { label: { [language]: text } },
  );
  if (shape !== undefined && more.length === 0) return [{ ...name, ...shape }];
  return [...(shape === undefined ? [] : [shape]), ...(name === undefined ? [] : [name]), ...more];
}

function rightsOf(metas: Metas, language: string): Record<string, unknown> {
  const title = metas.text('license') ?? metas.text('license', ...DCAT);
  const url = metas.text('license_url');
  const match = title === undefined && url === undefined ? undefined : matchLicense({ title, url }, 'ods');
  const access = metas.text('accessrights', ...DCAT) ?? metas.text('access_rights', ...DCAT);
  const rights = [
    metas.text('rights', ...DCAT),
    ...metas.list('attributions').filter((text) => !isLink(text)),
  ];
  return {
    license:
      match === undefined || !mayBeLicense(match)
        ? undefined
        : { ...match, ...(match.method === 'none' && url !== undefined && isLink(url) ? { uri: url } : {}) },
    accessRights: access === undefined ? undefined : accessRightsOf({ code: access }),
    rights: some(unique(rights).map((text) => oneText(text, language))),
  };
}

/** Addresses where more is written, and attributions that are one. */
function referencesOf(
  metas: Metas,
  warn: Warn,
  base: string | undefined,
): { urls: string[]; pages: { url?: string; title?: string }[] } {
  const told = metas.value('references');
  const texts = typeof told === 'string' ? told.split(/[\s;,]+(?=https?:)|\s*;\s*|\s*\|\s*/) : textsOf(told);
  const words = texts.map((text) => text.trim()).filter((text) => text !== '');
  const addresses = words.filter((text) => /^(?:https?:|ftp:|www\.)/i.test(text));
  const urls = unique(
    [...addresses, ...metas.list('attributions').filter(isLink)].flatMap(
      (text) => linkOf(text, 'page', warn, base) ?? [],
    ),
  );
  const titles = words.filter((text) => !addresses.includes(text));
  return { urls, pages: [...urls.map((url) => ({ url })), ...titles.map((title) => ({ title }))] };
}

/** What a column is; annotations of display are left out. */
function plainField(field: Json): Json {
  return Object.fromEntries(
    ['name', 'label', 'type', 'description'].flatMap((key) =>
      field[key] === undefined || field[key] === null ? [] : [[key, field[key]]],
    ),
  );
}
