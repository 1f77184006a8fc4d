/** How people make datasets in Data Fair: every kind, with all that a form of it asks for, or with next to nothing. */
export const KINDS = ['file', 'rows', 'virtual', 'metadata'] as const;

export interface Made {
  id: string;
  kind: (typeof KINDS)[number];
  title: string;
  description?: string;
  keywords?: string[];
  license?: License;
  frequency?: keyof typeof FREQUENCIES;
  temporal?: { start: string; end?: string };
  spatial?: string;
  topic?: keyof typeof TOPICS;
  attachments: Attachment[];
  isPublic: boolean;
  isOfDepartment: boolean;
}

/** One that is elsewhere, or a file; only what its owner wants in catalogues comes there. */
export interface Attachment {
  title: string;
  url?: string;
  name?: string;
  isForCatalogs: boolean;
}

/** Address and title of a licence of Data Fair → ids on udata and on CKAN. */
export const LICENSES = {
  etalab: {
    title: 'Licence Ouverte / Open Licence',
    href: 'https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf',
    udata: 'lov2',
    ckan: 'other-at',
  },
  odbl: {
    title: 'Open Database License (ODbL)',
    href: 'https://opendatacommons.org/licenses/odbl/1-0/',
    udata: 'odc-odbl',
    ckan: 'odc-odbl',
  },
  zero: {
    title: 'Creative Commons CC0',
    href: 'https://creativecommons.org/publicdomain/zero/1.0/',
    udata: 'cc-zero',
    ckan: 'cc-zero',
  },
} as const;
type License = keyof typeof LICENSES;

const AUTHORITY = 'http://publications.europa.eu/resource/authority';
/** Word of Data Fair, which is udata's too → address that CKAN keeps. */
export const FREQUENCIES = {
  daily: `${AUTHORITY}/frequency/DAILY`,
  monthly: `${AUTHORITY}/frequency/MONTHLY`,
  annual: `${AUTHORITY}/frequency/ANNUAL`,
} as const;

/** Titles of topics → themes of the EU. */
export const TOPICS = {
  Transports: `${AUTHORITY}/data-theme/TRAN`,
  Environnement: `${AUTHORITY}/data-theme/ENVI`,
} as const;

const TITLES = [
  'Arrêts de bus',
  'Qualité de l’air « PM10 & PM2.5 »',
  'Budget 2026 : dépenses > 10 000 €',
  'Ordures ménagères — tournées',
  'Écoles, collèges & lycées 🏫',
];
const LICENSE_NAMES: readonly License[] = ['etalab', 'odbl', 'zero'];
const RHYTHMS = ['daily', 'monthly', 'annual'] as const;

/** The dataset at a place of the list. Each trait has a period of its own, so that every kind meets every trait. */
export function madeAt(place: number): Made {
  const kind = KINDS[place % KINDS.length]!;
  const attachments: Attachment[] = [];
  if (place % 3 === 0)
    attachments.push({
      title: 'Notice',
      url: `https://example.org/notices/${place}.pdf`,
      isForCatalogs: true,
    });
  if (place % 9 === 0)
    attachments.push({
      title: 'Interne',
      url: `https://example.org/notes/${place}.txt`,
      isForCatalogs: false,
    });
  if (place % 11 === 0)
    attachments.push({ title: 'Dictionnaire', name: 'dictionnaire.csv', isForCatalogs: true });
  return {
    id: `essai-${place}`,
    kind,
    title: `${TITLES[place % TITLES.length]} (${place})`,
    attachments,
    isPublic: place % 10 !== 7,
    isOfDepartment: place % 10 === 3,
    ...(place % 7 === 6
      ? {}
      : { description: `Le jeu **${place}**.\n\n- une liste\n- et « des guillemets »` }),
    ...(place % 5 === 4 ? {} : { keywords: ['données ouvertes', `essai ${place}`, 'Été'] }),
    ...(place % 4 === 3 ? {} : { license: LICENSE_NAMES[Math.floor(place / 4) % LICENSE_NAMES.length]! }),
    ...(place % 6 === 5 ? {} : { frequency: RHYTHMS[Math.floor(place / 2) % RHYTHMS.length]! }),
    ...(place % 8 < 3 ? { temporal: { start: '2020-01-01', end: `2024-12-${10 + (place % 20)}` } } : {}),
    ...(place % 13 === 1 ? { temporal: { start: '2019-05-04' } } : {}),
    ...(place % 5 === 1 ? { spatial: 'Commune d’Exemple' } : {}),
    ...(place % 5 === 2 ? { topic: 'Transports' as const } : {}),
    ...(place % 7 === 2 ? { topic: 'Environnement' as const } : {}),
  };
}

/** Its fields as Data Fair's API takes them; null where it says nothing. */
export function bodyOf(made: Made): Record<string, unknown> {
  const { title, description, keywords, license, frequency, temporal, spatial, topic, attachments } = made;
  const { title: name, href } = license === undefined ? {} : LICENSES[license];
  return {
    title,
    description: description ?? null,
    keywords: keywords ?? [],
    license: license === undefined ? null : { title: name, href },
    frequency: frequency ?? '',
    temporal: temporal ?? null,
    spatial: spatial ?? null,
    topics: topic === undefined ? [] : [{ id: topic.toLowerCase(), title: topic }],
    attachments: attachments.map(({ title: label, url, name: file, isForCatalogs }) => ({
      title: label,
      includeInCatalogPublications: isForCatalogs,
      ...(url === undefined ? { type: 'file', name: file } : { type: 'url', url }),
    })),
  };
}
