import type { License, NearLicense } from './license-table.ts';

interface Kind {
  /** As SPDX spells it, without the version: `BY-SA`. */
  id: string;
  en: string;
  fr: string;
  open: boolean;
  near: NearLicense;
  nearCkan: NearLicense;
  /** Versions that the EU authority table has a code for. */
  eu: readonly string[];
  /** National versions in the EU table, read as the version that they port. */
  ported: readonly string[];
}

const BY = 'Attribution';
const SA = 'Partage dans les mêmes conditions';
const NC = 'Pas d’utilisation commerciale';
const ND = 'Pas de modification';

const KINDS: readonly Kind[] = [
  {
    id: 'BY',
    en: BY,
    fr: BY,
    open: true,
    near: 'cc-by',
    nearCkan: 'cc-by',
    eu: ['4.0', '3.0', '2.5', '2.0'],
    ported: ['CC_BY_3_0_AT', 'CC_BY_3_0_NL'],
  },
  {
    id: 'BY-SA',
    en: `${BY}-ShareAlike`,
    fr: `${BY} - ${SA}`,
    open: true,
    near: 'cc-by-sa',
    nearCkan: 'cc-by-sa',
    eu: ['4.0', '3.0', '2.0'],
    ported: ['CC_BYSA_3_0_NL'],
  },
  kind('BY-NC', `${BY}-NonCommercial`, `${BY} - ${NC}`, 'cc-nc'),
  kind('BY-ND', `${BY}-NoDerivatives`, `${BY} - ${ND}`, 'other-closed'),
  kind('BY-NC-SA', `${BY}-NonCommercial-ShareAlike`, `${BY} - ${NC} - ${SA}`, 'cc-nc'),
  kind('BY-NC-ND', `${BY}-NonCommercial-NoDerivatives`, `${BY} - ${NC} - ${ND}`, 'other-nc'),
];

/** Newest first. */
const VERSIONS = ['4.0', '3.0', '2.5', '2.0', '1.0'] as const;

/** Not open, hence without a place in udata's list, and in the EU table in its newest version only. */
function kind(id: string, en: string, fr: string, nearCkan: NearLicense): Kind {
  return { id, en, fr, open: false, near: 'notspecified', nearCkan, eu: ['4.0'], ported: [] };
}

/** The six Creative Commons licences in five versions, and each without a version, as many portals name them. */
export function creativeCommons(): License[] {
  return KINDS.flatMap((one) => [...VERSIONS.map((version) => versioned(one, version)), unversioned(one)]);
}

function versioned(one: Kind, version: string): License {
  const short = `CC ${one.id} ${version}`;
  const suffix = version === '4.0' ? 'International' : 'Unported';
  const euStem = `CC_${one.id.replaceAll('-', '')}`;
  const own = `${euStem}_${version.replace('.', '_')}`;
  const ported = one.ported.filter((code) => code.startsWith(`${own}_`));
  const inEu = one.eu.includes(version);
  const spdx = `CC-${one.id}-${version}`;
  return {
    code: spdx,
    uri: `https://creativecommons.org/licenses/${one.id.toLowerCase()}/${version}/`,
    label: {
      en: `Creative Commons ${one.en} ${version}`,
      fr: `Creative Commons ${one.fr} ${version}`,
    },
    open: one.open,
    ...(inEu ? { eu: [own, ...ported] } : {}),
    ckan: [spdx, `cc-${one.id.toLowerCase()}/${version}`],
    ods: [short],
    near: one.near,
    nearCkan: one.nearCkan,
    aliases: spellings(one.id).map((id) => `CC ${id} ${version}`),
    whole: [
      `${one.id} ${version}`,
      `${one.en} ${version} ${suffix} (${short})`,
      `Creative Commons ${one.en} ${version} ${suffix} (${short})`,
      `Creative Commons ${one.en} (${short})`,
    ],
  };
}

function unversioned(one: Kind): License {
  const id = `cc-${one.id.toLowerCase()}`;
  const known = one.id === 'BY' || one.id === 'BY-SA';
  return {
    code: `LicenseRef-CC-${one.id}`,
    ...(known ? { uri: `https://opendefinition.org/licenses/${id}/` } : {}),
    label: {
      en: `Creative Commons ${one.en} (version unknown)`,
      fr: `Creative Commons ${one.fr} (version inconnue)`,
    },
    open: one.open,
    ...(known ? { udata: id } : {}),
    ckan: one.id === 'BY-NC' ? ['cc-nc', id] : [id],
    ods: [`CC ${one.id}`],
    near: one.near,
    nearCkan: one.nearCkan,
    uris: [`creativecommons.org/licenses/${one.id.toLowerCase()}`],
    codes: [`CC-${one.id}`],
    aliases: [...spellings(one.id).map((order) => `CC ${order}`), `Creative Commons ${one.en}`],
    whole: one.id === 'BY' ? [] : [one.id],
    vague: new RegExp(`^CC-${one.id}-\\d`),
  };
}

/** Portals put the letters of the long names in either order. */
function spellings(id: string): string[] {
  const [by, ...rest] = id.split('-');
  return rest.length === 2 ? [id, [by, ...rest.toReversed()].join('-')] : [id];
}
