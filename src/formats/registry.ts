import { dataJson } from './data-json/index.ts';
import { dcat } from './dcat/index.ts';
import { dkan } from './dkan/index.ts';
import type { Format } from './format.ts';
import { schemaOrg } from './schema-org/index.ts';

/** Every format that is read by itself. Adding one is a folder and a line here. */
const FORMATS: readonly Format[] = [dcat, dataJson, dkan, schemaOrg];

export function formatOf(kind: string): Format | undefined {
  return FORMATS.find((format) => format.kind === kind);
}

/** In alphabetical order. */
export function formatKinds(): string[] {
  return FORMATS.map((format) => format.kind).sort();
}
