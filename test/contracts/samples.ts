import { Dataset } from '../../src/model/dataset.ts';
import { matchAccessRights } from '../../src/vocabularies/access-rights.ts';
import { matchFrequency } from '../../src/vocabularies/frequencies.ts';
import { matchLicense } from '../../src/vocabularies/licenses.ts';

/** A dataset as a platform would hand it over, and the language that its portal speaks. */
export interface Sample {
  name: string;
  language: string;
  dataset: Dataset;
}

const EUROPEAN = 'http://publications.europa.eu/resource/authority';

const csv = {
  id: 'lignes',
  title: { fr: 'Lignes' },
  description: { fr: 'Une ligne par arrêt.' },
  downloadURL: ['https://data.example.org/lignes.csv'],
  mediaType: 'text/csv',
  format: {
    uri: `${EUROPEAN}/file-type/CSV`,
    code: 'CSV',
    raw: 'csv',
    method: 'code' as const,
    confidence: 1,
  },
  byteSize: 12_345,
  checksum: { algorithm: 'sha1', value: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' },
};

const page = { id: 'carte', title: { fr: 'Carte' }, accessURL: ['https://data.example.org/carte'] };

function sample(name: string, language: string, dataset: Record<string, unknown>): Sample {
  return { name, language, dataset: Dataset.parse({ kind: 'dataset', id: name, ...dataset }) };
}

export const SAMPLES: readonly Sample[] = [
  sample('minimal in French', 'fr', { title: { fr: 'Arrêts' }, description: { fr: 'Les arrêts.' } }),
  sample('minimal in English', 'en', { title: { en: 'Stops' }, description: { en: 'All the stops.' } }),
  sample('rich in French', 'fr', {
    identifier: ['urn:x-contract:riche'],
    iri: 'https://data.example.org/id/riche',
    title: { fr: 'Horaires des bus' },
    description: { fr: 'Tous les **horaires**.\n\n- semaine\n- dimanche' },
    alternative: { fr: 'HORAIRES' },
    keyword: { fr: ['horaires', 'transport'] },
    issued: '2020-01-15',
    modified: '2024-02-29',
    frequency: matchFrequency('monthly'),
    temporal: [{ start: '2020-01-01', end: '2020-12-31' }],
    license: matchLicense('odc-odbl'),
    accessRights: matchAccessRights(`${EUROPEAN}/access-right/PUBLIC`),
    contactPoint: [{ name: { fr: 'Accueil données' }, email: 'accueil@example.org' }],
    landingPage: ['https://data.example.org/horaires'],
    distribution: [csv, page],
  }),
  sample('rich in English', 'en', {
    identifier: ['urn:x-contract:rich'],
    title: { en: 'Air quality' },
    description: { en: 'Hourly means by station.' },
    keyword: { en: ['air', 'pollution'] },
    frequency: matchFrequency('hourly'),
    license: matchLicense('cc-by'),
    temporal: [{ start: '2019-06-01' }],
    distribution: [{ ...csv, title: { en: 'Rows' }, description: { en: 'One row for each hour.' } }],
  }),
  sample('in two languages', 'fr', {
    title: { fr: 'Écoles', en: 'Schools' },
    description: { fr: 'Liste des écoles.', en: 'List of schools.' },
    keyword: { fr: ['enseignement'], en: ['education'] },
    language: ['fr', 'en'],
    distribution: [page],
  }),
  sample('with many distributions', 'fr', {
    title: { fr: 'Comptages' },
    description: { fr: 'Un fichier par mois.' },
    distribution: Array.from({ length: 12 }, (_none, index) => ({
      ...csv,
      id: `mois-${index}`,
      title: { fr: `Mois ${index + 1}` },
      downloadURL: [`https://data.example.org/comptages/${index + 1}.csv`],
    })),
  }),
  sample('with odd characters', 'fr', {
    title: { fr: 'L’été & « l’eau » – n°3 <b>' },
    description: { fr: 'Guillemets "droits", \\ barre, émoji 🚲, combinés é, قائمة.\n\tTabulation' },
    keyword: { fr: ['Données ouvertes', "Cœur d'îlot", 'C++'] },
    distribution: [
      {
        ...page,
        title: { fr: 'Fichier (version « 2 »), 100 %' },
        accessURL: ['https://data.example.org/%C3%A9t%C3%A9?a=1&b=%20#x'],
      },
    ],
  }),
  sample('with a long text', 'fr', {
    title: { fr: `Registre ${'très '.repeat(30)}détaillé` },
    description: { fr: 'Un paragraphe de plus, avec des accents.\n\n'.repeat(500) },
    keyword: { fr: Array.from({ length: 40 }, (_none, index) => `thème ${index + 1}`) },
  }),
  sample('about an area', 'fr', {
    title: { fr: 'Zones inondables' },
    description: { fr: 'Emprises à l’échelle communale.' },
    spatial: [{ bbox: [-2, 47.5, -1, 48.25] }],
    frequency: matchFrequency('annual'),
    license: matchLicense('lov2'),
    distribution: [csv],
  }),
  sample('under restricted access', 'fr', {
    title: { fr: 'Vannes des barrages' },
    description: { fr: 'Sur demande motivée.' },
    accessRights: matchAccessRights(`${EUROPEAN}/access-right/RESTRICTED`),
    distribution: [page],
  }),
];

/** The one that most tests push: something of everything. */
export function richSample(): Dataset {
  const found = SAMPLES.find(({ name }) => name === 'rich in French');
  if (found === undefined) throw new RangeError('no rich sample');
  return found.dataset;
}

export function minimalSample(): Dataset {
  const found = SAMPLES.find(({ name }) => name === 'minimal in French');
  if (found === undefined) throw new RangeError('no minimal sample');
  return found.dataset;
}
