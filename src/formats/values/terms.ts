import { cleanName } from '../../model/clean.ts';
import type { Coded } from '../../model/coded.ts';
import type { Checksum } from '../../model/distribution.ts';
import { isLink } from '../../model/link.ts';
import type { LangText } from '../../model/text.ts';
import { matchAccessRights } from '../../vocabularies/access-rights.ts';
import { matchChecksumAlgorithm } from '../../vocabularies/checksums.ts';
import { matchFrequency } from '../../vocabularies/frequencies.ts';
import { matchHvdCategory } from '../../vocabularies/hvd.ts';
import { matchLanguage } from '../../vocabularies/languages.ts';
import { matchLicense } from '../../vocabularies/licenses.ts';
import { matchAvailability, matchStatus } from '../../vocabularies/status.ts';
import { matchTheme } from '../../vocabularies/themes.ts';

/** A term as sources give it: an address, words in some languages, a short code, or several of them. */
export interface TermParts {
  uri?: string | undefined;
  label?: LangText | undefined;
  /** skos:notation and the like. */
  code?: string | undefined;
}

type Match = (raw: string) => Readonly<Coded>;

export const frequencyOf = told(matchFrequency);
export const accessRightsOf = told(matchAccessRights);
export const statusOf = told(matchStatus);
export const availabilityOf = told(matchAvailability);
export const themeOf = told(matchTheme);
export const hvdCategoryOf = told(matchHvdCategory);

/** dct:type has no list of its own: an address is what it says. */
export const typeOf = told((raw) => ({ raw, method: 'none', confidence: 0 }));

/** The licence; undefined when the source says that nothing is known. */
export function licenseOf({ uri, label, code }: TermParts): Coded | undefined {
  const titles = label === undefined ? [] : Object.values(label);
  const parts = { url: clean(uri), id: clean(code), title: clean(titles[0]) };
  if (parts.url === undefined && parts.id === undefined && parts.title === undefined) return undefined;
  const plain = matchLicense(parts);
  const respelt = parts.url === undefined || plain.method !== 'none' ? parts.url : respell(parts.url);
  const license =
    respelt === parts.url
      ? plain
      : { ...matchLicense({ ...parts, url: respelt }), raw: plain.raw ?? respelt };
  if (license.code === 'NONE') return undefined;
  return license.method === 'none' ? unmatched({ uri, label, code }) : license;
}

/** The BCP 47 tag; what no list knows is kept as told. */
export function languageOf(text: string): string | undefined {
  const plain = clean(text);
  return plain === undefined ? undefined : (matchLanguage(plain) ?? plain);
}

const LENGTHS: Readonly<Record<number, string>> = { 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' };

/** The algorithm as told, as a prefix of the value (`md5:…`), or by the value's length. */
export function checksumOf(value: string | undefined, algorithm: string | undefined): Checksum | undefined {
  const whole = clean(value);
  if (whole === undefined) return undefined;
  const [, prefix, rest = ''] = /^([a-z0-9-]{3,10}):(.+)$/i.exec(whole) ?? [];
  const prefixed = prefix === undefined ? undefined : matchChecksumAlgorithm(prefix);
  const hash = prefixed === undefined ? whole : rest;
  const byLength = /^[0-9a-f]+$/i.test(hash) ? LENGTHS[hash.length] : undefined;
  const named = clean(algorithm);
  const name = named === undefined ? (prefixed ?? byLength) : (matchChecksumAlgorithm(named) ?? named);
  return name === undefined ? undefined : { algorithm: name, value: hash };
}

/** Addresses that public lists had before, or that exports get wrong. */
function respell(text: string): string {
  return text
    .replace(
      /publications\.europa\.eu\/mdr\/(?:resource\/)?authority\//i,
      'publications.europa.eu/resource/authority/',
    )
    .replace(/resources\.data\.gov\/authority\//i, 'publications.europa.eu/resource/authority/')
    .replace('/metadatacodelist/', '/metadata-codelist/')
    .replace(/(dcat-ap\.de\/def\/licenses\/[\w-]+\/\d)_(\d)/i, '$1.$2');
}

/** Whether a term carries anything to show. */
function clean(text: string | undefined): string | undefined {
  const plain = cleanName(text ?? '');
  return plain === '' ? undefined : plain;
}

/** By its address, else by its code, else by its words in the first language that the vocabulary knows. */
function told(match: Match): (parts: TermParts) => Coded | undefined {
  return (parts) => {
    const words = [parts.uri, parts.code, ...Object.values(parts.label ?? {})].flatMap(
      (text) => clean(text) ?? [],
    );
    // A near miss of an address or a code is another address or code.
    const matches = words.map((word) => {
      const found = match(word);
      const respelt = found.method === 'none' || found.method === 'fuzzy' ? respell(word) : word;
      return respelt === word ? found : { ...match(respelt), raw: word };
    });
    const sure = matches.find(({ method }) => method !== 'none' && method !== 'fuzzy');
    // A foreign list's term is that term, not whatever its label nearly is.
    const near = isLink(words[0] ?? '') ? undefined : matches.find(({ method }) => method === 'fuzzy');
    const found = sure ?? near;
    if (words.length === 0) return undefined;
    if (found === undefined) return unmatched(parts);
    const foreign = parts.uri !== undefined && isLink(parts.uri) && found.method !== 'uri';
    return { ...found, raw: foreign ? parts.uri : (words[0] ?? found.raw) };
  };
}

/** A term of a list that is not ours: its address says exactly which one it is. */
function unmatched({ uri, label, code }: TermParts): Coded {
  const address = clean(uri);
  const isAddress = address !== undefined && isLink(address);
  const raw = address ?? clean(code) ?? clean(Object.values(label ?? {})[0]);
  return {
    ...(isAddress ? { uri: address } : {}),
    ...(code === undefined ? {} : { code }),
    ...(label === undefined ? {} : { label }),
    ...(raw === undefined ? {} : { raw }),
    method: isAddress ? 'uri' : 'none',
    confidence: isAddress ? 1 : 0,
  };
}
