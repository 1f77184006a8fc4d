import { DATA_JSON_LIMITS } from '../../../src/formats/data-json/write/limits.ts';
import { dataJsonWriter } from '../../../src/formats/data-json/write/index.ts';
import { cleanText } from '../../../src/model/clean.ts';
import { Dataset } from '../../../src/model/dataset.ts';
import { fullDatasets, inFrench, onlyFirst, ordinaryDatasets } from '../ordinary.ts';
import { promiseWriting } from '../promises.ts';

/** There is one of most things. */
const ONE = [
  'contactPoint',
  'inSeries',
  'temporal',
  'spatial',
  'rights',
  'conformsTo',
  'landingPage',
  'accessURL',
  'downloadURL',
];

function shaped(plain: unknown): unknown {
  const dataset = Dataset.parse(onlyFirst(inFrench(plain), ...ONE));
  const spatial = dataset.spatial?.map(({ label, ...place }) =>
    Object.keys(place).length > 0 || label === undefined ? place : { label },
  );
  return {
    ...dataset,
    kind: 'dataset',
    identifier: [dataset.id],
    ...(spatial === undefined ? {} : { spatial }),
    distribution: dataset.distribution?.map((one, index) => ({ ...one, id: `${dataset.id}-${index}` })),
  };
}

promiseWriting({
  writer: dataJsonWriter,
  limits: DATA_JSON_LIMITS,
  ordinary: ordinaryDatasets(Object.keys(DATA_JSON_LIMITS), {}, shaped),
  full: fullDatasets().map((one) => Dataset.parse(shaped(one))),
  language: 'fr',
  known: ({ id, identifier }) => [cleanText(identifier?.[0] ?? id)],
});
