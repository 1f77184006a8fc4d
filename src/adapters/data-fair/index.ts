import { defineAdapter } from '../adapter.ts';
import { detect } from './detect.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { find, marked } from './marked.ts';
import { identity, probe } from './probe.ts';
import { project } from './project.ts';
import { put } from './put.ts';
import { remove } from './remove.ts';
import { DataFairSettings } from './settings.ts';
import { tables } from './tables.ts';
import { removals, withdraw } from './withdraw.ts';

/** The language of texts where no settings tell it. */
const LANGUAGE = 'fr';

/** A portal of Data Fair as a catalogue, or all that an account of it has. */
export const dataFair = defineAdapter<DataFairSettings>({
  kind: 'data-fair',
  title: 'Data Fair',
  Settings: DataFairSettings,
  address: ({ url }) => url,
  probe,
  detect,
  identity,
  list,
  incremental: true,
  get,
  put,
  remove,
  removals,
  withdraw,
  marked,
  find,
  project: (dataset) => project(dataset, LANGUAGE),
  tables,
  credentials: ({ apiKey }) => (apiKey === undefined ? {} : { 'x-apikey': apiKey }),
});
