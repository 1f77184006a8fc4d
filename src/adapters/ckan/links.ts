import { LINK_LENGTH_MAX, isLink } from '../../model/link.ts';
import type { Reference } from '../../model/link.ts';

/** Notes a value that was dropped, repaired or guessed. */
export type Warn = (field: string, value: string, reason: string) => void;

/** An address that may be stored; one that only lacks its scheme gets it. */
export function linkOf(text: string | undefined, field: string, warn: Warn): string | undefined {
  if (text === undefined) return undefined;
  const whole = /^www\.[^\s/]+\.[a-z]{2,}(\/|$)/i.test(text) ? `http://${text}` : text;
  if (whole.length <= LINK_LENGTH_MAX && isLink(whole)) {
    if (whole !== text) warn(field, text, 'an address without http: added');
    return whole;
  }
  warn(field, text, 'not an http, https, ftp or ftps address: left out');
  return undefined;
}

/** A document that a list names, by address or in words. */
export function referenceOf(text: string): Reference {
  return isLink(text) ? { url: text } : { title: text };
}
