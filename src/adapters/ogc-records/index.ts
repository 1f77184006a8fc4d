import { defineAdapter } from '../adapter.ts';
import { detect } from './detect.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { find, marked } from './marked.ts';
import { identity, probe } from './probe.ts';
import { project, put } from './put.ts';
import { remove } from './remove.ts';
import { OgcRecordsSettings } from './settings.ts';

/** OGC API Records: pygeoapi, pycsw, ldproxy, GeoNetwork, and the search of ArcGIS Hub; pushed to where it takes records. */
export const ogcRecords = defineAdapter<OgcRecordsSettings>({
  kind: 'ogc-records',
  title: 'OGC API Records',
  Settings: OgcRecordsSettings,
  address: ({ url }) => url,
  probe,
  detect,
  identity,
  list,
  incremental: true,
  get,
  put,
  remove,
  marked,
  find,
  project,
});
