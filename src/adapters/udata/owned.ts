import { sameJson } from '../../model/fingerprint.ts';
import type { Base } from '../merge.ts';
import { readDate } from './dates.ts';
import { plainContact } from './contacts.ts';
import { IDENTIFIER, IRI, KEY, MARK } from './marks.ts';
import { sameFile, shownFile } from './file.ts';
import { OwnedFile, type OwnedResource } from './resource-from-model.ts';
import type { WireDataset, WireResource, WireSchema } from './wire.ts';
import { present } from './words.ts';

/**
 * The part of a remote record that a push owns. Field → value in udata's shape, except for
 * `extras.<key>`: one key of the extras; the others are not ours;
 * `resources`: our keys in the order of the remote's list; `resource:<key>`: one of them.
 */
export type Matched = ReadonlyMap<string, WireResource>;

export const OWNED_EXTRAS = [MARK, IDENTIFIER, IRI] as const;
const RESOURCE = 'resource:';
const EXTRA = 'extras.';

export function resourceKey(field: string): string | undefined {
  return field.startsWith(RESOURCE) ? field.slice(RESOURCE.length) : undefined;
}

export function extraKey(field: string): string | undefined {
  return field.startsWith(EXTRA) ? field.slice(EXTRA.length) : undefined;
}

/** What the remote shows of it; `matched` says which of its resources are ours. */
export function ownedOf(wire: WireDataset, matched: Matched): Base {
  const { start, end } = wire.temporal_coverage ?? {};
  const zones = wire.spatial?.zones ?? [];
  const geom = wire.spatial?.geom;
  const order = new Map((wire.resources ?? []).map((resource, index) => [resource.id, index]));
  const keys = [...matched]
    .sort(([, a], [, b]) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
    .map(([key]) => key);
  const owned: Base = {
    title: wire.title,
    description: wire.description,
    acronym: wire.acronym,
    license: wire.license,
    access_type: wire.access_type,
    frequency: wire.frequency,
    tags: wire.tags,
    temporal_coverage:
      start === undefined && end === undefined
        ? undefined
        : present({ start: readDate(start)?.slice(0, 10), end: readDate(end)?.slice(0, 10) }),
    spatial: zones.length > 0 ? { zones: [...zones].sort() } : geom === undefined ? undefined : { geom },
    contact_points: wire.contact_points?.map(plainContact),
    private: wire.private,
    resources: keys.length === 0 ? undefined : keys,
  };
  for (const key of OWNED_EXTRAS) owned[`${EXTRA}${key}`] = wire.extras?.[key];
  for (const [key, resource] of matched) owned[`${RESOURCE}${key}`] = ownedResource(resource);
  return present(owned);
}

function ownedResource(resource: WireResource): OwnedResource {
  const { checksum, schema, format } = resource;
  if (resource.filetype === 'file') {
    return {
      title: resource.title ?? '',
      type: resource.type ?? 'other',
      url: '',
      ...present({
        description: resource.description === '' ? undefined : resource.description,
        schema: schemaOf(schema),
      }),
      file: shownFile(resource),
    };
  }
  return {
    title: resource.title ?? '',
    type: resource.type ?? 'other',
    url: resource.url ?? '',
    ...present({
      description: resource.description === '' ? undefined : resource.description,
      format: format === undefined || format === '' ? undefined : format.trim().toLowerCase(),
      mime: resource.mime === '' ? undefined : resource.mime,
      filesize: resource.filesize,
      checksum:
        checksum?.type === undefined || checksum.value === undefined
          ? undefined
          : { type: checksum.type, value: checksum.value },
      schema: schemaOf(schema),
    }),
  };
}

function schemaOf(schema: WireSchema | undefined): OwnedResource['schema'] {
  const members = present({ ...schema });
  return Object.keys(members).length === 0 ? undefined : members;
}

/** Which of the remote's resources are ours: by the id we kept, by our key on it, by its address; never by title alone. */
export function matchResources(
  resources: readonly WireResource[],
  wanted: ReadonlyMap<string, string>,
  ids: Readonly<Record<string, string>>,
  recordIsOurs: boolean,
): Map<string, WireResource> {
  const matched = new Map<string, WireResource>();
  const free = new Map(resources.map((resource) => [resource.id, resource]));
  const take = (key: string, resource: WireResource | undefined) => {
    if (resource === undefined || matched.has(key) || !free.delete(resource.id)) return;
    matched.set(key, resource);
  };
  for (const [key, id] of Object.entries(ids)) take(key, free.get(id));
  for (const resource of resources) {
    const key = resource.extras?.[KEY];
    if (typeof key === 'string' && (recordIsOurs || wanted.has(key))) take(key, resource);
  }
  for (const [key, url] of wanted) {
    if (matched.has(key)) continue;
    const same = [...free.values()].find(
      (resource) =>
        url !== '' &&
        resource.url === url &&
        resource.filetype !== 'file' &&
        resource.extras?.[KEY] === undefined,
    );
    take(key, same);
  }
  return matched;
}

const LEGACY_FREQUENCIES: Readonly<Record<string, string>> = {
  realtime: 'continuous',
  fourTimesADay: 'severalTimesADay',
  fourTimesAWeek: 'other',
  fortnighly: 'biweekly',
  biannual: 'semiannual',
};

/** The name that versions before 10 have for a frequency. */
export function legacyFrequency(id: string): string | undefined {
  return Object.entries(LEGACY_FREQUENCIES).find(([, now]) => now === id && id !== 'other')?.[0];
}

/** What a field shows when nobody set it. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  license: 'notspecified',
  access_type: 'open',
  frequency: 'unknown',
  private: false,
};

/** Whether two values of a field are one to udata. */
export function sameOwned(field: string, a: unknown, b: unknown): boolean {
  // Mostly they are one to everybody.
  if (sameJson(a, b)) return true;
  const [left, right] = [canonical(field, a), canonical(field, b)];
  if (left === right) return true;
  if (!isComposed(left) || !isComposed(right)) return false;
  if (sameJson(left, right)) return true;
  if (resourceKey(field) === undefined) return false;
  const [{ file: ours, ...restA }, { file: theirs, ...restB }] = [membersOf(left), membersOf(right)];
  const sameBytes = sameFile(OwnedFile.optional().parse(ours), OwnedFile.optional().parse(theirs));
  return sameBytes && (sameJson(restA, restB) || sameButSchema(restA, restB));
}

/** Only what has members needs to be written out to be compared. */
function isComposed(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function canonical(field: string, value: unknown): unknown {
  if (value === undefined || value === null || value === '' || value === DEFAULTS[field]) return null;
  if (field === 'frequency' && typeof value === 'string') return LEGACY_FREQUENCIES[value] ?? value;
  if (field === 'tags' && Array.isArray(value))
    return value.length === 0 ? null : [...new Set(value.map(String))].sort();
  if (Array.isArray(value)) return value.length === 0 ? null : value;
  if (typeof value === 'string') return value.replace(/\r\n?/g, '\n').trim();
  if (typeof value !== 'object') return value;
  const members = Object.entries(value).map(([key, member]) => [
    key,
    typeof member === 'string' ? member.replace(/\r\n?/g, '\n').trim() : member,
  ]);
  return Object.fromEntries(members);
}

/** The address of a schema in the site's catalogue is rewritten by udata to the name and version in that address. */
function sameButSchema(a: unknown, b: unknown): boolean {
  const [left, right] = [membersOf(a), membersOf(b)];
  const { schema: ours, ...restA } = left;
  const { schema: theirs, ...restB } = right;
  if (!sameJson(restA, restB)) return false;
  return inAddress(membersOf(ours), membersOf(theirs)) || inAddress(membersOf(theirs), membersOf(ours));
}

function inAddress({ url }: Record<string, unknown>, { name, version }: Record<string, unknown>): boolean {
  if (typeof url !== 'string' || typeof name !== 'string' || !url.includes(name)) return false;
  return typeof version !== 'string' || url.includes(version);
}

function membersOf(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' ? { ...value } : {};
}
