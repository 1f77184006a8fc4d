import { cleanText } from '../../model/clean.ts';
import type { Location } from '../../model/coverage.ts';
import { isLink } from '../../model/link.ts';
import { splitKeywords } from '../values/keywords.ts';
import type { Read, ReadOptions } from '../format.ts';
import { contentKey } from '../values/content-key.ts';
import { dateIn, instantOf, readDate } from '../values/dates.ts';
import { extraOf } from '../values/extra.ts';
import { shapeOfJson, shapeOfText } from '../values/geometry.ts';
import { JsonFields, isJson, textOf } from '../values/json-fields.ts';
import type { Json } from '../values/json-fields.ts';
import { linksIn } from '../values/links.ts';
import { readPeriod } from '../values/periods.ts';
import { recordOf, some, unique } from '../values/record.ts';
import { accessRightsOf, frequencyOf, languageOf, themeOf } from '../values/terms.ts';
import { langKeywords } from '../values/texts.ts';
import { Warnings } from '../values/warn.ts';
import type { Warn } from '../values/warn.ts';
import { agentIn } from './agents.ts';
import { distributionIn } from './distribution.ts';
import { documentIn, onlyLicense, textIn } from './values.ts';
import type { Reading } from './values.ts';

const IGNORED: ReadonlySet<string> = new Set(['@type', '@context']);
/** What a dataset by itself has; a catalogue has one of them at most. */
const SIGNS = [
  'identifier',
  'keyword',
  'contactPoint',
  'accessLevel',
  'distribution',
  'modified',
  'accessURL',
  'landingPage',
] as const;
const REDACTED = /^\s*\[\[REDACTED/i;

export function isDataset(json: Json): boolean {
  return SIGNS.filter((sign) => sign in json).length >= 2 || String(json['@type']).includes('dcat:Dataset');
}

/** What an entry is known by, as `readDataset` has it, where that is seen without mapping; and when it changed. */
export function glanceAt(json: Json): { id?: string; modified?: string } {
  const silent = (): void => {};
  const fields = new JsonFields(unredacted(json, silent));
  const identifier = identifiersIn(fields);
  const id = cleanText(identifier[0] ?? iriIn(fields, identifier) ?? '');
  const modified = instantOf(modifiedIn(fields, silent));
  return { ...(id === '' ? {} : { id }), ...(modified === undefined ? {} : { modified }) };
}

/** One entry of a data.json. */
export function readDataset(json: Json, catalogue: Json, options: ReadOptions): Read {
  const warnings = new Warnings();
  const { warn } = warnings;
  const fields = new JsonFields(unredacted(json, warn));
  const reading: Reading = { warn, language: options.language ?? 'und', base: options.base };
  const identifier = identifiersIn(fields);
  const iri = iriIn(fields, identifier);
  const modified = modifiedIn(fields, warn);
  const catalog = textOf(catalogue['@id']) ?? textOf(catalogue['title']);
  const [publisher, ...publishers] = fields
    .list('publisher')
    .flatMap((one) => agentIn(one, 'publisher', reading) ?? []);
  const [collections, references] = [fields.list('isPartOf'), fields.list('references')];
  const license = onlyLicense(fields.list('license'), reading);
  const content = {
    kind: 'dataset' as const,
    iri,
    identifier: some(identifier),
    inSeries: some(unique(collections.flatMap((one) => collectionIn(one) ?? []))),
    version: fields.text('version', 'dcat:version'),
    title: textIn(fields.raw('title') ?? fields.raw('name'), 'title', reading, { name: true }),
    description: textIn(fields.raw('description'), 'description', reading, { many: 'join' }),
    alternative: textIn(fields.raw('alternative') ?? fields.raw('alternateName'), 'alternative', reading, {
      name: true,
    }),
    keyword: keywordsIn(fields, reading),
    theme: some(
      unique(
        fields
          .texts('theme')
          .map((text) => themeOf(isLink(text) ? { uri: text } : { label: { [reading.language]: text } })),
      ),
    ),
    language: some(unique(fields.texts('language').map(languageOf))),
    publisher,
    qualifiedAttribution: some(publishers.map((agent) => ({ agent, role: 'publisher' }))),
    creator: some(fields.list('creator').map((one) => agentIn(one, 'creator', reading))),
    contactPoint: some(fields.list('contactPoint').map((one) => agentIn(one, 'contactPoint', reading))),
    issued: dateIn(fields.text('issued', 'released'), 'issued', warn),
    modified,
    created: dateIn(fields.text('created'), 'created', warn),
    frequency: frequencyOf({ uri: frequencyIn(fields) }),
    temporal: some(unique(fields.list('temporal').map((one) => periodIn(one, warn)))),
    spatial: some(unique(fields.list('spatial').map((one) => placeIn(one, reading)))),
    license,
    rights: some(fields.list('rights').map((one) => textIn(one, 'rights', reading))),
    accessRights: accessRightsOf({ code: fields.text('accessLevel', 'accessRights') }),
    landingPage: some(
      unique(fields.texts('landingPage').flatMap((text) => linksIn(text, 'landingPage', warn, options.base))),
    ),
    page: some(
      unique(
        [
          ...references.flatMap((one) => textOf(one)?.split(/\s*[\s,;]\s*(?=https?:)/) ?? [one]),
          ...fields.texts('describedBy'),
        ].map(documentIn),
      ),
    ),
    conformsTo: some(unique(fields.list('conformsTo').map(documentIn))),
    distribution: some(fields.list('distribution').map((one, index) => distributionIn(one, index, reading))),
    origin: catalog === undefined ? undefined : { catalog },
  };
  const extra = extraOf([
    ...fields.left(IGNORED),
    ...(json['describedBy'] === undefined ? [] : [['describedBy', json['describedBy']] as const]),
    // What an object says beside its name and address.
    ['isPartOf', collections.filter(isJson)],
    ['references', references.filter(isJson)],
  ]);
  const id = identifier[0] ?? iri ?? contentKey(content, warn);
  return recordOf({ ...content, id, extra }, { warnings, modified: instantOf(modified), raw: json });
}

/** `[[REDACTED-EX B3]]` stands where a value may not be shown. */
function unredacted(json: Json, warn: Warn): Json {
  const kept = Object.entries(json).filter(([key, value]) => {
    if (typeof value !== 'string' || !REDACTED.test(value)) return true;
    warn(key, value, 'redacted by its publisher: left out');
    return false;
  });
  return Object.fromEntries(kept);
}

function iriIn(fields: JsonFields, identifier: readonly string[]): string | undefined {
  const told = fields.text('@id') ?? identifier.find(isLink);
  return told !== undefined && /^[a-z][a-z0-9+.-]*:/i.test(told) ? told : undefined;
}

function identifiersIn(fields: JsonFields): string[] {
  return unique(
    fields.list('identifier').flatMap((one) => {
      const text = isJson(one) ? (textOf(one['@id']) ?? textOf(one['@value'])) : textOf(one);
      return text === undefined ? [] : [text.trim()];
    }),
  );
}

/** A collection by what it is known by. */
function collectionIn(value: unknown): string | undefined {
  return textOf(isJson(value) ? (value['@id'] ?? value['identifier'] ?? value['title']) : value);
}

/** Some say how often instead of when. */
function modifiedIn(fields: JsonFields, warn: Warn): string | undefined {
  const text = fields.text('modified');
  if (text !== undefined && readDate(text) === undefined && /^R?\d*\/?P/i.test(text)) {
    warn('modified', text, 'how often, not when: left out');
    return undefined;
  }
  return dateIn(text, 'modified', warn);
}

function frequencyIn(fields: JsonFields): string | undefined {
  const told = fields.text('accrualPeriodicity');
  const modified = fields.text('modified');
  return told ?? (modified !== undefined && /^R\d*\/P/i.test(modified) ? modified : undefined);
}

function keywordsIn(fields: JsonFields, reading: Reading): unknown {
  const told = fields.texts('keyword').length > 0 ? fields.texts('keyword') : fields.texts('keywords');
  const [only] = told;
  // A text where a list belongs is one.
  const isText = told.length === 1 && only !== undefined && !Array.isArray(fields.raw('keyword'));
  const words = isText ? only.split(/[,;]/) : told.length === 1 ? splitKeywords(only ?? '') : told;
  if (words.length > 1 && told.length === 1)
    reading.warn('keyword', only, `one text, read as ${words.length} keywords`);
  return langKeywords(
    words.map((value) => ({ value })),
    reading.language,
  );
}

function periodIn(value: unknown, warn: Warn): ReturnType<typeof readPeriod> {
  const parts = isJson(value)
    ? [value['startDate'] ?? value['start'], value['endDate'] ?? value['end']].map(
        (part) => textOf(part) ?? '',
      )
    : [];
  const text = parts.some((part) => part !== '') ? parts.join('/') : textOf(value);
  if (text === undefined) {
    warn('temporal', JSON.stringify(value), 'not a period: left out');
    return undefined;
  }
  const period = readPeriod(text);
  if (period === undefined) warn('temporal', text, 'not a period: left out');
  return period;
}

function placeIn(value: unknown, { warn, language }: Reading): Location | undefined {
  let isTold = false;
  const tell = (said: string, reason: string): void => {
    isTold = true;
    warn('spatial', said, reason);
  };
  const text = textOf(value);
  if (text === undefined) {
    const shape = shapeOfJson(value, tell);
    if (shape === undefined) warn('spatial', JSON.stringify(value), 'not a geometry: left out');
    return shape;
  }
  const shape = shapeOfText(text, tell);
  if (shape !== undefined) return shape;
  if (isLink(text)) return { uri: text };
  // What was told to be left out is no name of a place.
  if (isTold) return undefined;
  return /^\s*[{[<]/.test(text) ? undefined : { label: { [language]: text.trim() } };
}
