import { mediaTypeOf } from '../../formats/values/media-types.ts';
import { cleanJson } from '../../model/clean.ts';
import { availabilityOf, checksumOf, formatOf, isFile, languageOf, licenseOf, statusOf } from './coded.ts';
import { dateIn } from './dates.ts';
import { definedOnly, isBlank, named, resourceFields, some } from './fields.ts';
import type { Fields } from './fields.ts';
import { KEY_FIELD, KNOWN_RESOURCE_KEYS } from './keys.ts';
import { linkOf, referenceOf } from './links.ts';
import type { Warn } from './links.ts';
import type { Json } from './wire.ts';

const UNITS: Record<string, number> = {
  '': 1,
  b: 1,
  o: 1,
  k: 1e3,
  kb: 1e3,
  ko: 1e3,
  kib: 1024,
  m: 1e6,
  mb: 1e6,
  mo: 1e6,
  mib: 1024 ** 2,
  g: 1e9,
  gb: 1e9,
  go: 1e9,
  gib: 1024 ** 3,
};

interface ResourceReading {
  language: string;
  /** Whether we pushed the package: then its resources say all that they have to say. */
  ours: boolean;
  warn: Warn;
}

export function distributionOf(
  resource: Json,
  { language, ours, warn }: ResourceReading,
): Record<string, unknown> {
  const fields = resourceFields(resource);
  const key = fields.text(KEY_FIELD);
  const recorded = (name: string, field: string): string | undefined =>
    ours && key !== undefined ? undefined : dateIn(fields.text(name), field, warn);
  const checksum = checksumOf(fields.text('hash'), fields.text('hash_algorithm'));
  return definedOnly({
    id: key ?? fields.text('id'),
    iri: fields.text('uri'),
    title: named(fields.inLanguages('name', language) ?? fields.inLanguages('title', language)),
    description: fields.inLanguages('description', language),
    ...addressesOf(fields, warn),
    ...formatsOf(fields, ours && key !== undefined),
    byteSize: sizeOf(fields.text('size') ?? fields.text('byte_size'), warn),
    checksum,
    issued: dateIn(fields.text('issued'), 'issued', warn) ?? recorded('created', 'issued'),
    modified: dateIn(fields.text('modified'), 'modified', warn) ?? recorded('last_modified', 'modified'),
    license: licenseOf(fields.text('license'), undefined, undefined),
    rights: some([fields.inLanguages('rights', language)]),
    status: statusOf(fields.text('status')),
    availability: availabilityOf(fields.text('availability')),
    language: some(fields.list('language').map(languageOf)),
    conformsTo: some(fields.list('conforms_to').map(referenceOf)),
    page: some(fields.list('documentation').map(referenceOf)),
    accessService: some(fields.objects('access_services').map((service) => serviceOf(service, language))),
    extra: extraOf(resource, checksum === undefined ? ['hash'] : []),
  });
}

/** What others declare is completed from the address; what we sent is complete. */
function formatsOf(fields: Fields, complete: boolean): Record<string, unknown> {
  const told = {
    compressFormat: packingOf(fields.text('compress_format')),
    packageFormat: packingOf(fields.text('package_format')),
  };
  const format = fields.text('format');
  const mediaType = fields.text('mimetype') ?? fields.text('media_type');
  if (!complete) return { ...formatOf({ format, mediaType, url: fields.text('url') }), ...definedOnly(told) };
  return { format: formatOf({ format }).format, mediaType, ...told };
}

/** DCAT asks for IANA's address of a media type. */
function packingOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : (mediaTypeOf(text) ?? text);
}

/** Where a site does not tell the page from the file, what the address ends with, or the format, decides. */
function addressesOf(fields: Fields, warn: Warn): Record<string, unknown> {
  const url = linkOf(fields.text('url'), 'url', warn);
  const download = linkOf(fields.text('download_url'), 'downloadURL', warn);
  const access = linkOf(fields.text('access_url'), 'accessURL', warn);
  if (download !== undefined || access !== undefined) {
    return {
      downloadURL: some([download]),
      accessURL: some([access ?? (url === download ? undefined : url)]),
    };
  }
  const uploaded = ['upload', 'datastore'].includes(fields.text('url_type') ?? '');
  const file = url !== undefined && (uploaded || isFile(url, fields.text('format')));
  return file ? { downloadURL: [url] } : { accessURL: some([url]) };
}

/** Bytes; also as people write them: `1,2 MB`. */
function sizeOf(text: string | undefined, warn: Warn): number | undefined {
  if (text === undefined) return undefined;
  const [, number, unit] = /^([\d\s]+(?:[.,]\d+)?)\s*([a-z]*)$/i.exec(text) ?? [];
  const factor = UNITS[(unit ?? '?').toLowerCase()];
  const bytes = Math.round(
    Number((number ?? '').replace(/\s/g, '').replace(',', '.')) * (factor ?? Number.NaN),
  );
  if (number !== undefined && Number.isSafeInteger(bytes) && bytes >= 0) return bytes;
  warn('byteSize', text, 'not a size');
  return undefined;
}

function serviceOf(service: Json, language: string): Record<string, unknown> {
  const fields = resourceFields(service);
  return definedOnly({
    iri: fields.text('uri'),
    title: fields.inLanguages('title', language),
    endpointURL: some(fields.list('endpoint_url')),
    endpointDescription: some(fields.list('endpoint_description')),
    conformsTo: some(fields.list('conforms_to').map(referenceOf)),
  });
}

/** `unread`: keys that the mapping knows and could make nothing of. */
function extraOf(resource: Json, unread: readonly string[]): unknown {
  const left: [string, unknown][] = [];
  for (const key of Object.keys(resource)) {
    if (KNOWN_RESOURCE_KEYS.has(key) && !unread.includes(key)) continue;
    const value = resource[key];
    if (!key.startsWith('navette_') && !isBlank(value) && value !== false) left.push([key, value]);
  }
  return left.length === 0 ? undefined : cleanJson(Object.fromEntries(left));
}
