import { csw } from './csw/index.ts';
import { dataJson } from './data-json/index.ts';
import { dcat } from './dcat/index.ts';
import { dkan } from './dkan/index.ts';
import type { Format } from './format.ts';
import { iso } from './iso/index.ts';
import { ogcRecords } from './ogc-records/index.ts';
import { opendatasoft } from './opendatasoft/index.ts';
import { schemaOrg } from './schema-org/index.ts';

/** Every format that is read by itself. Adding one is a folder and a line here. */
const FORMATS: readonly Format[] = [csw, dataJson, dcat, dkan, iso, ogcRecords, opendatasoft, schemaOrg];

export function formatOf(kind: string): Format | undefined {
  return FORMATS.find((format) => format.kind === kind);
}

/** In alphabetical order. */
export function formatKinds(): string[] {
  return FORMATS.map((format) => format.kind).sort();
}
