import type { Format, Read, ReadOptions } from '../format.ts';
import { readJsonRecords } from '../json/records.ts';
import { isJson } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import { asideOf } from '../values/record.ts';
import { Metas } from './metas.ts';
import { opendatasoftId, opendatasoftRecord } from './to-model.ts';

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

/** One dataset as a portal gives it; whatever it is, it costs no other. */
export function readOpendatasoft(value: unknown, options: ReadOptions): Read {
  const { id } = glanceAtOpendatasoft(value);
  const about = { remoteId: id, raw: value };
  if (!isJson(value)) return { aside: asideOf('parse', 'not an object: no dataset', about) };
  try {
    const read = opendatasoftRecord(unwrapped(value), options);
    return read ?? { aside: asideOf('parse', 'not a dataset of Opendatasoft', about) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { aside: asideOf('map', `the mapping failed: ${reason}`, about) };
  }
}

/** What is seen of a dataset without mapping it, as the mapping will find it. */
export interface OpendatasoftGlance {
  id?: string;
  modified?: string;
  /** Domain of the portal that it is a copy from; a short name within the platform. */
  source?: string;
}

export function glanceAtOpendatasoft(value: unknown): OpendatasoftGlance {
  if (!isJson(value)) return {};
  const dataset = unwrapped(value);
  const id = opendatasoftId(dataset);
  const metas = new Metas(dataset);
  const source = metas.text('source_domain_address') ?? metas.text('source_domain');
  const processed =
    metas.text('metadata_processed') ?? metas.text('modified') ?? metas.text('data_processed');
  const time = Date.parse(processed ?? '');
  return {
    ...(id === undefined ? {} : { id }),
    ...(Number.isNaN(time) ? {} : { modified: new Date(time).toISOString() }),
    ...(source === undefined ? {} : { source }),
  };
}

/** Version 2.0 puts the dataset beside its links. */
function unwrapped(record: Json): Json {
  const { dataset, links } = record;
  return isJson(dataset) ? { links, ...dataset } : record;
}
