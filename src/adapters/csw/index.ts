import { defineAdapter } from '../adapter.ts';
import { detect } from './detect.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { find, marked } from './marked.ts';
import { identity, probe } from './probe.ts';
import { project, put } from './put.ts';
import { remove } from './remove.ts';
import { CswSettings } from './settings.ts';
import { skip } from './skip.ts';

/** Catalogue services (OGC CSW 2.0.2 and 3.0): GeoNetwork, pycsw, deegree, Esri and others: harvested, and pushed to where they take transactions. */
export const csw = defineAdapter<CswSettings>({
  kind: 'csw',
  title: 'CSW',
  Settings: CswSettings,
  address: ({ url }) => url,
  probe,
  detect,
  identity,
  list,
  skip,
  incremental: true,
  get,
  put,
  remove,
  marked,
  find,
  project,
});
