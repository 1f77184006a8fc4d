import { z } from 'zod';

/** Text by language: BCP 47 tags in lower case, `und` where the source gave none. Never empty. */
export const LangText = z
  .record(z.string().min(2).max(35), z.string().min(1))
  .refine((text) => Object.keys(text).length > 0, 'a text needs at least one language');
export type LangText = z.infer<typeof LangText>;

/** Keywords by language, in the order read. */
export const LangKeywords = z.record(z.string().min(2).max(35), z.array(z.string().min(1)).min(1));
export type LangKeywords = z.infer<typeof LangKeywords>;

/** The text in the first of `preferred` that exists, else untagged, else English, else whatever there is. */
export function pickText(text: LangText | undefined, preferred: readonly string[]): string | undefined {
  if (text === undefined) return undefined;
  for (const language of [...preferred, 'und', 'en']) if (text[language] !== undefined) return text[language];
  return Object.values(text)[0];
}
