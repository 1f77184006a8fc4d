import { RemoteFault } from '../../faults.ts';
import { cleanJson } from '../../model/clean.ts';
import { Dataset } from '../../model/dataset.ts';
import type { Kind } from '../../model/dataset.ts';
import { JsonText } from '../../model/json-text.ts';
import type { FoundRecord, ListedRecord, ListOptions, ReadResult, SameRecord, SetAside } from '../adapter.ts';
import { unhurried } from '../unhurried.ts';
import { indexTime } from './dates.ts';
import { HARVEST_TYPE } from './filters.ts';
import { contentOf } from './found.ts';
import type { FoundPackage } from './found.ts';
import { idOf, markOf } from './lookup.ts';
import type { CkanSettings } from './settings.ts';
import { datasetOf } from './to-model.ts';
import { WirePackage, isJson, textOf } from './wire.ts';
import type { Json } from './wire.ts';

const VALUE_LENGTH_MAX = 500;
/** Enough to see what a record was; a listing of broken ones must not fill the ledger. */
const RAW_LENGTH_MAX = 20_000;

/** A page's packages as records; what is no dataset, or another site's, is left out, what cannot be read set aside. */
export async function readPage(
  results: readonly FoundPackage[],
  settings: CkanSettings,
  { kinds, known }: ListOptions,
): Promise<ReadResult & { same: SameRecord[] }> {
  const held = (await known?.(results.flatMap(recordIn))) ?? new Set();
  // By its own id: a package without one has to be read to be known.
  const [same, others] = parted(results, ({ id }) => id !== undefined && held.has(id));
  const read = await unhurried(others, (found) => readFound(found, settings));
  return { ...sorted(read, settings, kinds), same: same.flatMap(sameOf) };
}

/** The same without a page: all of them at once. */
export function readRecords(results: readonly unknown[], settings: CkanSettings | undefined): ReadResult {
  return sorted(
    results.map((result) => readRecord(result, settings)),
    settings,
  );
}

function recordIn({ id, raw }: FoundPackage): FoundRecord[] {
  return id === undefined || typeof raw !== 'object' || raw === null ? [] : [{ remoteId: id, raw }];
}

function sameOf({ id, time }: FoundPackage): SameRecord[] {
  return id === undefined ? [] : [{ remoteId: id, ...(time === undefined ? {} : { modified: time }) }];
}

function parted<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

type ReadPackage = { listed: ListedRecord; wire: WirePackage } | SetAside;

function sorted(
  packages: readonly ReadPackage[],
  settings: CkanSettings | undefined,
  kinds?: readonly Kind[],
): ReadResult {
  const read: ReadResult = { records: [], setAside: [] };
  for (const one of packages) {
    if ('reason' in one) read.setAside.push(one);
    else if (one.wire.type === HARVEST_TYPE) continue;
    else if (settings?.onlyOriginal === true && isCopy(one.wire)) continue;
    else if (kinds === undefined || kinds.includes(one.listed.dataset.kind)) read.records.push(one.listed);
  }
  return read;
}

function readFound(found: FoundPackage, settings: CkanSettings): ReadPackage {
  const content = contentOf(found);
  if (content !== undefined) return readRecord(content, settings, found.raw);
  const place = found.id === undefined ? {} : { remoteId: found.id };
  return { ...place, stage: 'parse', reason: 'its part of the page is no JSON' };
}

/** `raw`: what it came as. */
function readRecord(result: unknown, settings: CkanSettings | undefined, raw: unknown = result): ReadPackage {
  const wire = WirePackage.safeParse(result);
  if (!wire.success)
    return {
      ...aside(result, 'parse', `not a CKAN package: ${wire.error.issues[0]?.message ?? ''}`),
      ...(isJson(result)
        ? { field: 'id', value: (JSON.stringify(cleanJson(result['id'])) ?? '').slice(0, VALUE_LENGTH_MAX) }
        : {}),
    };
  const record = recordOf(wire.data, settings, raw);
  return 'reason' in record ? record : { listed: record, wire: wire.data };
}

/** A parsed package as a record; `raw` is what it was read from. */
export function recordOf(
  wire: WirePackage,
  settings: CkanSettings | undefined,
  raw: unknown,
): ListedRecord | SetAside {
  let mapped: unknown;
  try {
    const site = settings === undefined ? {} : { site: settings.url };
    mapped = datasetOf(wire, { language: settings?.language ?? 'und', ...site });
  } catch (error) {
    // One odd record must not cost its page, and its text is kept to mend the mapping by.
    return aside(raw, 'map', `the mapping failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  const dataset = Dataset.safeParse(mapped);
  if (dataset.success) {
    const mark = markOf(wire);
    const modified = wire.metadata_modified === undefined ? undefined : indexTime(wire.metadata_modified);
    return {
      remoteId: idOf(wire),
      dataset: dataset.data,
      raw,
      ...(mark === undefined ? {} : { mark }),
      ...(modified === undefined ? {} : { modified }),
    };
  }
  const [issue] = dataset.error.issues;
  if (issue === undefined) return aside(raw, 'validate', 'not a dataset');
  const value = JSON.stringify(valueAt(mapped, issue.path))?.slice(0, VALUE_LENGTH_MAX);
  const place = { field: issue.path.join('.'), ...(value === undefined ? {} : { value }) };
  return { ...aside(raw, 'validate', issue.message), ...place };
}

function aside(from: unknown, stage: SetAside['stage'], reason: string): SetAside {
  const result = from instanceof JsonText ? from.value : from;
  const remoteId = isJson(result) ? (textOf(result['id']) ?? textOf(result['name'])) : undefined;
  const raw = (JSON.stringify(cleanJson(result)) ?? '').slice(0, RAW_LENGTH_MAX);
  return { ...(remoteId === undefined ? {} : { remoteId }), stage, reason, raw };
}

/** A file of packages: an answer of the API, a package, a list of them, or one a line. */
export function read(text: string): ReadResult {
  const packages = packagesIn(text);
  if (packages === undefined)
    throw new RemoteFault('malformed', 'neither an answer of a CKAN API nor CKAN packages');
  const found = readRecords(packages, undefined);
  if (found.records.length > 0 || packages.length === 0) return found;
  throw new RemoteFault(
    'malformed',
    `no CKAN package among ${packages.length}: ${found.setAside[0]?.reason ?? 'only configuration of harvests'}`,
  );
}

function packagesIn(text: string): unknown[] | undefined {
  const whole = jsonOf(text);
  if (whole !== undefined) return unwrapped(whole);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const parsed = lines.map(jsonOf);
  // A line that was cut off is one record set aside, not the end of the file.
  return parsed.some(isJson) ? parsed.map((value, index) => value ?? lines[index]) : undefined;
}

function unwrapped(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isJson(value)) return undefined;
  if ('success' in value && 'result' in value)
    return value['success'] === true ? unwrapped(value['result']) : undefined;
  if (Array.isArray(value['results'])) return value['results'];
  return isPackage(value) ? [value] : undefined;
}

function isPackage(value: Json): boolean {
  return ['resources', 'metadata_created', 'metadata_modified', 'owner_org', 'notes'].some(
    (key) => key in value,
  );
}

function isCopy(wire: WirePackage): boolean {
  return textOf(wire.extras?.get('harvest_object_id') ?? wire['harvest_object_id']) !== undefined;
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const key of path)
    found = Array.isArray(found) ? found[Number(key)] : isJson(found) ? found[String(key)] : undefined;
  return found;
}
