const SLUG_LENGTH_MAX = 255;

const LETTERS: Record<string, string> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  '°': 'deg',
  '€': 'eur',
  "'": '',
  '’': '',
};

/** Lower-case ASCII words with hyphens. Letters of other scripts become their code, so that no word vanishes. */
export function slugify(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]/gu, (letter) => {
      const known = LETTERS[letter];
      if (known !== undefined) return known;
      return /\p{L}/u.test(letter) ? `u${letter.codePointAt(0)?.toString(16)}` : '-';
    })
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, SLUG_LENGTH_MAX);
}

/** The slug itself, or with the first free number behind it. */
export function freeSlug(base: string, taken: (slug: string) => boolean): string {
  if (!taken(base)) return base;
  let number = 1;
  while (taken(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}
