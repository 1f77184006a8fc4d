import type { Adapter } from './adapter.ts';
import { ckan } from './ckan/index.ts';
import { csw } from './csw/index.ts';
import { dataFair } from './data-fair/index.ts';
import { dataJson } from './data-json/index.ts';
import { dcat } from './dcat/index.ts';
import { ogcRecords } from './ogc-records/index.ts';
import { opendatasoft } from './opendatasoft/index.ts';
import { udata } from './udata/index.ts';

/** Every adapter that Navette brings itself. Adding one is a folder and a line here. */
const ADAPTERS: readonly Adapter[] = [udata, ckan, csw, dataFair, dataJson, dcat, ogcRecords, opendatasoft];

/** The adapters that a process knows. */
export interface Registry {
  adapterOf: (kind: string) => Adapter | undefined;
  /** The kinds that a connector may name, in alphabetical order. */
  adapterKinds: () => string[];
}

/** Navette's own adapters, and those that packages bring; their kinds are others. */
export function registryOf(others: readonly Adapter[] = []): Registry {
  const all = [...ADAPTERS, ...others];
  return {
    adapterOf: (kind) => all.find((adapter) => adapter.kind === kind),
    adapterKinds: () => all.map((adapter) => adapter.kind).sort(),
  };
}

/** Navette's own. */
export const { adapterOf, adapterKinds } = registryOf();
