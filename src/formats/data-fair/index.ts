import type { Format, Read } from '../format.ts';
import { readJsonRecords } from '../json/records.ts';
import { isJson, textOf } from '../values/json.ts';
import { asideOf } from '../values/record.ts';
import { dataFairRecord, type DataFairOptions } from './to-model/record.ts';
import { changedAt } from './to-model/stamp.ts';
import { WireDataset } from './wire.ts';

/** Datasets as Data Fair lists them or shows one. */
export const dataFair: Format = {
  kind: 'data-fair',
  title: 'Data Fair',
  read: (input, options) =>
    readJsonRecords(input, {
      title: 'Data Fair',
      isList: (key) => key === 'results',
      isRecord: (whole) => 'id' in whole && ('slug' in whole || 'title' in whole),
      read: (record) => dataFairRecord(record, options),
    }),
};

/** One dataset as a portal gives it; whatever it is, it costs no other. */
export function readDataFair(value: unknown, options: DataFairOptions): Read {
  const { id } = glanceAtDataFair(value);
  const about = { remoteId: id, raw: value };
  if (!isJson(value)) return { aside: asideOf('parse', 'not an object: no dataset', about) };
  try {
    const read = dataFairRecord(value, options);
    return read ?? { aside: asideOf('parse', 'not a dataset of Data Fair', about) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { aside: asideOf('map', `the mapping failed: ${reason}`, about) };
  }
}

/** What is seen of a dataset without mapping it. */
export interface DataFairGlance {
  id?: string;
  modified?: string;
  status?: string;
  /** Address where it says that it comes from. */
  origin?: string;
}

const Glanced = WireDataset.pick({
  status: true,
  origin: true,
  updatedAt: true,
  dataUpdatedAt: true,
  finalizedAt: true,
});

export function glanceAtDataFair(value: unknown): DataFairGlance {
  if (!isJson(value)) return {};
  const id = textOf(value['id']);
  const { status, origin, ...dates } = Glanced.parse(value);
  const modified = changedAt(dates);
  return {
    ...(id === undefined ? {} : { id }),
    ...(modified === undefined ? {} : { modified }),
    ...(status === undefined ? {} : { status }),
    ...(origin === undefined ? {} : { origin }),
  };
}
