import { defineAdapter } from '../adapter.ts';
import { detect } from './detect.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { identity, probe } from './probe.ts';
import { DcatSettings } from './settings.ts';

/** A catalogue in RDF at an address, whole or in pages as Hydra links them: files, CKAN, udata, triple stores. */
export const dcat = defineAdapter<DcatSettings>({
  kind: 'dcat',
  title: 'DCAT in RDF',
  Settings: DcatSettings,
  address: ({ url }) => url,
  probe,
  detect,
  identity,
  list,
  get,
});
