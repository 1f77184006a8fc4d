import type { PutRequest } from '../../src/adapters/adapter.ts';
import { Dataset } from '../../src/model/dataset.ts';

/** A dataset with something in every part that others may add to. */
export const WATER = Dataset.parse({
  kind: 'dataset',
  id: 'eau',
  title: { fr: 'Eau' },
  description: { fr: 'Points d’eau' },
  keyword: { fr: ['eau', 'fontaine'] },
  publisher: { name: { fr: 'Ville' }, email: 'ville@example.org' },
  rights: [{ fr: 'Mention obligatoire' }],
  distribution: [
    {
      id: 'points',
      title: { fr: 'Points' },
      downloadURL: ['https://x.example.org/points.csv'],
      byteSize: 1_200,
    },
  ],
});

export function asking(more: Partial<PutRequest> = {}): PutRequest {
  return {
    dataset: WATER,
    mark: 'test/here/eau',
    distributionIds: {},
    edits: 'overwrite',
    gone: 'recreate',
    intend: () => Promise.resolve(),
    created: () => Promise.resolve(),
    guard: () => Promise.resolve(),
    ...more,
  };
}
