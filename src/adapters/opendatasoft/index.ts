import { defineAdapter } from '../adapter.ts';
import { detect } from './detect.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { identity, probe } from './probe.ts';
import { OpendatasoftSettings } from './settings.ts';
import { skip } from './skip.ts';

/** Opendatasoft's Explore interface, version 2.1: portals of Opendatasoft and Huwise, as far as harvesting goes. */
export const opendatasoft = defineAdapter<OpendatasoftSettings>({
  kind: 'opendatasoft',
  title: 'Opendatasoft',
  Settings: OpendatasoftSettings,
  address: ({ url }) => url,
  probe,
  detect,
  identity,
  list,
  skip,
  incremental: true,
  get,
});
