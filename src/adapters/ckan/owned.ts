import { sameJson } from '../../model/fingerprint.ts';
import type { Base } from '../merge.ts';
import { sameFormat } from './coded.ts';
import { isBlank, parsedJson } from './fields.ts';
import { isJson } from './wire.ts';
import type { Json, WirePackage } from './wire.ts';

/*
 * Names of owned fields: `title` at the package's root, `extras.frequency` for a key that sites with a schema keep at
 * the root instead, `tags` (names), `resources` (our keys, in order), `resources.<key>.<field>`.
 */
export type OwnedName =
  | { part: 'root'; field: string }
  | { part: 'extra'; field: string }
  | { part: 'tags' }
  | { part: 'order' }
  | { part: 'resource'; key: string; field: string };

/** Stands for the address of a resource whose bytes the site holds: the site decides on it. */
export const UPLOADED = 'upload:';

export function ownedName(name: string): OwnedName {
  if (name === 'tags') return { part: 'tags' };
  if (name === 'resources') return { part: 'order' };
  if (name.startsWith('extras.')) return { part: 'extra', field: name.slice('extras.'.length) };
  if (!name.startsWith('resources.')) return { part: 'root', field: name };
  // The key may hold dots; CKAN's field names hold none.
  const dot = name.lastIndexOf('.');
  return { part: 'resource', key: name.slice('resources.'.length, dot), field: name.slice(dot + 1) };
}

/** All fields of a package that a push may write, tags and resources included. */
export function everythingShown(wire: WirePackage): Base {
  const roots = WRITABLE.filter((field) => !isBlank(wire[field])).map(
    (field) => [field, wire[field]] as const,
  );
  const extras = [...(wire.extras ?? [])].map(([key, value]) => [`extras.${key}`, value] as const);
  const tags = (wire.tags ?? []).flatMap((tag) => (tag.vocabulary === undefined ? [tag.name] : []));
  return { ...Object.fromEntries([...roots, ...extras]), tags };
}

/** Of the package's root, what a push may write and clear. */
const WRITABLE = [
  'title',
  'notes',
  'url',
  'version',
  'license_id',
  'author',
  'author_email',
  'maintainer',
  'maintainer_email',
];

/**
 * What the remote shows of the named fields. `tags` shows only those that we set or want: others are not ours.
 * `resources` tells which remote resource stands for which key.
 */
export function shownOf(
  wire: WirePackage,
  names: Iterable<string>,
  resources: ReadonlyMap<string, Json>,
  tags: ReadonlySet<string>,
): Base {
  const shown: Base = {};
  for (const name of names) {
    const value = shownField(wire, ownedName(name), resources, tags);
    if (!isBlank(value)) shown[name] = value;
  }
  return shown;
}

function shownField(
  wire: WirePackage,
  name: OwnedName,
  resources: ReadonlyMap<string, Json>,
  tags: ReadonlySet<string>,
): unknown {
  switch (name.part) {
    case 'root':
      return name.field === 'owner_org' ? (wire.organization?.name ?? wire.owner_org) : wire[name.field];
    case 'extra':
      return inSchema(wire, name.field) ? asText(wire[name.field]) : wire.extras?.get(name.field);
    case 'tags':
      return (wire.tags ?? []).flatMap((tag) =>
        tag.vocabulary === undefined && tags.has(tag.name) ? [tag.name] : [],
      );
    case 'order': {
      const positions = [...resources].map(([key, resource]) => ({
        key,
        at: (wire.resources ?? []).indexOf(resource),
      }));
      return positions.sort((a, b) => a.at - b.at).map(({ key }) => key);
    }
    case 'resource':
      return name.field === 'url' && resources.get(name.key)?.['url_type'] === 'upload'
        ? UPLOADED
        : resources.get(name.key)?.[name.field];
    default:
      return undefined;
  }
}

/** Whether the site's schema has this key as a field of its own: then it is shown at the root, also when empty. */
export function inSchema(wire: WirePackage, field: string): boolean {
  return Object.hasOwn(wire, field) && !(wire.extras?.has(field) ?? false);
}

function asText(value: unknown): unknown {
  return Array.isArray(value) || isJson(value) ? JSON.stringify(value) : value;
}

/** Whether CKAN would show both values alike: it trims, sorts tags, respells formats, and counts `''` as nothing. */
export function sameShown(field: string, a: unknown, b: unknown): boolean {
  if (field.endsWith('.format') && typeof a === 'string' && typeof b === 'string') return sameFormat(a, b);
  return sameJson(normal(field, a), normal(field, b));
}

function normal(field: string, value: unknown): unknown {
  if (isBlank(value)) return null;
  if (field === 'tags' && Array.isArray(value)) return value.map(String).toSorted((a, b) => (a < b ? -1 : 1));
  if (field.endsWith('.size')) return Number(value);
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value !== 'string') return value;
  const parsed = parsedJson(value);
  return typeof parsed === 'string' ? parsed.replace(/\r\n?/g, '\n').trim() : parsed;
}
