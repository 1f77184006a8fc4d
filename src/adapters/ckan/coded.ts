import type { Coded } from '../../model/coded.ts';
import type { Distribution } from '../../model/distribution.ts';
import { isLink } from '../../model/link.ts';
import { matchAccessRights } from '../../vocabularies/access-rights.ts';
import { checksumAlgorithmUri, matchChecksumAlgorithm } from '../../vocabularies/checksums.ts';
import { isServiceFormat, matchFormat } from '../../vocabularies/formats.ts';
import type { FormatParts } from '../../vocabularies/formats.ts';
import { matchFrequency } from '../../vocabularies/frequencies.ts';
import { matchHvdCategory } from '../../vocabularies/hvd.ts';
import { languageUri, matchLanguage } from '../../vocabularies/languages.ts';
import { matchLicense, toCkanLicense } from '../../vocabularies/licenses.ts';
import { matchAvailability, matchStatus } from '../../vocabularies/status.ts';
import { matchTheme } from '../../vocabularies/themes.ts';

type Match = (raw: string) => Coded;

/** A term as text: its address, which everybody understands, or the next best. */
export function termOf(coded: Coded | undefined): string | undefined {
  return coded?.uri ?? coded?.code ?? coded?.raw ?? Object.values(coded?.label ?? {})[0];
}

export const frequencyOf = optional(matchFrequency);
export const accessRightsOf = optional(matchAccessRights);
export const statusOf = optional(matchStatus);
export const availabilityOf = optional(matchAvailability);
export const themeOf: Match = matchTheme;
export const categoryOf: Match = matchHvdCategory;

/** dct:type has no list of its own: an address is what it says. */
export const typeOf = optional((raw) =>
  isLink(raw) ? { uri: raw, raw, method: 'uri', confidence: 1 } : { raw, method: 'none', confidence: 0 },
);

/** `notspecified` says that nothing is known. */
export function licenseOf(
  url: string | undefined,
  id: string | undefined,
  title: string | undefined,
): Coded | undefined {
  if (url === undefined && id === undefined && title === undefined) return undefined;
  const license = matchLicense({ url, id, title }, 'ckan');
  return license.code === 'NONE' ? undefined : license;
}

export function licenseTerm(
  license: Coded | undefined,
  known?: ReadonlySet<string>,
): { id: string | undefined; loss?: string } {
  return license === undefined ? { id: undefined } : toCkanLicense(license, known);
}

export function languageOf(text: string): string {
  return matchLanguage(text) ?? text;
}

/** The EU address of a language, unless a region or script would be lost with it. */
export function languageTerm(tag: string): string {
  return tag.includes('-') ? tag : (languageUri(tag) ?? tag);
}

type FormatFields = Pick<Distribution, 'format' | 'mediaType' | 'compressFormat' | 'packageFormat'>;

export function formatOf(parts: FormatParts): FormatFields {
  return matchFormat(parts);
}

/** CKAN's pages show the format as a short word. */
export function formatTerm(format: Coded | undefined): string | undefined {
  if (format?.method === 'none') return format.raw ?? termOf(format);
  return format?.code?.toUpperCase() ?? format?.raw ?? format?.uri;
}

/** Sites respell formats by a list of their own: `XLSX`, `Esri REST`. */
export function sameFormat(a: string, b: string): boolean {
  if (a.trim().toLowerCase() === b.trim().toLowerCase()) return true;
  const code = matchFormat({ format: a }).format?.code;
  return code !== undefined && code === matchFormat({ format: b }).format?.code;
}

/** Whether an address leads to a file rather than to a page or a service. */
export function isFile(url: string, format: string | undefined): boolean {
  const told = matchFormat({ url }).format ?? matchFormat({ format }).format;
  return told?.code !== undefined && told.code !== 'html' && !isServiceFormat(told);
}

const LENGTHS: Readonly<Record<number, string>> = { 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' };

/** The algorithm as told, as a prefix of the value, or by the value's length. */
export function checksumOf(
  hash: string | undefined,
  algorithm: string | undefined,
): Distribution['checksum'] {
  if (hash === undefined) return undefined;
  const [, prefix, rest = ''] = /^([a-z0-9-]{3,10}):(.+)$/i.exec(hash) ?? [];
  const value = prefix === undefined || matchChecksumAlgorithm(prefix) === undefined ? hash : rest;
  const hex = /^[0-9a-f]+$/i.test(value) ? LENGTHS[value.length] : undefined;
  const name =
    algorithm === undefined
      ? (matchChecksumAlgorithm(prefix ?? '') ?? hex)
      : (matchChecksumAlgorithm(algorithm) ?? algorithm);
  return name === undefined ? undefined : { algorithm: name, value };
}

export function algorithmTerm(name: string | undefined): string | undefined {
  return name === undefined ? undefined : (checksumAlgorithmUri(name) ?? name);
}

function optional(match: Match): (text: string | undefined) => Coded | undefined {
  return (text) => (text === undefined ? undefined : match(text));
}
