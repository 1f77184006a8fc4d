import { OGC_LIMITS } from '../../../src/formats/ogc-records/write/limits.ts';
import { ogcRecordsWriter } from '../../../src/formats/ogc-records/write/index.ts';
import { Dataset } from '../../../src/model/dataset.ts';
import { fullDatasets, inFrench, onlyFirst, ordinaryDatasets } from '../ordinary.ts';
import { promiseWriting } from '../promises.ts';

/** There is one of these. */
const ONE = ['temporal', 'rights', 'provenance', 'spatial'];

/** A shape or a name: a name has no address. */
function shaped(plain: unknown): unknown {
  const dataset = Dataset.parse(onlyFirst(inFrench(plain), ...ONE));
  const { spatial, temporalResolution: resolution, ...rest } = dataset;
  const places = spatial?.filter(({ uri }) => uri === undefined);
  return {
    ...rest,
    // Where nothing is told, the data are in the language of the record.
    language: rest.language ?? ['fr'],
    ...(rest.temporal === undefined ? {} : { temporalResolution: resolution }),
    ...(places === undefined || places.length === 0 ? {} : { spatial: places }),
  };
}

promiseWriting({
  writer: ogcRecordsWriter,
  limits: OGC_LIMITS,
  ordinary: ordinaryDatasets(Object.keys(OGC_LIMITS), {}, shaped),
  full: fullDatasets().map((one) => Dataset.parse(shaped(one))),
});
