import { stableJson } from '../../model/fingerprint.ts';
import { FILE_KEY, MARK_PROPERTY, markOnRecord } from '../../formats/ogc-records/mark.ts';
import { isJson, jsonAt, objectsOf, textOf } from '../../formats/values/json.ts';
import type { Json } from '../../formats/values/json.ts';
import { everOurs } from '../merge.ts';
import type { Base, Merge } from '../merge.ts';
import { MARK_FIELD } from '../whole-record.ts';

export const FILE_FIELD = 'distribution.';
const LINK_FIELD = 'link';
/** Members of the record itself that are ours. */
const TOP = ['geometry', 'time'] as const;
/** Properties that are ours; of the lists, others may add to. */
const PROPERTIES = [
  'type',
  'title',
  'description',
  'alternateTitle',
  'language',
  'version',
  'created',
  'updated',
  'issued',
  'updateFrequency',
  'license',
  'rights',
  'accessRights',
  'lineage',
] as const;
const LISTS = [
  'resourceLanguages',
  'keywords',
  'themes',
  'externalIds',
  'contacts',
  'spatial',
  'conformsTo',
  'formats',
] as const;

/** All that a record of ours says, field by field. */
export function everythingIn(record: Json): Base {
  const properties = jsonAt(record, 'properties');
  const fields: Base = {};
  const note = (field: string, value: unknown): void => {
    if (value !== undefined && value !== null) fields[field] = value;
  };
  for (const key of TOP) note(key, record[key]);
  for (const key of PROPERTIES) note(key, properties[key]);
  for (const key of LISTS) if (listAt(properties, key).length > 0) note(key, listAt(properties, key));
  for (const [key, link] of filesIn(record)) note(FILE_FIELD + key, link);
  const links = othersIn(record);
  if (links.length > 0) note(LINK_FIELD, links);
  fields[MARK_FIELD] = markOnRecord(record) ?? null;
  return fields;
}

/** What a record shows of what is ours; of lists, the members that are. */
export function shownOf(record: Json, wanted: Base, base: Base | undefined): Base {
  const shown = everythingIn(record);
  for (const field of [...LISTS, LINK_FIELD]) {
    const known = ownMembers(field, wanted, base);
    const members = listAt(shown, field).filter((member) => known.has(stableJson(member)));
    if (members.length > 0) shown[field] = inOrderOf(wanted[field], members);
    else delete shown[field];
  }
  return shown;
}

/** The record as it stands with the fields that differ taken from ours; everything else in it stays. */
export function rewritten(
  found: Json,
  own: Json,
  { diff }: Merge,
  wanted: Base,
  base: Base | undefined,
): Json {
  const changed = new Set(diff.map(({ field }) => field));
  const record: Json = { ...found };
  const properties: Json = { ...jsonAt(found, 'properties') };
  const ours = jsonAt(own, 'properties');
  for (const key of TOP)
    if (changed.has(key)) set(record, key, own[key] ?? (key === 'geometry' ? null : undefined));
  for (const key of PROPERTIES) if (changed.has(key)) set(properties, key, ours[key]);
  for (const key of LISTS)
    if (changed.has(key)) {
      const members = [...foreign(listAt(properties, key), key, wanted, base), ...listAt(ours, key)];
      set(properties, key, members.length === 0 ? undefined : members);
    }
  if (changed.has(MARK_FIELD)) set(properties, MARK_PROPERTY, ours[MARK_PROPERTY]);
  return { ...record, properties, links: linksOf(found, own, changed, wanted, base) };
}

/** Files in their places, new ones behind them, and beside them the links of others. */
function linksOf(
  found: Json,
  own: Json,
  changed: ReadonlySet<string>,
  wanted: Base,
  base: Base | undefined,
): unknown[] {
  const ours = filesIn(own);
  const theirs = filesIn(found);
  const kept = objectsOf(found['links']).flatMap((link): Json[] => {
    const key = textOf(link[FILE_KEY]);
    if (key === undefined) {
      const isGone = changed.has(LINK_FIELD) && foreign([link], LINK_FIELD, wanted, base).length === 0;
      return isGone ? [] : [link];
    }
    if (!changed.has(FILE_FIELD + key)) return [link];
    const now = ours.get(key);
    return now === undefined ? [] : [now];
  });
  const fresh = [...ours].filter(([key]) => changed.has(FILE_FIELD + key) && !theirs.has(key));
  return [...kept, ...(changed.has(LINK_FIELD) ? othersIn(own) : []), ...fresh.map(([, link]) => link)];
}

function foreign(
  members: readonly unknown[],
  field: string,
  wanted: Base,
  base: Base | undefined,
): unknown[] {
  const known = ownMembers(field, wanted, base);
  return members.filter((member) => !known.has(stableJson(member)));
}

function ownMembers(field: string, wanted: Base, base: Base | undefined): Set<string> {
  const values = [wanted[field], ...everOurs(base, field)];
  return new Set(
    values.flatMap((value: unknown) => (Array.isArray(value) ? value : [])).map((one) => stableJson(one)),
  );
}

function filesIn(record: Json): Map<string, Json> {
  const files = new Map<string, Json>();
  for (const link of objectsOf(record['links'])) {
    const key = textOf(link[FILE_KEY]);
    if (key !== undefined && !files.has(key)) files.set(key, link);
  }
  return files;
}

function othersIn(record: Json): Json[] {
  return objectsOf(record['links']).filter((link) => textOf(link[FILE_KEY]) === undefined);
}

function listAt(object: unknown, key: string): unknown[] {
  const value = isJson(object) ? object[key] : undefined;
  return Array.isArray(value) ? value : [];
}

function set(object: Json, key: string, value: unknown): void {
  if (value === undefined) delete object[key];
  else object[key] = value;
}

/** A catalogue that sorts them otherwise shows the same. */
function inOrderOf(wanted: unknown, members: unknown[]): unknown[] {
  if (!Array.isArray(wanted)) return members;
  const places = new Map(wanted.map((one, index) => [stableJson(one), index]));
  const placeOf = (one: unknown): number => places.get(stableJson(one)) ?? places.size;
  return members.toSorted((a, b) => placeOf(a) - placeOf(b));
}
