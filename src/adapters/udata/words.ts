import { cleanName, cleanText } from '../../model/clean.ts';
import { isLink, LINK_LENGTH_MAX } from '../../model/link.ts';
import type { LangText } from '../../model/text.ts';

/** A line of text in the site's language; undefined when nothing is left of it. */
export function nameIn(language: string, text: string | undefined): LangText | undefined {
  const clean = text === undefined ? '' : cleanName(text);
  return clean === '' ? undefined : { [language]: clean };
}

/** Several lines of it. */
export function proseIn(language: string, text: string | undefined): LangText | undefined {
  const clean = text === undefined ? '' : cleanText(text);
  return clean === '' ? undefined : { [language]: clean };
}

export function linkOf(url: string | undefined): string | undefined {
  const clean = url === undefined ? '' : cleanText(url);
  return clean.length <= LINK_LENGTH_MAX && isLink(clean) ? clean : undefined;
}

/** The members that are there: for building objects whose optional members may not be undefined. */
export function present<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> };
export function present(members: Record<string, unknown>): object {
  // Mappings call it for each part of a record: lists of entries would cost more than the part.
  const there: Record<string, unknown> = {};
  for (const key in members) if (members[key] !== undefined) there[key] = members[key];
  return there;
}

export function nonEmpty<T>(list: readonly T[]): T[] | undefined {
  return list.length === 0 ? undefined : [...list];
}
