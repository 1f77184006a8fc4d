import { cleanName, cleanText } from '../../model/clean.ts';
import type { LangText } from '../../model/text.ts';
import { isJson, nameOf, textOf } from './wire.ts';
import type { Json, WirePackage } from './wire.ts';

/**
 * A package's or resource's fields by name, wherever the site keeps them: at the root where a schema extension
 * knows them, in `extras` elsewhere, as text, as JSON in text, or as real lists and objects.
 */
export interface Fields {
  raw(key: string): unknown;
  text(key: string): string | undefined;
  list(key: string): string[];
  objects(key: string): Json[];
  inLanguages(key: string, language: string): LangText | undefined;
}

const OWN_PREFIX = 'navette_';
const NAMES = new Set(['title', 'name', 'alternative']);

export function packageFields(wire: WirePackage): Fields {
  const { extras = new Map<string, unknown>() } = wire;
  const told = new Map<string, unknown>();
  const tell = (key: string, value: unknown): void => {
    if (!isBlank(value)) told.set(key, value);
  };
  // A push that a site's schema got in the way of left some values under a name of our own: others come after it.
  for (const [key, value] of extras)
    if (key.startsWith(OWN_PREFIX)) tell(key.slice(OWN_PREFIX.length), value);
  for (const [key, value] of extras) tell(key, value);
  for (const key of Object.keys(wire)) tell(key, wire[key]);
  return fieldsOf((key) => told.get(key));
}

export function resourceFields(resource: Json): Fields {
  return fieldsOf((key) => resource[key]);
}

function fieldsOf(raw: (key: string) => unknown): Fields {
  const text = (key: string): string | undefined => textOf(raw(key));
  return {
    raw,
    text,
    list: (key) => listOf(raw(key)),
    objects: (key) => objectsOf(raw(key)),
    inLanguages(key, language) {
      const read = NAMES.has(key) ? nameOf : textOf;
      const translated = languagesOf(raw(`${key}_translated`), read) ?? languagesOf(raw(key), read);
      if (translated !== undefined) return translated;
      const plain = read(raw(key));
      return plain === undefined ? undefined : { [language]: plain };
    },
  };
}

/** A list as such, as JSON in text, or, in older data, with commas: these only part addresses and single words. */
function listOf(value: unknown): string[] {
  if (value === undefined) return [];
  const parsed = parsedJson(value);
  if (Array.isArray(parsed)) return parsed.flatMap((member: unknown) => textOf(member) ?? []);
  const text = textOf(value);
  if (text === undefined) return [];
  const parts = text.split(',').map((part) => part.trim());
  const addresses = parts.filter((part) => part.includes('://')).length;
  const parted = parts.every((part) => /^\S+$/.test(part)) && (addresses === 0 || addresses === parts.length);
  return parted ? parts : [text];
}

export function objectsOf(value: unknown): Json[] {
  const parsed = parsedJson(value);
  if (isJson(parsed)) return [parsed];
  return Array.isArray(parsed) ? parsed.filter(isJson) : [];
}

/** Texts by language: `{ "fr": "…" }`, with keys that can be language tags. */
export function languagesOf(value: unknown, read = textOf): LangText | undefined {
  const parsed = parsedJson(value);
  if (!isJson(parsed)) return undefined;
  const texts: LangText = {};
  for (const [tag, content] of Object.entries(parsed)) {
    const text = read(content);
    // `en-t-fr`: translated from French.
    if (/^[a-z]{2,3}([-_][a-z0-9]{1,8})*$/i.test(tag) && text !== undefined)
      texts[tag.toLowerCase().replaceAll('_', '-')] = text;
  }
  return Object.keys(texts).length > 0 ? texts : undefined;
}

/** What JSON in text says; anything else as it is. */
export function parsedJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    const parsed: unknown = JSON.parse(cleanText(value));
    return parsed;
  } catch {
    return value;
  }
}

export function isBlank(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

export function definedOnly(values: Record<string, unknown>): Record<string, unknown> {
  const defined: Record<string, unknown> = {};
  for (const key in values) if (values[key] !== undefined) defined[key] = values[key];
  return defined;
}

/** The members that there are; undefined when there are none. */
export function some<T>(members: readonly (T | undefined)[] | undefined): T[] | undefined {
  const found = (members ?? []).filter((member) => member !== undefined);
  return found.length === 0 ? undefined : found;
}

/** Texts that are names: a title must show what it says. */
export function named(texts: LangText | undefined): LangText | undefined {
  const clean = Object.entries(texts ?? {}).map(([tag, text]) => [tag, cleanName(text)] as const);
  const left = clean.filter(([, text]) => text !== '');
  return left.length === 0 ? undefined : Object.fromEntries(left);
}
