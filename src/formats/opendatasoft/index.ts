import type { Format } from '../format.ts';
import { readJsonRecords } from '../json/records.ts';
import { isJson } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import { opendatasoftRecord } from './to-model.ts';

/** Datasets as an Opendatasoft portal lists or exports them, in any version of its interface. */
export const opendatasoft: Format = {
  kind: 'opendatasoft',
  title: 'Opendatasoft',
  read: (input, options) =>
    readJsonRecords(input, {
      title: 'Opendatasoft',
      isList: (key) => key === 'results' || key === 'datasets',
      isRecord: (whole) => isJson(whole['dataset']) || 'dataset_id' in whole || 'datasetid' in whole,
      read: (record) => opendatasoftRecord(unwrapped(record), options),
    }),
};

/** Version 2.0 puts the dataset beside its links. */
function unwrapped(record: Json): Json {
  const { dataset, links } = record;
  return isJson(dataset) ? { links, ...dataset } : record;
}
