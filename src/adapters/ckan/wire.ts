import { z } from 'zod';
import { cleanName, cleanText } from '../../model/clean.ts';

export type Json = Record<string, unknown>;

/** One resource, tag, extra or group as CKAN sent it: kept whole, because a write has to send it back whole. */
export interface WireTag {
  name: string;
  /** Belongs to a vocabulary that the site's editors manage. */
  vocabulary?: string;
}

/** A field as text; sites send numbers, booleans and null where the documentation says text. */
const Text = z.unknown().transform(textOf).optional();

const Named = z
  .unknown()
  .transform((value) => {
    if (typeof value === 'string') return { name: value, title: undefined, id: undefined, titles: undefined };
    if (!isJson(value)) return undefined;
    return {
      name: textOf(value['name']),
      title: textOf(value['title'] ?? value['display_name']),
      id: textOf(value['id']),
      /** By language, where the site writes them so. */
      titles: [value['title_translated'], value['title']].find(isJson),
    };
  })
  .optional();

/** A package as `package_show` and `package_search` give it. Everything but an id may be missing or odd. */
export const WirePackage = z
  .looseObject({
    id: Text,
    name: Text,
    type: Text,
    state: Text,
    metadata_created: Text,
    metadata_modified: Text,
    license_id: Text,
    license_title: Text,
    license_url: Text,
    organization: Named,
    owner_org: Text,
    private: z
      .unknown()
      .transform((value) => value === true || value === 'true' || value === 'True')
      .optional(),
    tags: z.unknown().transform(tagsOf).optional(),
    extras: z.unknown().transform(extrasOf).optional(),
    groups: z.unknown().transform(groupsOf).optional(),
    resources: z.unknown().transform(jsonList).optional(),
  })
  .refine((found) => found.id !== undefined || found.name !== undefined, 'neither id nor name');
export type WirePackage = z.output<typeof WirePackage>;

/** Any object: of an answer that is only looked at for being one. */
export const WireObject = z.looseObject({});

export const WireSearch = z.looseObject({ count: z.unknown().optional(), results: z.array(z.unknown()) });
export type WireSearch = z.output<typeof WireSearch>;

export const WireStatus = z.looseObject({
  ckan_version: Text,
  site_title: Text,
});

export type WireStatus = z.output<typeof WireStatus>;

export const WireOrganizations = z.array(
  z.looseObject({ id: Text, name: Text, title: Text, display_name: Text, state: Text }),
);
export type WireOrganizations = z.output<typeof WireOrganizations>;

export const WireUser = z.looseObject({ name: Text, sysadmin: z.unknown().optional() });

export const WireLicenses = z.array(z.looseObject({ id: Text, title: Text, url: Text, status: Text }));
export type WireLicenses = z.output<typeof WireLicenses>;

export function textOf(value: unknown): string | undefined {
  if (typeof value === 'boolean') return String(value);
  // Beyond 2^53 a number is no longer the one that was sent.
  if (typeof value === 'number')
    return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : undefined;
  if (typeof value !== 'string') return undefined;
  const text = cleanText(value);
  return text === '' ? undefined : text;
}

/** Text of one line, for people. */
export function nameOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : cleanName(text) || undefined;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonList(value: unknown): Json[] {
  if (isJson(value)) return [value];
  return Array.isArray(value) ? value.filter(isJson) : [];
}

/** CKAN's first API gives only their names. */
function groupsOf(value: unknown): Json[] {
  if (!Array.isArray(value)) return jsonList(value);
  return value.flatMap((group: unknown): Json[] =>
    typeof group === 'string' ? [{ name: group }] : isJson(group) ? [group] : [],
  );
}

function tagsOf(value: unknown): WireTag[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((tag: unknown): WireTag[] => {
    const name = nameOf(isJson(tag) ? (tag['name'] ?? tag['display_name']) : tag);
    const vocabulary = isJson(tag) ? textOf(tag['vocabulary_id']) : undefined;
    return name === undefined ? [] : [{ name, ...(vocabulary === undefined ? {} : { vocabulary }) }];
  });
}

/** Extras are a list of pairs; CKAN's first API and several imitations send an object. The first of a key wins. */
function extrasOf(value: unknown): Map<string, unknown> {
  const extras = new Map<string, unknown>();
  const pairs: [unknown, unknown][] = Array.isArray(value)
    ? value.filter(isJson).map((pair) => [pair['key'], pair['value']])
    : isJson(value)
      ? Object.entries(value)
      : [];
  for (const [key, content] of pairs) {
    if (typeof key === 'string' && key !== '' && !extras.has(key)) extras.set(key, content);
  }
  return extras;
}
