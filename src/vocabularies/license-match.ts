import deprecatedIds from 'spdx-license-ids/deprecated.json' with { type: 'json' };
import spdxIds from 'spdx-license-ids/index.json' with { type: 'json' };
import type { Coded } from '../model/coded.ts';
import { LICENSES } from './license-table.ts';
import type { License } from './license-table.ts';
import { addressesIn, foldLicense, licenseAddresses } from './license-words.ts';
import { coded, CONFIDENCE, single, unknown, Vocabulary } from './match.ts';
import type { Found } from './match.ts';

/** Whose ids or labels a source uses; the same word can mean different licences in different families. */
export type LicenseFamily = 'udata' | 'ckan' | 'ods' | 'eu';

export const EU_LICENSES = 'publications.europa.eu/resource/authority/licence';
const SPDX = 'spdx.org/licenses';

const vocabulary = new Vocabulary<License>(
  LICENSES.map((license) => ({
    ...license,
    uris: [
      ...(license.uris ?? []),
      ...(license.eu ?? []).map((code) => `${EU_LICENSES}/${code}`),
      `${SPDX}/${license.code}`,
    ],
    codes: [
      ...(license.codes ?? []),
      ...idsOf(license, 'eu'),
      ...idsOf(license, 'udata'),
      ...idsOf(license, 'ckan'),
    ],
    aliases: [...(license.aliases ?? []), ...(license.ambiguous ?? []), ...(license.ods ?? [])],
  })),
  foldLicense,
);
const rows = new Map(LICENSES.map((license) => [license.code, license]));
const families: Readonly<Record<LicenseFamily, ReadonlyMap<string, License>>> = {
  udata: familyIndex('udata'),
  ckan: familyIndex('ckan'),
  ods: familyIndex('ods'),
  eu: familyIndex('eu'),
};
const ambiguousWords = new Set(LICENSES.flatMap((license) => (license.ambiguous ?? []).map(foldLicense)));
const spdx = new Map([...deprecatedIds, ...spdxIds].map((id) => [id.toLowerCase(), id]));

/** Address, id of the family, SPDX or any family's id, words, then words or links inside a longer text, then a near miss. */
export function recognise(raw: string, family: LicenseFamily | undefined): Readonly<Coded> {
  const text = raw.trim();
  const license = byAddress(text);
  if (license !== undefined) return coded(license, raw, 'uri');
  const folded = foldLicense(text);
  const own = family === undefined ? undefined : families[family].get(spell(family, text));
  const code = own ?? vocabulary.code(text) ?? outsideTable(text);
  if (code !== undefined) return coded(code, raw, 'code');
  const alias = vocabulary.alias(folded);
  if (alias !== undefined) return coded(alias, raw, 'alias', wordConfidence(folded, CONFIDENCE.alias));
  const within = inText(raw, folded);
  if (within !== undefined) return within;
  const near = vocabulary.near(folded);
  return near === undefined ? unknown(raw) : coded(near, raw, 'fuzzy');
}

/** The row of a canonical code, of our table or of SPDX. */
export function licenseRow(code: string | undefined): License | undefined {
  return code === undefined ? undefined : (rows.get(code) ?? outsideTable(code));
}

/** The ids that a family of catalogues has for exactly this licence. */
export function idsOf(license: License, family: LicenseFamily): readonly string[] {
  if (family === 'udata') return license.udata === undefined ? [] : [license.udata];
  return license[family] ?? [];
}

const CC_ADDRESS =
  /^(?:[a-z]+\.)?creativecommons\.org\/licen[cs]es\/(by(?:-nc)?(?:-sa|-nd)?|by-nd-nc|by-sa-nc)(?:\/(\d\.\d))?(?:\/|$)/;

/** By its address, in any of the spellings that lead to the same licence. */
function byAddress(text: string): License | undefined {
  for (const address of licenseAddresses(text)) {
    const known = vocabulary.foldedUri(address) ?? byPattern(address);
    if (known !== undefined) return known;
  }
  return undefined;
}

function byPattern(address: string): License | undefined {
  const [, kind, version] = CC_ADDRESS.exec(address) ?? [];
  if (kind !== undefined) return rows.get(ccCode(kind, version));
  if (address.startsWith(`${SPDX}/`)) return outsideTable(address.slice(SPDX.length + 1));
  if (address.startsWith(`${EU_LICENSES}/cc_by`))
    return rows.get(euCc(address.slice(EU_LICENSES.length + 1)));
  return undefined;
}

function ccCode(kind: string, version: string | undefined): string {
  const letters = kind.replace('nd-nc', 'nc-nd').replace('sa-nc', 'nc-sa').toUpperCase();
  return version === undefined ? `LicenseRef-CC-${letters}` : `CC-${letters}-${version}`;
}

/** The EU table has more versions and countries (`cc_byncsa_3_0_de`) than ours. */
function euCc(code: string): string {
  const [, nc, other, major, minor] = /^cc_by(nc)?(sa|nd)?_(\d)_(\d)/.exec(code) ?? [];
  const letters = ['by', nc, other].filter((part) => part !== undefined).join('-');
  return ccCode(letters, major === undefined ? undefined : `${major}.${minor}`);
}

const CC_PORTED = /^(CC-BY(?:-NC)?(?:-SA|-ND)?-\d\.\d)-[A-Z]+$/;
/** SPDX licences that let anybody do anything, told by their stems; of others we do not claim it. */
const OPEN_SPDX =
  /^(?:A?GPL|LGPL|BSD-[123]|0BSD|ISC|MPL|EPL|EUPL|CECILL|GFDL|Apache|MIT|CC0|CDLA|O-UDA|C-UDA|OGDL|Artistic|Zlib|PostgreSQL)/;

/** A licence that SPDX has and our table has not; national versions of Creative Commons count as what they port. */
function outsideTable(text: string): License | undefined {
  const id = spdx.get(text.toLowerCase());
  if (id === undefined) return undefined;
  const base = rows.get(id) ?? rows.get(CC_PORTED.exec(id)?.[1] ?? '');
  if (base !== undefined) return base;
  const open = OPEN_SPDX.test(id);
  const near = open ? 'other-open' : 'notspecified';
  return { code: id, uri: `https://spdx.org/licenses/${id}`, label: { en: id }, open, near };
}

/** Words that do not tell one licence from another. */
const FILLERS = new Set(
  'licence licences the a an of this under sous la le les de du d l et and data donnees public domain dedication'.split(
    ' ',
  ),
);

function inText(raw: string, folded: string): Readonly<Coded> | undefined {
  const linked = new Set(addressesIn(raw).map(byAddress));
  linked.delete(undefined);
  const [link] = linked;
  // Two licences in one text contradict each other: better none than the wrong one.
  if (linked.size > 1) return undefined;
  if (link !== undefined) return coded(link, raw, 'alias', CONFIDENCE.text);
  const found = vocabulary.within(folded).filter((one) => !otherVersion(one, folded));
  const named = mostExact(found);
  if (named === undefined) return undefined;
  const whole = covers(found, folded) && !/^https?:/i.test(raw.trim());
  return coded(
    named.concept,
    raw,
    'alias',
    wordConfidence(named.text, whole ? CONFIDENCE.alias : CONFIDENCE.text),
  );
}

function wordConfidence(words: string, clear: number): number {
  return ambiguousWords.has(words) ? CONFIDENCE.ambiguous : clear;
}

/** What the found wordings agree on: a version beats the same licence without one, anything else contradicts. */
function mostExact(found: readonly Found<License>[]): Found<License> | undefined {
  const clear = found.filter((one) => !ambiguousWords.has(one.text) && one.concept.vague === undefined);
  const candidates = clear.length > 0 ? clear : found;
  const [best] = candidates;
  if (best === undefined || single(candidates) === undefined) return undefined;
  const agree = found.every((one) => candidates.includes(one) || leavesOpen(one, best.concept.code));
  return agree ? best : undefined;
}

function leavesOpen(one: Found<License>, code: string): boolean {
  if (one.concept.vague?.test(code)) return true;
  return ambiguousWords.has(one.text) && stem(one.concept.code) === stem(code);
}

function stem(code: string): string {
  return code.replace('LicenseRef-', '').replace(/-[\d.]+$/, '');
}

/** «Licence Ouverte 3» is not the Licence Ouverte that we know. */
function otherVersion(one: Found<License>, folded: string): boolean {
  const next = folded.split(' ')[one.end] ?? '';
  return !/\d$/.test(one.text) && /^\d(?:dot\d{1,2})?$/.test(next);
}

/** Whether nothing else is said than the licence's names. */
function covers(found: readonly Found<License>[], folded: string): boolean {
  const said = new Set(found.flatMap((one) => one.text.split(' ')));
  return folded.split(' ').every((word) => said.has(word) || FILLERS.has(word));
}

function spell(family: LicenseFamily, id: string): string {
  return family === 'ods' ? foldLicense(id) : id.trim().toLowerCase();
}

function familyIndex(family: LicenseFamily): Map<string, License> {
  const index = new Map<string, License>();
  for (const license of LICENSES) {
    for (const id of idsOf(license, family)) {
      const key = spell(family, id);
      if (!index.has(key)) index.set(key, license);
    }
  }
  return index;
}
