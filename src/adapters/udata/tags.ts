import { cleanName } from '../../model/clean.ts';
import { firstOf } from './cut.ts';

const TAG_LENGTH_MIN = 3;
const TAG_LENGTH_MAX = 96;

const SPECIAL: Readonly<Record<string, string>> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  '°': 'deg',
  '€': 'eur',
  µ: 'u',
  μ: 'u',
};

/**
 * A tag as udata will store it: lower case ASCII words joined by hyphens. Letters of other scripts stay, because udata
 * has tables for them that we do not have; what it made of them is read back.
 */
export function slug(text: string): string {
  return cleanName(text)
    .toLowerCase()
    .replace(/[œæßøłđðþı°€µμ]/g, (letter) => SPECIAL[letter] ?? letter)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/['’‘ʼ`´]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
}

/** The slug cut to what udata takes; undefined when nothing of use is left of it. */
export function tagOf(text: string): string | undefined {
  const tag = firstOf(slug(text), TAG_LENGTH_MAX).replace(/-+$/, '');
  return tag.length < TAG_LENGTH_MIN ? undefined : tag;
}
