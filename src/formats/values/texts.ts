import { cleanName, cleanText } from '../../model/clean.ts';
import type { LangKeywords, LangText } from '../../model/text.ts';
import { matchLanguage } from '../../vocabularies/languages.ts';
import type { Warn } from './warn.ts';

/** A text as a source gives it: with the language it says, if any. */
export interface Told {
  value: string;
  language?: string | undefined;
}

const TAG = /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/;
const TAG_LENGTH_MAX = 35;

/** The key of a language in the model: the tag in lower case, `fallback` when none is told. */
export function languageTag(told: string | undefined, fallback = 'und'): string {
  if (told === undefined || told.trim() === '') return fallback;
  const tag = told.trim().toLowerCase().replaceAll('_', '-');
  const isTag = TAG.test(tag) && tag.length <= TAG_LENGTH_MAX;
  // `fra` and `fr` are one language; a region that says nothing new is kept as told.
  if (isTag && !/^[a-z]{3}(?:-|$)/.test(tag)) return tag;
  return matchLanguage(tag) ?? (isTag ? tag : fallback);
}

/** Text by language. A second one in the same language is told, unless `many` joins them. */
export function langText(
  told: readonly Told[],
  options: { field: string; warn: Warn; fallback?: string | undefined; name?: boolean; many?: 'join' },
): LangText | undefined {
  const text: Record<string, string> = {};
  for (const { value, language } of told) {
    const clean = options.name === true ? cleanName(value) : cleanText(value);
    if (clean === '') continue;
    const tag = languageTag(language, options.fallback);
    const before = text[tag];
    if (before === undefined) text[tag] = clean;
    else if (before !== clean && options.many === 'join') text[tag] = `${before}\n\n${clean}`;
    else if (before !== clean)
      options.warn(options.field, clean, `a second one in the language ${tag}: left out`);
  }
  return Object.keys(text).length === 0 ? undefined : text;
}

/** Keywords by language, each once, in the order told. */
export function langKeywords(told: readonly Told[], fallback?: string): LangKeywords | undefined {
  const lists = new Map<string, Set<string>>();
  for (const { value, language } of told) {
    const clean = cleanName(value);
    if (clean === '') continue;
    const tag = languageTag(language, fallback);
    const list = lists.get(tag);
    if (list === undefined) lists.set(tag, new Set([clean]));
    else list.add(clean);
  }
  return lists.size === 0 ? undefined : Object.fromEntries([...lists].map(([tag, list]) => [tag, [...list]]));
}

/** A single text in the source's language; undefined for blanks. */
export function oneText(value: string | undefined, fallback = 'und'): LangText | undefined {
  const clean = value === undefined ? '' : cleanText(value);
  return clean === '' ? undefined : { [fallback]: clean };
}
