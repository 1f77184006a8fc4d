import { SCHEMA_ORG_LIMITS } from '../../../src/formats/schema-org/write/limits.ts';
import { schemaOrgWriter } from '../../../src/formats/schema-org/write/index.ts';
import { fullDatasets, ordinaryDatasets } from '../ordinary.ts';
import { cleanText } from '../../../src/model/clean.ts';
import { promiseWriting } from '../promises.ts';
import { Dataset } from '../../../src/model/dataset.ts';

promiseWriting({
  writer: schemaOrgWriter,
  limits: SCHEMA_ORG_LIMITS,
  ordinary: ordinaryDatasets(Object.keys(SCHEMA_ORG_LIMITS), {}, (plain) => {
    const dataset = Dataset.parse(plain);
    return { ...dataset, kind: 'dataset', identifier: [dataset.id] };
  }),
  full: fullDatasets().map((one) => ({ ...one, kind: 'dataset' })),
  // Whatever has one address in a document is one thing, a file of another dataset too.
  known: ({ id, identifier, iri, distribution = [] }) => [
    iri,
    ...distribution.map((file) => (file.id === undefined ? file.iri : undefined)),
    cleanText(identifier?.[0] ?? id),
    ...(identifier ?? []),
  ],
});
