import type { Base } from '../merge.ts';
import { isBlank, parsedJson } from './fields.ts';
import { unhosted } from './files.ts';
import { inSchema, ownedName, UPLOADED } from './owned.ts';
import type { Plan } from './plan.ts';
import { resourceKeys } from './resources.ts';
import type { Json, WirePackage } from './wire.ts';

/** Columns of a resource: emptied by sending nothing in them. Any other key goes by not being sent. */
const COLUMNS = new Set(['url', 'name', 'description', 'format', 'mimetype', 'hash', 'size']);

/** Extras that this site takes at the package's root, because its schema has a field of that name. */
export type RootKeys = ReadonlySet<string>;

/** The whole package for a create. */
export function newPackage(name: string, wanted: Base, rootKeys: RootKeys): Json {
  const document: Json = { name };
  const extras: Json[] = [];
  for (const [field, value] of Object.entries(wanted)) {
    const owned = ownedName(field);
    if (owned.part === 'root') document[owned.field] = value;
    else if (owned.part === 'extra' && rootKeys.has(owned.field)) document[owned.field] = parsedJson(value);
    else if (owned.part === 'extra') extras.push({ key: owned.field, value });
    else if (owned.part === 'tags') document['tags'] = tagObjects(value);
  }
  document['extras'] = extras;
  document['resources'] = [...resourceKeys(wanted)]
    // A file is sent by itself, once there is a package to send it to.
    .filter((key) => wanted[`resources.${key}.url`] !== UPLOADED)
    .map((key) => resourceOf(wanted, key, undefined));
  return document;
}

/** The parts of a known package that change, each list whole: CKAN replaces lists, and loses what is left out. */
export function changedParts(wire: WirePackage, plan: Plan, rootKeys: RootKeys): Json {
  const parts: Json = {};
  const changed = new Map(plan.diff.map(({ field }) => [field, ownedName(field)]));
  const isRoot = (field: string): boolean => inSchema(wire, field) || rootKeys.has(field);
  const extraKeys = new Map<string, unknown>();
  for (const [field, owned] of changed) {
    const value = plan.merged[field] ?? '';
    if (owned.part === 'root') parts[owned.field] = value;
    if (owned.part === 'extra' && isRoot(owned.field)) parts[owned.field] = parsedJson(value);
    if (owned.part === 'extra' && !isRoot(owned.field)) extraKeys.set(owned.field, value);
    if (owned.part === 'tags') parts['tags'] = [...foreignTags(wire, plan), ...tagObjects(value)];
  }
  if (extraKeys.size > 0) parts['extras'] = extrasWith(wire, extraKeys);
  if ([...changed.values()].some(({ part }) => part === 'resource' || part === 'order'))
    parts['resources'] = resourcesWith(wire, plan);
  return parts;
}

function extrasWith(wire: WirePackage, changes: ReadonlyMap<string, unknown>): Json[] {
  const extras = new Map([...(wire.extras ?? []), ...changes]);
  return [...extras].filter(([, value]) => !isBlank(value)).map(([key, value]) => ({ key, value }));
}

/** Tags that others set: neither in our last push nor in this one. */
function foreignTags(wire: WirePackage, plan: Plan): Json[] {
  const before = plan.diff.find(({ field }) => field === 'tags')?.before;
  const ours = new Set([before, plan.merged['tags']].flat());
  return (wire.tags ?? [])
    .filter(({ name, vocabulary }) => vocabulary !== undefined || !ours.has(name))
    .map(({ name, vocabulary }) =>
      vocabulary === undefined ? { name } : { name, vocabulary_id: vocabulary },
    );
}

/** Ours in our order, in the places that ours had; foreign ones stay where they are, whole. */
function resourcesWith(wire: WirePackage, { merged, resources }: Plan): Json[] {
  const alive = new Set([...resourceKeys(merged)].filter((key) => !isBlank(merged[`resources.${key}.url`])));
  const order = Array.isArray(merged['resources']) ? merged['resources'].filter((key) => alive.has(key)) : [];
  const keys = [...new Set<string>([...order, ...alive])];
  const ours = new Set(resources.values());
  const result: Json[] = [];
  for (const resource of wire.resources ?? []) {
    if (!ours.has(resource)) {
      result.push(resource);
      continue;
    }
    const key = keys.shift();
    if (key !== undefined) result.push(resourceOf(merged, key, resources.get(key)));
  }
  return [...result, ...keys.map((key) => resourceOf(merged, key, resources.get(key)))];
}

function resourceOf(fields: Base, key: string, remote: Json | undefined): Json {
  const resource: Json = { ...remote };
  const prefix = `resources.${key}.`;
  for (const [field, value] of Object.entries(fields)) {
    const owned = ownedName(field);
    if (owned.part !== 'resource' || !field.startsWith(prefix) || owned.key !== key) continue;
    if (value === UPLOADED) continue;
    if (owned.field === 'url') Object.assign(resource, unhosted(remote));
    if (!isBlank(value)) resource[owned.field] = value;
    else if (COLUMNS.has(owned.field)) resource[owned.field] = '';
    else delete resource[owned.field];
  }
  return resource;
}

function tagObjects(value: unknown): Json[] {
  return Array.isArray(value) ? value.map((name: unknown) => ({ name })) : [];
}
