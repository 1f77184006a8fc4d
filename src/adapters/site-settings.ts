import { z } from 'zod';

/** An address that an owner gives; the adapter makes of it what it calls. */
export function siteAddress(what: string): z.ZodString {
  return z
    .string()
    .trim()
    .max(2_000)
    .refine(isSite, `the http or https address of ${what}, without credentials`);
}

export const languageTag = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/, 'a language tag such as fr');

function isSite(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}
