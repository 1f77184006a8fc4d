import { z } from 'zod';

/** Schemes that may be stored and shown. Anything else (`javascript:`, `data:`, `file:`) is set aside by the mappings. */
const LINK_SCHEMES = ['http:', 'https:', 'ftp:', 'ftps:'] as const;
export const LINK_LENGTH_MAX = 4_096;

/** An absolute URL that a person may follow: allowed scheme, no credentials, at most 4,096 characters. */
export const Link = z.string().max(LINK_LENGTH_MAX).refine(isLink, 'not an http, https, ftp or ftps address');

/**
 * What nearly every address looks like: a host of plain labels, none of them Punycode and the last no number, and printable
 * ASCII behind it. The parser takes all of these, and takes ten times as long to say so.
 */
const PLAIN =
  /^https?:\/\/(?![^/?#]*xn--)(?:[a-z\d_-]+\.)*[a-z][a-z\d_-]*(?::[1-5]?\d{1,4})?(?:[/?#][\x21-\x7e]*)?$/i;

export function isLink(text: string): boolean {
  if (PLAIN.test(text)) return true;
  try {
    const { protocol, username, password } = new URL(text);
    return (LINK_SCHEMES as readonly string[]).includes(protocol) && username === '' && password === '';
  } catch {
    return false;
  }
}

/** A document somewhere: foaf:page, dct:conformsTo, dct:provenance. At least one of address and words. */
export const Reference = z
  .object({ url: z.string().optional(), title: z.string().optional(), description: z.string().optional() })
  .refine((reference) => Object.values(reference).some((value) => value !== undefined), 'an empty reference');
export type Reference = z.infer<typeof Reference>;
