import { fold, foldUri, READ_LENGTH_MAX } from './fold.ts';

const LICENSE = /\b(?:licen[cs]es?|licensed|lizenz|licencia|licenza|licentie|licens|lisens|llicencia)\b/g;
const VERSION = /(?:\bversion|\bvers|v)\.?\s{0,3}(?=\d)/g;
const DECIMAL_POINT = /(?<!\d)(\d{1,4})\.(\d{1,4})(?!\d)/g;
const DECIMAL_DASH = /(?<!\d)(\d{1,4})[_-](\d{1,4})(?!\d)/g;

/** Creative Commons in English and French, reduced to the letters of its short names. */
const CREATIVE_COMMONS: readonly (readonly [RegExp, string])[] = [
  [/\bcreative commons?\b/g, 'cc'],
  [/\bcc licence (?=by|attribution|paternite|\d)/g, 'cc '],
  [
    /\b(?:share ?alike|partage (?:dans les memes conditions|a l identique|a l identique des conditions initiales))\b/g,
    'sa',
  ],
  [/\b(?:non ?commercial|pas d utilisations? commerciales?)\b/g, 'nc'],
  [
    /\b(?:no ?deriv(?:ative|ative work|)s?|no ?derivative works?|pas de modifications?|pas de travail derive)\b/g,
    'nd',
  ],
  [/\b(?:attribution|paternite)\b/g, 'by'],
  [/\b(cc)?by(nc)?(sa|nd)\b/g, ' $1 by $2 $3 '],
  [/\b(?:ccby(nc)?|bync)\b/g, ' cc by $1 '],
  [/\b(?:international|internationale|unported|non transpose|generic|universal|universel|intl|deed)\b/g, ' '],
];
/** Where a national version of a Creative Commons licence is meant, its number is the version. */
const PORT =
  /\b(cc (?:(?:by|nc|sa|nd|licence) )+\d[a-z\d]*) (?:france|fr|at|austria|osterreich|au|australia|be|belgique|ca|ch|de|germany|deutschland|es|spain|igo|it|italia|italy|jp|lu|nl|netherlands|nz|pt|uk|us)\b/g;

/**
 * A licence's words made comparable: «Creative Commons Attribution - Partage dans les mêmes conditions v4.0» and
 * `CC-BY-SA-4.0` both give `cc by sa 4`. Numbers keep their minor part unless it is zero.
 */
export function foldLicense(text: string): string {
  const spaced = text
    .slice(0, READ_LENGTH_MAX)
    .toLowerCase()
    .replace(/([a-z])(?=\d)/g, '$1 ')
    .replace(VERSION, ' ')
    .replace(DECIMAL_POINT, decimal)
    .replace(DECIMAL_DASH, decimal);
  let words = fold(spaced).replace(LICENSE, 'licence');
  for (const [pattern, short] of CREATIVE_COMMONS) words = words.replace(pattern, short);
  return words.replace(/\s+/g, ' ').trim().replace(PORT, '$1');
}

function decimal(_whole: string, major: string, minor: string): string {
  return Number(minor) === 0 ? major : `${major}dot${minor}`;
}

const SUFFIX =
  /(?:\/(?:legalcode|deed|rdf|index)?(?:\.[a-z]{2}(?:[_-][a-z]{2,4})?)?|\/[a-z]{2}|\.[a-z]{2})?(?:\.(?:html?|txt|php|pdf))?$/;

/**
 * The spellings under which a licence's address may be known, most exact first: as folded, without query and
 * fragment, and without the suffixes for the legal text, the summary or a language.
 */
export function licenseAddresses(text: string): string[] {
  const uri = foldUri(text);
  if (uri === undefined) return [];
  const page = uri.replace(/[?#].*$/s, '').replace(/\/+$/, '');
  const bare = page.replace(SUFFIX, '');
  return [...new Set([uri, page, bare, bare.replace(SUFFIX, '')])];
}

const ADDRESS = /(?:https?:\/\/|www\.)[^\s<>"'()[\]{},;|]+/gi;
/** More links than this in one text are a bibliography. */
const ADDRESSES_MAX = 20;

/** The web addresses inside a text, without the punctuation of the sentence. */
export function addressesIn(text: string): string[] {
  const found = text.slice(0, READ_LENGTH_MAX).match(ADDRESS) ?? [];
  return found.slice(0, ADDRESSES_MAX).map((address) => address.replace(/[.:!?]+$/, ''));
}
