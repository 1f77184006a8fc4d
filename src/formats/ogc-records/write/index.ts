import type { Dataset } from '../../../model/dataset.ts';
import type { Lost, Writer } from '../../format.ts';
import { lostBetween } from '../../values/lost.ts';
import { ogcRecord } from '../to-model.ts';
import { OGC_LIMITS } from './limits.ts';
import { ogcFeature } from './record.ts';
import type { AboutOgcRecord } from './record.ts';

export { ogcFeature } from './record.ts';
export type { AboutOgcRecord } from './record.ts';

/** Records in GeoJSON, one by itself or in a collection, as catalogues of OGC API Records answer them. */
export const ogcRecordsWriter: Writer = {
  kind: 'ogc-records',
  title: 'OGC API Records',
  lost: (dataset) => ogcLost(dataset),
  open: () => {
    let isFirst = true;
    return {
      head: () => '{\n  "type": "FeatureCollection",\n  "features": [\n',
      record(dataset) {
        const text = `${isFirst ? '' : ',\n'}${JSON.stringify(ogcFeature(dataset), undefined, 2)}`;
        isFirst = false;
        return text;
      },
      tail: () => '\n  ]\n}\n',
      alone: (dataset) => `${JSON.stringify(ogcFeature(dataset), undefined, 2)}\n`,
    };
  },
};

/** What the record does not say, found by reading it again. */
export function ogcLost(dataset: Dataset, about: AboutOgcRecord = {}): Lost[] {
  const read = ogcRecord(ogcFeature(dataset, about), {});
  return lostBetween(dataset, 'record' in read ? read.record.dataset : undefined, OGC_LIMITS);
}
