import { pickText } from '../../model/text.ts';
import type { LangText } from '../../model/text.ts';
import type { Loss } from '../adapter.ts';

/** The text that udata is given, in the first of the preferred languages; what that costs is told. */
export function pick(
  field: string,
  text: LangText | undefined,
  preferred: readonly string[],
  losses: Loss[],
): string | undefined {
  const chosen = pickText(text, preferred);
  for (const [language, words] of Object.entries(text ?? {})) {
    if (words === chosen) {
      if (preferred.includes(language) || language === 'und') continue;
      losses.push({ field, value: language, reason: 'udata does not keep the language of a text' });
    } else {
      const reason = `udata has one language: the text in «${language}» stays behind`;
      losses.push({ field, value: words.slice(0, 200).toWellFormed(), reason });
    }
  }
  return chosen;
}
