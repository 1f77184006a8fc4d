/**
 * Longest text that is read for a vocabulary term: a licence's full text names itself at its beginning, and a harvest
 * must not spend its time on a page of prose.
 */
export const READ_LENGTH_MAX = 4_000;

const NOT_ASCII = /[\u0080-\uffff]/;
const MARKS = /\p{M}+/gu;
const NOT_WORD = /[^\p{L}\p{N}]+/gu;
const UNDECOMPOSED = /[œæßøłđðþı]/g;
const REPLACEMENTS: Readonly<Record<string, string>> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** The text in lower case without accents and punctuation, words parted by one space: «Journalière !» → `journaliere`. */
export function fold(text: string): string {
  const lower = text.slice(0, READ_LENGTH_MAX).toLowerCase();
  const plain = NOT_ASCII.test(lower)
    ? lower
        .normalize('NFKD')
        .replace(MARKS, '')
        .replace(UNDECOMPOSED, (letter) => REPLACEMENTS[letter] ?? letter)
    : lower;
  return plain.replace(NOT_WORD, ' ').trim();
}

/** Longest URI that can be a vocabulary's. */
const URI_LENGTH_MAX = 500;
const SCHEME = /^(?:https?:)?\/\//;
const BARE_ADDRESS = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\//;

/**
 * What two spellings of one web address share: lower case, without scheme, `www.`, angle brackets and closing slashes.
 * Undefined for anything that is no web address. The query and the fragment stay: code lists keep their terms there.
 */
export function foldUri(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > URI_LENGTH_MAX || /\s/.test(trimmed)) return undefined;
  let uri = trimmed.toLowerCase();
  if (uri.startsWith('<') && uri.endsWith('>')) uri = uri.slice(1, -1);
  const scheme = SCHEME.exec(uri);
  if (scheme !== null) uri = uri.slice(scheme[0].length);
  else if (!BARE_ADDRESS.test(uri)) return undefined;
  if (uri.startsWith('www.')) uri = uri.slice(4);
  let end = uri.length;
  while (end > 0 && uri[end - 1] === '/') end -= 1;
  return end === 0 ? undefined : uri.slice(0, end);
}
