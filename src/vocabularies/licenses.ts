import type { Coded } from '../model/coded.ts';
import { EU_LICENSES, idsOf, licenseRow, recognise } from './license-match.ts';
import type { LicenseFamily } from './license-match.ts';
import { ANY_LICENSE } from './license-table.ts';
import type { License } from './license-table.ts';
import { CONFIDENCE, unknown } from './match.ts';
import type { Projected } from './match.ts';
import { memoise } from './memo.ts';

/** What a source says of a licence when it says it in parts. */
export interface LicenseParts {
  url?: string | undefined;
  title?: string | undefined;
  id?: string | undefined;
}

const matchers = {
  any: memoise((raw) => recognise(raw, undefined)),
  udata: memoise((raw) => recognise(raw, 'udata')),
  ckan: memoise((raw) => recognise(raw, 'ckan')),
  ods: memoise((raw) => recognise(raw, 'ods')),
  eu: memoise((raw) => recognise(raw, 'eu')),
};

/**
 * Recognises a licence, from a text or from the parts that a source has: its address weighs most, then its id, then
 * its title, unless a later part tells the version that an earlier one leaves open. `family` says whose ids these are.
 */
export function matchLicense(raw: string | LicenseParts, family?: LicenseFamily): Readonly<Coded> {
  const matchOne = matchers[family ?? 'any'];
  if (typeof raw === 'string') return matchOne(raw);
  const parts = [raw.url, raw.id, raw.title]
    .filter((part) => part !== undefined)
    .filter((part) => part.trim() !== '');
  const found = parts
    .map(matchOne)
    .filter((match) => match.method !== 'none')
    // An address that is only recognised by the words in it says less than an id or a title.
    .sort((a, b) => Number(a.confidence < CONFIDENCE.alias) - Number(b.confidence < CONFIDENCE.alias));
  const [best, ...others] = found;
  const said = parts.length === 0 ? undefined : [...new Set(parts)].join(' | ');
  if (best === undefined) return unknown(said);
  const exact = others.find((other) => narrows(best, other)) ?? best;
  return said === undefined ? exact : Object.freeze({ ...exact, raw: said });
}

/** What udata's licence id means. */
export function licenseFromUdata(id: string): Readonly<Coded> {
  return matchLicense(id, 'udata');
}

/** What a CKAN dataset says of its licence: the id, and where the portal has its own list, title and address. */
export function licenseFromCkan(id: string | undefined, title?: string, url?: string): Readonly<Coded> {
  return matchLicense({ id, title, url }, 'ckan');
}

/** The ids that data.gouv.fr has. */
export const UDATA_LICENSES: ReadonlySet<string> = new Set(
  'fr-lo lov2 odc-odbl odc-by odc-pddl cc-by cc-by-sa cc-zero other-open other-pd other-at notspecified'.split(
    ' ',
  ),
);

/** The ids of CKAN's default register. */
export const CKAN_LICENSES: ReadonlySet<string> = new Set(
  'notspecified odc-pddl odc-odbl odc-by cc-zero cc-by cc-by-sa gfdl other-open other-pd other-at uk-ogl cc-nc other-nc other-closed'.split(
    ' ',
  ),
);

/** The udata id to write; `known` are the ids of the remote at hand. */
export function toUdataLicense(
  license: Coded | undefined,
  known: ReadonlySet<string> = UDATA_LICENSES,
): Projected {
  return project(license, 'udata', known);
}

/** The CKAN id to write; `known` are the ids of the remote at hand. */
export function toCkanLicense(
  license: Coded | undefined,
  known: ReadonlySet<string> = CKAN_LICENSES,
): Projected {
  return project(license, 'ckan', known);
}

/** Whether the licence lets anybody use the data for anything; undefined when that is not known. */
export function isOpenLicense(license: Coded): boolean | undefined {
  const row = licenseRow(license.code);
  return row?.code === 'NONE' ? undefined : row?.open;
}

/** The licence in the EU authority table, which DCAT-AP asks for where it has it. */
export function euLicenseUri(license: Coded): string | undefined {
  const code = licenseRow(license.code)?.eu?.[0];
  return code === undefined ? undefined : `http://${EU_LICENSES}/${code}`;
}

/** Whether `other` tells more exactly what `best` leaves open, without contradicting it. */
function narrows(best: Coded, other: Coded): boolean {
  const row = licenseRow(best.code);
  const otherRow = licenseRow(other.code);
  if (row === undefined || otherRow === undefined || row.code === otherRow.code) return false;
  if (row.vague?.test(otherRow.code)) {
    return otherRow.vague !== ANY_LICENSE && (row.code === 'NONE' || row.open === otherRow.open);
  }
  // Portals kept `fr-lo` in their lists when the Licence Ouverte 2.0 came: a title with its version knows better.
  const undecided =
    best.confidence === CONFIDENCE.ambiguous || (row.udata === 'fr-lo' && best.method !== 'uri');
  return undecided && otherRow.code.includes('etalab') && other.confidence > CONFIDENCE.ambiguous;
}

function project(
  license: Coded | undefined,
  family: 'udata' | 'ckan',
  known: ReadonlySet<string>,
): Projected {
  const row = licenseRow(license?.code);
  if (row === undefined) {
    const said = license?.raw ?? license?.uri ?? '';
    if (said.trim() === '') return { id: 'notspecified' };
    return { id: 'notspecified', loss: `the licence «${said}» is not recognised, written as notspecified` };
  }
  const exact = firstKnown(idsOf(row, family), known);
  if (exact !== undefined) return { id: exact };
  const near = family === 'ckan' ? (row.nearCkan ?? row.near) : row.near;
  const id = known.has(near) ? near : 'notspecified';
  if (row.code === 'NONE') return { id };
  const software = family === 'ckan' ? 'CKAN' : 'udata';
  return { id, loss: `${software} has no ${row.code}, written as ${id}: ${lost(row, id)}` };
}

/** Portals spell the same id `CC-BY-4.0` and `cc-by-4.0`. */
function firstKnown(ids: readonly string[], known: ReadonlySet<string>): string | undefined {
  for (const id of ids) {
    if (known.has(id)) return id;
    for (const other of known) if (other.toLowerCase() === id.toLowerCase()) return other;
  }
  return undefined;
}

function lost(row: License, id: string): string {
  if (id === 'notspecified') return `its name and that it is ${row.open ? '' : 'not '}open are lost`;
  if (row.code.startsWith('CC-') || row.code.startsWith('OGL-UK')) {
    return id === 'cc-nc' || id.startsWith('other-') ? 'only its kind is kept' : 'its version is lost';
  }
  return 'only its kind is kept, name and version are lost';
}
