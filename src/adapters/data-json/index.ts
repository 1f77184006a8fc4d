import { defineAdapter } from '../adapter.ts';
import { detect } from './detect.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { identity, probe } from './probe.ts';
import { DataJsonSettings } from './settings.ts';

/** A data.json (DCAT-US, Project Open Data) at an address: federal and local sites, ArcGIS Hub, DKAN, Socrata. */
export const dataJson = defineAdapter<DataJsonSettings>({
  kind: 'data-json',
  title: 'data.json (DCAT-US)',
  Settings: DataJsonSettings,
  address: ({ url }) => url,
  probe,
  detect,
  identity,
  list,
  get,
});
