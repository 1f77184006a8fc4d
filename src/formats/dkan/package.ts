import { isLink } from '../../model/link.ts';
import { matchFormat } from '../../vocabularies/formats.ts';
import type { Read, ReadOptions } from '../format.ts';
import { agentOf } from '../values/agents.ts';
import { dateIn, instantOf } from '../values/dates.ts';
import { extraOf } from '../values/extra.ts';
import { shapeOfJson, shapeOfText } from '../values/geometry.ts';
import { JsonFields, isJson, textOf } from '../values/json-fields.ts';
import type { Json } from '../values/json-fields.ts';
import { linksIn } from '../values/links.ts';
import { readPeriod } from '../values/periods.ts';
import { asideOf, recordOf, some, unique } from '../values/record.ts';
import { byteSizeOf } from '../values/sizes.ts';
import { checksumOf, frequencyOf, languageOf, licenseOf } from '../values/terms.ts';
import { langKeywords, oneText } from '../values/texts.ts';
import { Warnings, within } from '../values/warn.ts';
import type { Warn } from '../values/warn.ts';

const IGNORED: ReadonlySet<string> = new Set([
  'type',
  'state',
  'private',
  'revision_id',
  'revision_timestamp',
  'creator_user_id',
  'log_message',
  'num_tags',
  'num_resources',
]);
const RESOURCE_IGNORED: ReadonlySet<string> = new Set([
  'revision_id',
  'revision_timestamp',
  'state',
  'resource_group_id',
  'package_id',
]);

/** A package of DKAN 1, which answers as CKAN once did, in its own words for dates and sizes. */
export function readPackage(json: Json, options: ReadOptions): Read {
  const warnings = new Warnings();
  const { warn } = warnings;
  const fields = new JsonFields(json);
  const language = options.language ?? 'und';
  const name = fields.text('name');
  const id = fields.text('id') ?? name;
  if (id === undefined) return { aside: asideOf('map', 'neither an id nor a name', { raw: json }) };
  const url = fields.text('url');
  const modified = dateIn(dated(fields.text('metadata_modified')), 'modified', warn);
  const issued = dateIn(dated(fields.text('metadata_created')), 'issued', warn);
  const extras = new JsonFields(extrasOf(fields));
  const licence = fields.text('license_title');
  const content = {
    kind: 'dataset' as const,
    identifier: some(unique([extras.text('identifier') ?? id])),
    title: named(fields.text('title'), language),
    description: oneText(fields.text('notes'), language),
    keyword: langKeywords(
      fields
        .list('tags')
        .flatMap((tag) => textOf(isJson(tag) ? (tag['name'] ?? tag['display_name']) : tag) ?? [])
        .map((value) => ({ value })),
      language,
    ),
    language: some(extras.texts('language').map(languageOf)),
    publisher: publisherIn(fields, language),
    creator: some([personIn(fields, 'author', language)]),
    contactPoint: some([personIn(fields, 'maintainer', language) ?? personIn(fields, 'author', language)]),
    issued,
    modified,
    frequency: frequencyOf({
      code: extras.text('frequency', 'accrualPeriodicity', 'Frequency', 'frequency-of-update'),
    }),
    temporal: some(
      extras
        .texts('temporal')
        .concat(extras.texts('Temporal Coverage'))
        .map((text) => readPeriod(text)),
    ),
    spatial: some(
      [...extras.list('spatial'), ...fields.list('spatial'), cornersIn(extras)].map((value) =>
        placeIn(value, language, warn),
      ),
    ),
    license: licenseOf({
      uri: fields.text('license_url') ?? (licence !== undefined && isLink(licence) ? licence : undefined),
      code: fields.text('license_id'),
      ...(licence === undefined || isLink(licence) ? {} : { label: { [language]: licence } }),
    }),
    landingPage: some(url === undefined ? [] : linksIn(url, 'landingPage', warn, options.base)),
    distribution: some(
      fields
        .objects('resources')
        .map((resource, index) =>
          resourceIn(resource, language, within(warn, `distribution[${index}]`), options.base),
        ),
    ),
  };
  const groups = fields
    .list('groups')
    .flatMap((group) => textOf(isJson(group) ? (group['title'] ?? group['name']) : group) ?? []);
  const extra = extraOf([...fields.left(IGNORED), ...extras.left(), ['name', name], ['groups', groups]]);
  return recordOf(
    {
      ...content,
      id,
      extra,
      origin: { remoteId: id, ...(url !== undefined && isLink(url) ? { url } : {}), issued, modified },
    },
    { warnings, modified: instantOf(modified), raw: json },
  );
}

function resourceIn(
  resource: Json,
  language: string,
  warn: Warn,
  base: string | undefined,
): Record<string, unknown> {
  const fields = new JsonFields(resource);
  const url = fields.text('url');
  const links = url === undefined ? [] : linksIn(url, 'accessURL', warn, base);
  const format = fields.text('format');
  const mimetype = fields.text('mimetype');
  const isMediaType = mimetype !== undefined && mimetype.includes('/');
  const told = matchFormat({ format: format ?? (isMediaType ? undefined : mimetype), url });
  const isFile =
    told.format?.code !== undefined &&
    told.format.code !== 'html' &&
    !/srvc|wms|wfs|rest|api/i.test(told.format.code);
  return {
    id: fields.text('id'),
    title: named(fields.text('name', 'title'), language),
    description: oneText(fields.text('description'), language),
    ...(isFile ? { downloadURL: some(links) } : { accessURL: some(links) }),
    format: format === undefined && (mimetype === undefined || isMediaType) ? undefined : told.format,
    mediaType: isMediaType ? mimetype : undefined,
    byteSize: byteSizeOf(fields.text('size'), 'byteSize', warn),
    checksum: checksumOf(fields.text('hash'), undefined),
    issued: dateIn(dated(fields.text('created')), 'issued', warn),
    modified: dateIn(dated(fields.text('last_modified')), 'modified', warn),
    extra: extraOf(fields.left(RESOURCE_IGNORED)),
  };
}

/** `Date changed  Mon, 06/12/2017 - 00:00`. */
function dated(text: string | undefined): string | undefined {
  return text?.replace(/^\s*Date (?:changed|created)\s+/i, '');
}

function extrasOf(fields: JsonFields): Json {
  return Object.fromEntries(
    fields
      .objects('extras')
      .flatMap(({ key, value }): [string, unknown][] =>
        typeof key === 'string' && key !== '__proto__' ? [[key, value]] : [],
      ),
  );
}

function publisherIn(fields: JsonFields, language: string): unknown {
  const [organization] = fields.objects('organization');
  const group = organization ?? fields.objects('groups')[0];
  const name = group === undefined ? undefined : textOf(group['title'] ?? group['name']);
  return agentOf({
    name: named(name, language),
    identifier: group === undefined ? undefined : textOf(group['id']),
  });
}

function personIn(fields: JsonFields, role: string, language: string): unknown {
  return agentOf({ name: named(fields.text(role), language), email: fields.text(`${role}_email`) });
}

/** As records that came from a geographic catalogue carry them. */
function cornersIn(extras: JsonFields): string | undefined {
  const sides = ['bbox-west-long', 'bbox-south-lat', 'bbox-east-long', 'bbox-north-lat'].map((key) =>
    extras.text(key),
  );
  return sides.every((side) => side !== undefined) ? sides.join(',') : undefined;
}

function placeIn(value: unknown, language: string, warn: Warn): unknown {
  const tell = (said: string, reason: string): void => warn('spatial', said, reason);
  if (value === undefined) return undefined;
  const text = textOf(value);
  if (text === undefined) return shapeOfJson(value, tell);
  return shapeOfText(text, tell) ?? (/^[{[]/.test(text) ? undefined : { label: { [language]: text } });
}

function named(text: string | undefined, language: string): Record<string, string> | undefined {
  return oneText(text?.replace(/\s+/g, ' '), language);
}
