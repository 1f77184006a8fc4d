import { LINK_LENGTH_MAX, isLink } from '../../model/link.ts';
import type { Reference } from '../../model/link.ts';
import { cleanText } from '../../model/clean.ts';
import type { Warn } from './warn.ts';

/** A host with a known ending and a path: `example.fr/data`. A bare `data.csv` is a file's name. */
const HOST =
  /^(?:www\.[^\s/]+\.[a-z]{2,}(?:[/:?#]|$)|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:[a-z]{2}|com|org|net|gov|edu|info|eu)\/)/i;
const MISSPELT = /^h?(https?|ftp)(?::?\/*|:\\+)(?=[a-z0-9[])/i;

/** An address that may be stored. What only lacks its scheme, or holds blanks, is mended; a relative one starts at `base`. Both are told. */
export function linkOf(
  text: string | undefined,
  field: string,
  warn: Warn,
  base?: string,
): string | undefined {
  if (text === undefined) return undefined;
  const told = cleanText(text);
  if (told === '') return undefined;
  if (told.length <= LINK_LENGTH_MAX && isLink(told) && !/[\s<>"]/.test(told)) return told;
  const mended = mend(told, base);
  if (mended !== undefined && mended.length <= LINK_LENGTH_MAX && isLink(mended)) {
    warn(field, text, `not an address as it stands: read as ${mended}`);
    return mended;
  }
  warn(field, text.replace(/\/\/[^/@\s]+@/, '//…@'), refusal(told));
  return undefined;
}

/** Several addresses in one text, as forms with a single field get them. */
export function linksIn(text: string, field: string, warn: Warn, base?: string): string[] {
  const told = cleanText(text);
  const parts = told.split(/[\s;,|]+(?=(?:https?|ftp):\/\/)/i);
  return parts.flatMap((part) => linkOf(part, field, warn, base) ?? []);
}

/** A document that a source names, by address or in words; one without either is none. */
export function referenceOf(
  url: string | undefined,
  title?: string,
  description?: string,
): Reference | undefined {
  const reference: Reference = {
    ...(url === undefined ? {} : { url }),
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  };
  return Object.keys(reference).length === 0 ? undefined : reference;
}

/** A document told in one text. */
export function referenceIn(text: string): Reference {
  return isLink(text) ? { url: text } : { title: text };
}

function mend(told: string, base: string | undefined): string | undefined {
  const bare = told.replace(/^[<"']+|[>"']+$/g, '').trim();
  const whole = escaped(bare);
  if (isLink(whole)) return whole;
  if (/^(?:javascript|data|file|vbscript|mailto|tel|urn|blob|about):/i.test(bare)) return undefined;
  if (bare.startsWith('//')) return `https:${whole}`;
  if (HOST.test(bare)) return `http://${whole}`;
  const spelt = whole.replace(MISSPELT, (_, scheme: string) => `${scheme.toLowerCase()}://`);
  if (spelt !== whole && isLink(spelt)) return spelt;
  if (base === undefined || !URL.canParse(whole, base) || /^[a-z][a-z0-9+.-]*:/i.test(bare)) return undefined;
  return new URL(whole, base).href;
}

function escaped(text: string): string {
  return text.replace(/[\s<>"]/g, (character) => encodeURIComponent(character));
}

function refusal(told: string): string {
  if (told.length > LINK_LENGTH_MAX) return `longer than ${LINK_LENGTH_MAX} characters: left out`;
  if (!URL.canParse(told)) return 'not an absolute address: left out';
  const { username, password } = new URL(told);
  if (username !== '' || password !== '') return 'holds credentials: left out';
  return 'not an http, https, ftp or ftps address: left out';
}
