import type { Coded } from '../../model/coded.ts';
import { isLink } from '../../model/link.ts';
import { matchHvdCategory } from '../../vocabularies/hvd.ts';
import { matchTheme } from '../../vocabularies/themes.ts';
import { isJson, listOf, objectsOf, textOf } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import { some, unique } from '../values/record.ts';
import { oneText } from '../values/texts.ts';

/** Concepts of controlled vocabularies, in the spelling of the standard or of its drafts. */
export function themesOf(
  properties: Json,
  language: string,
): { theme?: Coded[] | undefined; hvdCategory?: Coded[] | undefined; extra: [string, unknown][] } {
  const theme: Coded[] = [];
  const hvdCategory: Coded[] = [];
  const schemes: Record<string, string[]> = {};
  for (const group of objectsOf(properties['themes'])) {
    const scheme = textOf(group['scheme'] ?? group['title'] ?? group['vocabulary']);
    for (const concept of listOf(group['concepts'] ?? group['concept'])) {
      const parts = isJson(concept) ? concept : { id: concept };
      const id = textOf(parts['id'] ?? parts['value']);
      const title = textOf(parts['title'] ?? parts['name'] ?? parts['label']);
      const url =
        [textOf(parts['url']), textOf(parts['uri']), id].find((one) => one !== undefined && isLink(one)) ??
        joined(scheme, id);
      const word = title ?? id;
      if (word === undefined) continue;
      if (scheme !== undefined) (schemes[scheme] ??= []).push(word);
      if (/\/bna\/c_/.test(url ?? '')) hvdCategory.push({ ...matchHvdCategory(url ?? ''), raw: word });
      else theme.push(termOf(word, id, url, language));
    }
  }
  return {
    theme: some(unique(theme)),
    hvdCategory: some(unique(hvdCategory)),
    extra: [['themeScheme', schemes]],
  };
}

function termOf(word: string, id: string | undefined, url: string | undefined, language: string): Coded {
  const words = [url, id, word].filter((one) => one !== undefined);
  const found = words.map(matchTheme).find(({ method }) => method !== 'none' && method !== 'fuzzy');
  if (found !== undefined) return { ...found, raw: word };
  const label = oneText(word, language);
  return {
    ...(url === undefined ? {} : { uri: url }),
    // An id that is neither the address nor the word.
    ...(id === undefined || id === word || id === url || isLink(id) ? {} : { code: id }),
    ...(label === undefined ? {} : { label }),
    raw: word,
    method: url === undefined ? 'none' : 'uri',
    confidence: url === undefined ? 0 : 1,
  };
}

/** Some name the concept by its last part, and the list by its address. */
function joined(scheme: string | undefined, id: string | undefined): string | undefined {
  if (scheme === undefined || id === undefined || !isLink(scheme) || !/^[\w-]+$/.test(id)) return undefined;
  return /\/(?:theme|data-theme|TopicCategory)\/?$/.test(scheme)
    ? `${scheme.replace(/\/$/, '')}/${id}`
    : undefined;
}
