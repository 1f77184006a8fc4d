import type { Adapter } from './adapter.ts';
import { ckan } from './ckan/index.ts';
import { csw } from './csw/index.ts';
import { dataFair } from './data-fair/index.ts';
import { dataJson } from './data-json/index.ts';
import { dcat } from './dcat/index.ts';
import { ogcRecords } from './ogc-records/index.ts';
import { opendatasoft } from './opendatasoft/index.ts';
import { udata } from './udata/index.ts';

/** Every adapter there is. Adding one is a folder and a line here. */
const ADAPTERS: readonly Adapter[] = [udata, ckan, csw, dataFair, dataJson, dcat, ogcRecords, opendatasoft];

export function adapterOf(kind: string): Adapter | undefined {
  return ADAPTERS.find((adapter) => adapter.kind === kind);
}

/** The kinds that a connector may name, in alphabetical order. */
export function adapterKinds(): string[] {
  return ADAPTERS.map((adapter) => adapter.kind).sort();
}
