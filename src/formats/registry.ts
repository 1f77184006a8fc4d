import { canonical } from './canonical/index.ts';
import { csw } from './csw/index.ts';
import { dataFair } from './data-fair/index.ts';
import { dataJson } from './data-json/index.ts';
import { dataJsonWriter } from './data-json/write/index.ts';
import { dcat } from './dcat/index.ts';
import { dkan } from './dkan/index.ts';
import { dcatWriters } from './dcat/write/index.ts';
import type { Format, Writer } from './format.ts';
import { iso } from './iso/index.ts';
import { isoWriter } from './iso/write/index.ts';
import { ogcRecords } from './ogc-records/index.ts';
import { ogcRecordsWriter } from './ogc-records/write/index.ts';
import { opendatasoft } from './opendatasoft/index.ts';
import { schemaOrg } from './schema-org/index.ts';
import { schemaOrgWriter } from './schema-org/write/index.ts';

/** Every format that is read by itself. Adding one is a folder and a line here. */
const FORMATS: readonly Format[] = [
  canonical,
  csw,
  dataFair,
  dataJson,
  dcat,
  dkan,
  iso,
  ogcRecords,
  opendatasoft,
  schemaOrg,
];

export function formatOf(kind: string): Format | undefined {
  return FORMATS.find((format) => format.kind === kind);
}

/** In alphabetical order. */
export function formatKinds(): string[] {
  return FORMATS.map((format) => format.kind).sort();
}

const WRITERS: readonly Writer[] = [
  ...dcatWriters,
  dataJsonWriter,
  isoWriter,
  ogcRecordsWriter,
  schemaOrgWriter,
];

export function writerOf(kind: string): Writer | undefined {
  return WRITERS.find((writer) => writer.kind === kind);
}

/** In alphabetical order. */
export function writerKinds(): string[] {
  return WRITERS.map((writer) => writer.kind).sort();
}
