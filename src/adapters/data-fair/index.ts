import { defineAdapter } from '../adapter.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { identity, probe } from './probe.ts';
import { DataFairSettings } from './settings.ts';
import { tables } from './tables.ts';

/** A portal of Data Fair as a catalogue, or all that an account of it has. */
export const dataFair = defineAdapter<DataFairSettings>({
  kind: 'data-fair',
  title: 'Data Fair',
  Settings: DataFairSettings,
  address: ({ url }) => url,
  probe,
  identity,
  list,
  incremental: true,
  get,
  tables,
  credentials: ({ apiKey }) => (apiKey === undefined ? {} : { 'x-apikey': apiKey }),
});
