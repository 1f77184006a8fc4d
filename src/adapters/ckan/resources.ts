import type { Base } from '../merge.ts';
import { KEY_FIELD } from './keys.ts';
import { ownedName } from './owned.ts';
import { textOf } from './wire.ts';
import type { Json } from './wire.ts';

/**
 * Which remote resource is which of ours: by the id that the remote gave it, else by our key in it, else by address.
 * Never by title. A resource that carries a key of ours is ours even when nothing else remembers it.
 */
export function matchResources(
  wanted: Base,
  base: Base | undefined,
  ids: Readonly<Record<string, string>>,
  remote: readonly Json[],
): Map<string, Json> {
  const found = new Map<string, Json>();
  const free = new Set(remote);
  const claim = (key: string, resource: Json | undefined): void => {
    if (resource === undefined || found.has(key)) return;
    found.set(key, resource);
    free.delete(resource);
  };
  const keys = new Set([...resourceKeys(wanted), ...resourceKeys(base ?? {})]);
  for (const key of keys)
    claim(
      key,
      [...free].find((resource) => ids[key] !== undefined && textOf(resource['id']) === ids[key]),
    );
  for (const resource of remote) {
    const key = textOf(resource[KEY_FIELD]);
    if (key !== undefined && free.has(resource)) claim(key, resource);
  }
  for (const key of resourceKeys(wanted)) {
    const url = wanted[`resources.${key}.url`];
    claim(
      key,
      [...free].find(
        (resource) => textOf(resource[KEY_FIELD]) === undefined && textOf(resource['url']) === url,
      ),
    );
  }
  return found;
}

export function resourceKeys(fields: Base): Set<string> {
  const keys = new Set<string>();
  for (const name of Object.keys(fields)) {
    const owned = ownedName(name);
    if (owned.part === 'resource') keys.add(owned.key);
  }
  return keys;
}

/** The remote's id of each of our resources, as a written package tells them. */
export function resourceIds(
  wanted: Base,
  ids: Readonly<Record<string, string>>,
  remote: readonly Json[],
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, resource] of matchResources(wanted, undefined, ids, remote)) {
    const id = textOf(resource['id']);
    if (id !== undefined && typeof wanted[`resources.${key}.url`] === 'string') found[key] = id;
  }
  return found;
}
