import { createHash } from 'node:crypto';

/** CKAN's limit is 100; the rest is for a suffix. */
const SLUG_LENGTH_MAX = 85;
/** Addresses of the site's own pages. */
const RESERVED = new Set(['new', 'edit', 'search']);
/** Letters that do not fall apart into a base letter and an accent. */
const LETTERS: Record<string, string> = {
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
  ħ: 'h',
  ŋ: 'n',
  ŧ: 't',
};

/**
 * Names to try for a new package, in this order. They follow from title and mark alone, so that a retry finds what
 * an earlier try made: the bare one, then two with a hash of the mark.
 */
export function nameCandidates(title: string, mark: string): string[] {
  const hash = createHash('sha256').update(mark).digest('hex');
  const slug = slugOf(title);
  if (slug.length < 2 || RESERVED.has(slug))
    return [`dataset-${hash.slice(0, 8)}`, `dataset-${hash.slice(0, 12)}`];
  return [slug, `${slug}-${hash.slice(0, 6)}`, `${slug}-${hash.slice(0, 12)}`];
}

/** Lower-case ASCII with single dashes; a title that is cut keeps the year that it ends with. */
export function slugOf(title: string): string {
  const ascii = title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/g, (letter) => LETTERS[letter] ?? ' ')
    .replace(/[\s.:/'-]+/g, '-')
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/-{2,}/g, '-')
    .replace(/^-+|-+$/g, '');
  if (ascii.length <= SLUG_LENGTH_MAX) return ascii;
  const year = /-\d{4}(-\d{4})?$/.exec(ascii)?.[0] ?? '';
  return ascii.slice(0, SLUG_LENGTH_MAX - year.length).replace(/-+$/, '') + year;
}
