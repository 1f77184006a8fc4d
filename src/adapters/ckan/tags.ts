import type { Loss } from '../adapter.ts';

/** CKAN's limits, counted in code points. */
const LENGTH_MIN = 2;
const LENGTH_MAX = 100;

/** Keywords as CKAN takes them: letters, digits, blanks and `-_.` only. What changed or fell out is told. */
export function tagsFrom(keywords: readonly string[]): { tags: string[]; losses: Loss[] } {
  const tags: string[] = [];
  const losses: Loss[] = [];
  const seen = new Set<string>();
  for (const keyword of keywords) {
    const tag = cleanTag(keyword);
    if (tag === undefined) {
      losses.push({
        field: 'keyword',
        value: keyword,
        reason: 'CKAN takes tags of 2 to 100 letters and digits only: left out',
      });
      continue;
    }
    if (tag !== keyword)
      losses.push({
        field: 'keyword',
        value: keyword,
        reason: `CKAN takes no such characters in a tag: sent as «${tag}»`,
      });
    // CKAN itself tells capitals apart; people do not.
    if (seen.has(tag.toLowerCase())) {
      if (tag === keyword && !tags.includes(tag))
        losses.push({
          field: 'keyword',
          value: keyword,
          reason: 'the same as another tag but for its capitals: left out',
        });
      continue;
    }
    seen.add(tag.toLowerCase());
    tags.push(tag);
  }
  return { tags, losses };
}

function cleanTag(keyword: string): string | undefined {
  const tag = keyword
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} _.-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const length = Array.from(tag).length;
  return length >= LENGTH_MIN && length <= LENGTH_MAX ? tag : undefined;
}
