import type { Base } from '../merge.ts';
import { KEY } from './marks.ts';
import { sameFile, shownFile } from './file.ts';
import { matchResources, resourceKey } from './owned.ts';
import { OwnedResource, type OwnedFile } from './resource-from-model.ts';
import type { WireResource } from './wire.ts';

/** Which of the remote's resources are ours, hosted files among them. */
export interface Matching {
  matched: Map<string, WireResource>;
  /** Ours too, and in the way: a link where a file is wanted, or a file where a link is. udata lets none become the other. */
  superseded: Map<string, WireResource>;
}

export function isHosted(resource: WireResource): boolean {
  return resource.filetype === 'file';
}

/** The files that are wanted, by our keys. */
export function filesOf(fields: Base): Map<string, OwnedFile> {
  const files = new Map<string, OwnedFile>();
  for (const [key, { file }] of ownedResources(fields)) if (file !== undefined) files.set(key, file);
  return files;
}

/** Our resources by key. */
function ownedResources(fields: Base): Map<string, OwnedResource> {
  const resources = new Map<string, OwnedResource>();
  for (const [field, value] of Object.entries(fields)) {
    const key = resourceKey(field);
    if (key === undefined) continue;
    const parsed = OwnedResource.safeParse(value);
    if (parsed.success) resources.set(key, parsed.data);
  }
  return resources;
}

/** The same fields without the hosted files, for a request that cannot carry them. */
export function withoutFiles(fields: Base): Base {
  const files = filesOf(fields);
  if (files.size === 0) return fields;
  const others: Base = {};
  for (const [field, value] of Object.entries(fields)) {
    const key = resourceKey(field);
    if (field === 'resources' && Array.isArray(value)) {
      const links = value.filter((one: unknown) => typeof one !== 'string' || !files.has(one));
      if (links.length > 0) others[field] = links;
    } else if (key === undefined || !files.has(key)) others[field] = value;
  }
  return others;
}

/**
 * As with links, by the id we kept and by our key; then an upload whose answer was lost: a file with the bytes that are
 * wanted, under its file name still and without a word of anybody's on it.
 */
export function matchAll(
  resources: readonly WireResource[],
  fields: Base,
  ids: Readonly<Record<string, string>>,
  recordIsOurs: boolean,
): Matching {
  const owned = ownedResources(fields);
  const urls = new Map([...owned].map(([key, { url }]) => [key, url]));
  const matched = matchResources(resources, urls, ids, recordIsOurs);
  const files = new Map([...owned].flatMap(([key, { file }]) => (file === undefined ? [] : [[key, file]])));
  const superseded = new Map<string, WireResource>();
  for (const [key, resource] of matched) {
    if (!(`resource:${key}` in fields) || isHosted(resource) === files.has(key)) continue;
    superseded.set(key, resource);
    matched.delete(key);
  }
  const taken = new Set([...matched.values(), ...superseded.values()].map(({ id }) => id));
  if (!recordIsOurs) return { matched, superseded };
  for (const [key, file] of files) {
    if (matched.has(key)) continue;
    const fresh = resources.find(
      (resource) => !taken.has(resource.id) && isFresh(resource) && sameFile(file, shownFile(resource)),
    );
    if (fresh === undefined) continue;
    matched.set(key, fresh);
    taken.add(fresh.id);
  }
  return { matched, superseded };
}

function isFresh({ filetype, title, url, extras }: WireResource): boolean {
  if (filetype !== 'file' || extras?.[KEY] !== undefined || url === undefined) return false;
  return title !== undefined && url.split('/').at(-1)?.split('?')[0] === title;
}
