import { demoDatasets } from '../src/demo/datasets.ts';
import type { Dataset } from '../src/model/dataset.ts';

const DEMO = demoDatasets().filter((dataset) => dataset.kind === 'dataset');

export function datasetId(index: number): string {
  return `bench-${index}`;
}

/**
 * Datasets of an invented region, rich ones. Another version has another title and is otherwise the same. They name no
 * place: theirs exist on no portal, and would be looked up on it again with every push.
 */
export function datasets(from: number, count: number, version: number): Dataset[] {
  return Array.from({ length: count }, (_, offset) => {
    const index = from + offset;
    const demo = DEMO[index % DEMO.length];
    if (demo === undefined) throw new RangeError('there are no demonstration datasets');
    const { spatial: _place, ...placeless } = demo;
    return { ...placeless, id: datasetId(index), title: { fr: `Jeu ${index}, version ${version}` } };
  });
}
