import { defineAdapter } from '../adapter.ts';
import { detect } from './detect.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { identity, probe } from './probe.ts';
import { CswSettings } from './settings.ts';
import { skip } from './skip.ts';

/** Catalogue services (OGC CSW 2.0.2 and 3.0): GeoNetwork, pycsw, deegree, Esri and others, as far as harvesting goes. */
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
});
