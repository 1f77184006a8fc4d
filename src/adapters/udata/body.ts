import type { Base, Merge } from '../merge.ts';
import { isHosted } from './hosted.ts';
import { KEY } from './marks.ts';
import { extraKey, OWNED_EXTRAS, resourceKey } from './owned.ts';
import type { Matched } from './owned.ts';
import { OwnedResource } from './resource-from-model.ts';
import type { WireDataset, WireResource } from './wire.ts';

type Body = Record<string, unknown>;

/** Sent at a create when we want them, at an update when they changed; `null` empties them. */
const PLAIN = ['acronym', 'license', 'access_type', 'frequency', 'private'] as const;

/** One request with everything in it. `contactIds` belong to `fields.contact_points`. */
export function createBody(fields: Base, organization: string, contactIds: readonly string[]): Body {
  const body: Body = {
    title: fields['title'],
    description: fields['description'],
    organization,
    tags: fields['tags'] ?? [],
    extras: extrasOf(fields, {}),
    resources: keysOf(fields).map((key) => resourceBody(key, fields, undefined)),
  };
  for (const field of [...PLAIN, 'temporal_coverage', 'spatial']) {
    if (fields[field] !== undefined && fields[field] !== null) body[field] = fields[field];
  }
  if (contactIds.length > 0) body['contact_points'] = contactIds;
  return body;
}

/** What an update consists of: resources to delete one by one, then one PUT, then what only a resource's own PUT can do. */
export interface Update {
  removals: string[];
  /** Absent when the removals say it all. */
  body: Body | undefined;
  /** Resources whose checksum has to go: within a list udata keeps it. */
  checksumsToClear: string[];
}

/**
 * Only what changes is sent, with udata's idioms for emptying, and what a PUT without them would wipe. A resource that is
 * not ours is named by its id alone and stays as it is.
 */
export function updateOf(
  current: WireDataset,
  merge: Merge,
  matched: Matched,
  contactIds: readonly string[],
  superseded: ReadonlyMap<string, WireResource> = new Map(),
): Update {
  const { merged } = merge;
  const changed = new Set(merge.diff.map(({ field }) => field));
  const restored = current.deleted !== undefined;
  const list = resourceList(current, merged, matched, changed, superseded);
  const touched = [...changed].some((field) => field === 'resources' || resourceKey(field) !== undefined);
  const emptied = touched && list.length === 0;
  const body: Body = {
    title: merged['title'] ?? current.title,
    description: merged['description'] ?? current.description,
    tags: 'tags' in merged ? (merged['tags'] ?? []) : (current.tags ?? []),
    temporal_coverage:
      'temporal_coverage' in merged ? merged['temporal_coverage'] : (current.temporal_coverage ?? null),
  };
  for (const field of PLAIN) if (changed.has(field)) body[field] = merged[field] ?? null;
  if (changed.has('spatial')) body['spatial'] = spatialBody(merged['spatial']);
  if (changed.has('contact_points')) body['contact_points'] = contactIds.length === 0 ? null : contactIds;
  if (OWNED_EXTRAS.some((key) => changed.has(`extras.${key}`)))
    body['extras'] = extrasOf(merged, current.extras ?? {});
  if (touched && !emptied) body['resources'] = list;
  if (restored) body['deleted'] = null;
  if (changed.has('archived')) body['archived'] = null;
  const unwanted = [...matched].flatMap(([key, resource]) =>
    (merged[`resource:${key}`] ?? null) === null ? [resource] : [],
  );
  const others = [...changed].some((field) => field !== 'resources' && resourceKey(field) === undefined);
  return {
    // A hosted file goes by itself, so that its bytes go too.
    removals: emptied
      ? (current.resources ?? []).map(({ id }) => id)
      : [...superseded.values(), ...unwanted].filter(isHosted).map(({ id }) => id),
    body: others || restored || !emptied ? body : undefined,
    checksumsToClear: [...matched]
      .filter(
        ([key, resource]) =>
          resource.checksum?.value !== undefined && loses(merged, key, 'checksum', changed),
      )
      .map(([, { id }]) => id),
  };
}

/** Foreign resources keep their places; ours fill the places that they had, in our order, and go on at the end. */
function resourceList(
  current: WireDataset,
  merged: Base,
  matched: Matched,
  changed: ReadonlySet<string>,
  superseded: ReadonlyMap<string, WireResource>,
): Body[] {
  const isKept = (key: string) => (merged[`resource:${key}`] ?? null) !== null;
  const ordered = keysOf(merged).filter(isKept);
  const unlisted = [...matched.keys()].filter((key) => isKept(key) && !ordered.includes(key));
  const ours = [...ordered, ...unlisted].map((key) => entry(key, merged, matched.get(key), changed));
  const keyOf = new Map([...matched].map(([key, { id }]) => [id, key]));
  const dropped = new Set([...superseded.values()].map(({ id }) => id));
  const list: Body[] = [];
  for (const { id } of current.resources ?? []) {
    const key = keyOf.get(id);
    if (dropped.has(id)) continue;
    if (key === undefined) list.push({ id });
    else if (isKept(key)) list.push(...ours.splice(0, 1));
  }
  return [...list, ...ours];
}

function entry(
  key: string,
  merged: Base,
  resource: WireResource | undefined,
  changed: ReadonlySet<string>,
): Body {
  if (resource === undefined || changed.has(`resource:${key}`)) return resourceBody(key, merged, resource);
  return { id: resource.id };
}

/** `filetype` and `type` always: without them udata takes the link for a hosted file and freezes it. */
function resourceBody(key: string, fields: Base, current: WireResource | undefined): Body {
  const owned = OwnedResource.parse(fields[`resource:${key}`]);
  const { checksum, schema, file, ...plain } = owned;
  if (file !== undefined) return hostedBody(key, owned, current);
  const cleared =
    current === undefined ? {} : { description: null, format: null, mime: null, filesize: null };
  return {
    ...(current === undefined ? {} : { id: current.id }),
    ...cleared,
    ...plain,
    filetype: 'remote',
    ...(checksum === undefined ? {} : { checksum }),
    ...(schema === undefined && current?.schema === undefined
      ? {}
      : { schema: { name: null, url: null, version: null, ...schema } }),
    extras: { ...current?.extras, [KEY]: key },
  };
}

/** Of a hosted file udata keeps address, format and checksum to itself. */
function hostedBody(key: string, owned: OwnedResource, current: WireResource | undefined): Body {
  const { title, type, description, schema } = owned;
  return {
    ...(current === undefined ? {} : { id: current.id }),
    title,
    type,
    description: description ?? null,
    filetype: 'file',
    ...(schema === undefined && current?.schema === undefined
      ? {}
      : { schema: { name: null, url: null, version: null, ...schema } }),
    extras: { ...current?.extras, [KEY]: key },
  };
}

function loses(merged: Base, key: string, part: keyof OwnedResource, changed: ReadonlySet<string>): boolean {
  const field = `resource:${key}`;
  if (!changed.has(field)) return false;
  const owned = OwnedResource.safeParse(merged[field]);
  return owned.success && owned.data[part] === undefined;
}

function spatialBody(spatial: unknown): unknown {
  return { zones: null, geom: null, ...(spatial !== null && typeof spatial === 'object' ? spatial : {}) };
}

function extrasOf(fields: Base, current: Readonly<Record<string, unknown>>): Body {
  const extras: Body = { ...current };
  for (const [field, value] of Object.entries(fields)) {
    const key = extraKey(field);
    if (key === undefined) continue;
    if (value === null || value === undefined) delete extras[key];
    else extras[key] = value;
  }
  return extras;
}

function keysOf(fields: Base): string[] {
  const keys = fields['resources'];
  return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [];
}
