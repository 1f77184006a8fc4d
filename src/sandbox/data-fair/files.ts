import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '../json.ts';
import type { FormFile } from '../multipart.ts';
import { invalid } from './refusal.ts';
import type { StoredFile } from './state.ts';

const TYPES: Record<string, string> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  txt: 'text/plain',
  geojson: 'application/geo+json',
  zip: 'application/zip',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  fods: 'application/vnd.oasis.opendocument.spreadsheet',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xls: 'application/vnd.ms-excel',
  dbf: 'application/dbase',
  kml: 'application/vnd.google-earth.kml+xml',
  kmz: 'application/vnd.google-earth.kmz',
  gpx: 'application/gpx+xml',
  gpkg: 'application/geopackage+sqlite3',
  ics: 'text/calendar',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
};
/** Kinds that may come packed. */
const PACKED = ['csv', 'tsv', 'txt', 'geojson', 'json', 'ndjson'];
/** Types of attachments beside those of datasets. */
const OTHERS: Record<string, string> = { pdf: 'application/pdf', png: 'image/png', md: 'text/markdown' };

export function extensionOf(name: string): string {
  return /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

export function mimetypeOf(name: string): string | undefined {
  const extension = extensionOf(name);
  return extension === 'gz' ? 'application/gzip' : (TYPES[extension] ?? OTHERS[extension]);
}

/** The name alone tells whether a file may be the data of a dataset. */
export function acceptedFile(name: string): void {
  const extension = extensionOf(name);
  const inner = extension === 'gz' ? extensionOf(name.slice(0, -3)) : extension;
  if (TYPES[inner] === undefined || (extension === 'gz' && !PACKED.includes(inner)))
    throw invalid(`${mimetypeOf(name) ?? (extension || name)} type is not supported`);
}

/** A title for a dataset that has only its file's name. */
export function titleOf(name: string): string {
  return name
    .replace(/\.gz$/, '')
    .replace(/\.[^.]*$/, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

export function md5Of(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** What the service notes of an upload before anybody has looked into it. */
export function loadedOf({ name, bytes }: FormFile): JsonObject {
  return {
    dataset: { name, size: bytes.length, mimetype: mimetypeOf(name), md5: md5Of(bytes) },
    attachments: false,
  };
}

export function storedFile(name: string, bytes: Buffer): StoredFile {
  return {
    name,
    size: bytes.length,
    mimetype: mimetypeOf(name) ?? 'application/octet-stream',
    md5: md5Of(bytes),
  };
}

/** The file as `convert` gives it: unpacked, nothing else. */
export function normalized(name: string, bytes: Buffer): { name: string; bytes: Buffer } {
  if (extensionOf(name) !== 'gz') return { name, bytes };
  return { name: name.slice(0, -3), bytes: gunzipSync(bytes) };
}
