import { demoDatasets } from '../../src/demo/datasets.ts';
import type { Dataset } from '../../src/model/dataset.ts';
import { matchLicense } from '../../src/vocabularies/licenses.ts';

const PUSHED = 50;

/** The datasets of the demonstration, odd ones among them. */
export function pushedDatasets(): Dataset[] {
  return demoDatasets().slice(0, PUSHED);
}

/** Places in the list whose datasets are deleted; none of them is odd. */
export const DELETED = [10, 20, 31, 41, 49];

/** One change of each sort, at that place of the list. */
export const EDITS: readonly { what: string; at: number; edit: (dataset: Dataset) => Dataset }[] = [
  {
    what: 'title',
    at: 0,
    edit: (dataset) => ({ ...dataset, title: { fr: 'Arrêts & pôles d’échange', en: 'Stops' } }),
  },
  {
    what: 'description',
    at: 1,
    edit: (dataset) => ({ ...dataset, description: { fr: 'Une ligne.\n\n- et\n- une liste' } }),
  },
  {
    what: 'keywords',
    at: 2,
    edit: (dataset) => ({ ...dataset, keyword: { fr: ['bus', 'Tramway', 'horaires d’été'] } }),
  },
  {
    what: 'a distribution added in front',
    at: 3,
    edit: (dataset) => ({ ...dataset, distribution: [added(dataset), ...(dataset.distribution ?? [])] }),
  },
  {
    what: 'a distribution removed from the middle',
    at: 4,
    edit: (dataset) => ({
      ...dataset,
      distribution: (dataset.distribution ?? []).filter((_, index) => index !== 1),
    }),
  },
  { what: 'licence', at: 5, edit: licensed },
  { what: 'temporal cleared', at: 6, edit: ({ temporal: _gone, ...rest }) => rest },
  { what: 'frequency cleared', at: 7, edit: ({ frequency: _gone, ...rest }) => rest },
  {
    what: 'another area',
    at: 8,
    edit: (dataset) => ({
      ...dataset,
      spatial: [{ label: { fr: 'Rade d’Exemple' }, bbox: [-3.25, 47.5, -3, 47.75] }],
    }),
  },
  { what: 'contact cleared, address of a file changed', at: 9, edit: moved },
];

function added({ id }: Dataset): NonNullable<Dataset['distribution']>[number] {
  return {
    id: `${id}-ajout`,
    title: { fr: 'Arrêts supprimés' },
    description: { fr: 'Depuis l’origine' },
    downloadURL: ['https://data.region.example.org/files/arrets-supprimes.csv'],
    mediaType: 'text/csv',
    format: { code: 'csv', method: 'code', confidence: 1 },
  };
}

function licensed(dataset: Dataset): Dataset {
  const license = matchLicense('https://creativecommons.org/licenses/by/4.0/');
  return {
    ...dataset,
    license,
    distribution: (dataset.distribution ?? []).map((one) => ({ ...one, license })),
  };
}

function moved({ contactPoint: _gone, ...rest }: Dataset): Dataset {
  const [first, ...others] = rest.distribution ?? [];
  if (first === undefined) throw new RangeError(`${rest.id} has no distribution to move`);
  const { checksum: _unknown, ...file } = first;
  const downloadURL = ['https://data.region.example.org/files/comptages-2026.csv'];
  return { ...rest, distribution: [{ ...file, downloadURL, byteSize: 12 }, ...others] };
}
