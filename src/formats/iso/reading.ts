import { cleanName } from '../../model/clean.ts';
import type { LangText } from '../../model/text.ts';
import { matchLanguage } from '../../vocabularies/languages.ts';
import { langText } from '../values/texts.ts';
import type { Told } from '../values/texts.ts';
import type { Warn } from '../values/warn.ts';
import { attributeOf, elementsOf, firstOf, textIn, within } from '../xml/tree.ts';
import type { XmlElement } from '../xml/tree.ts';

/** What reading a record needs to know of it as a whole. */
export interface Reading {
  /** The language that the record is written in, `und` when nobody says. */
  language: string;
  /** The languages of its translations by their ids. */
  locales: ReadonlyMap<string, string>;
  warn: Warn;
  base?: string | undefined;
}

/** The objects in a property, whatever the profile calls their class: `extent` → the `EX_Extent` in it. */
export function objectsOf(object: XmlElement | undefined, ...properties: string[]): XmlElement[] {
  const found: XmlElement[] = [];
  // Plain loops: this is asked some hundred times of every record.
  for (const property of object?.children ?? []) {
    if (typeof property === 'string' || !properties.includes(property.name)) continue;
    for (const child of property.children) if (typeof child !== 'string') found.push(child);
  }
  return found;
}

export function objectOf(object: XmlElement | undefined, ...properties: string[]): XmlElement | undefined {
  for (const property of object?.children ?? []) {
    if (typeof property === 'string' || !properties.includes(property.name)) continue;
    for (const child of property.children) if (typeof child !== 'string') return child;
  }
  return undefined;
}

export function propertiesOf(object: XmlElement | undefined, ...properties: string[]): XmlElement[] {
  const found: XmlElement[] = [];
  for (const child of object?.children ?? [])
    if (typeof child !== 'string' && properties.includes(child.name)) found.push(child);
  return found;
}

/** The Swiss profile translates addresses too. */
export const TRANSLATIONS: ReadonlySet<string> = new Set(['PT_FreeText', 'PT_FreeURL']);

/** The texts in a property: its own, in the record's language, then its translations. */
export function toldIn(property: XmlElement | undefined, reading: Reading): Told[] {
  if (property === undefined) return [];
  const told: Told[] = [];
  const own = ownText(property);
  if (own !== '') told.push({ value: own, language: reading.language });
  for (const free of property.children) {
    if (typeof free === 'string' || !TRANSLATIONS.has(free.name)) continue;
    for (const text of within(free, 'LocalisedCharacterString', 'LocalisedURL')) {
      const value = textIn(text).trim();
      if (value === '') continue;
      const language = localeOf(attributeOf(text, 'locale'), reading);
      if (value === own && (language === reading.language || language === undefined)) continue;
      told.push({ value, language: language ?? reading.language });
    }
  }
  return told;
}

/** The text of a property in the record's language, else in any; blanks are nothing. */
export function textOf(property: XmlElement | undefined, reading: Reading): string | undefined {
  return toldIn(property, reading)[0]?.value;
}

export function textsOf(object: XmlElement | undefined, property: string, reading: Reading): string[] {
  return propertiesOf(object, property).flatMap((one) => textOf(one, reading) ?? []);
}

/** A property's text by language. */
export function langTextOf(
  properties: readonly XmlElement[],
  field: string,
  reading: Reading,
  kind: 'name' | 'text' = 'text',
): LangText | undefined {
  const told = properties.flatMap((property) => toldIn(property, reading));
  return langText(told, { field, warn: reading.warn, name: kind === 'name' });
}

/** A code: the value that the list has, else what is written. North American lists number their codes and write the word beside. */
export function codeOf(property: XmlElement | undefined): string | undefined {
  if (property === undefined) return undefined;
  const [element] = elementsOf(property);
  const value = attributeOf(element, 'codeListValue') ?? attributeOf(property, 'codeListValue');
  const text = cleanName(textIn(element ?? property));
  if (value === undefined) return text === '' ? undefined : text;
  if (/^RI_\d+$/.test(value) && text !== '') return text.split(';')[0]?.trim();
  // Some lists are referred to by the whole address of the term.
  return /^https?:|#/.test(value) ? (value.split(/[/#]/).findLast((part) => part !== '') ?? value) : value;
}

export function codesOf(object: XmlElement | undefined, property: string): string[] {
  return propertiesOf(object, property).flatMap((one) => codeOf(one) ?? []);
}

/** The address that a text is anchored to. */
export function hrefOf(property: XmlElement | undefined): string | undefined {
  return attributeOf(firstOf(property, 'Anchor'), 'href') ?? attributeOf(property, 'href');
}

/** The metadata's own language and those of its translations. */
export function languagesOf(
  root: XmlElement,
  fallback: string,
): { language: string; locales: Map<string, string> } {
  const locales = new Map<string, string>();
  const own = propertiesOf(root, 'defaultLocale');
  for (const locale of objectsOf(root, 'defaultLocale', 'otherLocale', 'locale')) {
    const id = attributeOf(locale, 'id');
    const tag = languageOfLocale(locale);
    if (id !== undefined && tag !== undefined) locales.set(id.toLowerCase(), tag);
  }
  const told =
    codeOf(firstOf(root, 'language')) ?? codeOf(firstOf(elementsOf(own[0])[0], 'language', 'languageCode'));
  return { language: (told === undefined ? undefined : matchLanguage(told)) ?? fallback, locales };
}

export function languageOfLocale(locale: XmlElement): string | undefined {
  const code = codeOf(firstOf(locale, 'languageCode', 'language'));
  return code === undefined ? undefined : matchLanguage(code);
}

/** Free text may lie in a `CharacterString`, an `Anchor`, a code, or bare; translations are not its own. */
function ownText(property: XmlElement): string {
  let text = '';
  for (const child of property.children) {
    if (typeof child === 'string') text += child;
    else if (!TRANSLATIONS.has(child.name))
      text += textIn(child) || (attributeOf(child, 'codeListValue') ?? '');
  }
  return text.trim();
}

/** `#locale-fr`, `#FR`, `#xpointer(//*[@id='fr'])`, or a language itself. */
function localeOf(reference: string | undefined, reading: Reading): string | undefined {
  if (reference === undefined) return undefined;
  const id = (/@id\s*=\s*['"]([^'"]+)/.exec(reference)?.[1] ?? reference.replace(/^.*#/, '')).toLowerCase();
  return reading.locales.get(id) ?? matchLanguage(id.replace(/^locale[-_]?/, ''));
}

/** The value as a list of one, or none. */
export function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
