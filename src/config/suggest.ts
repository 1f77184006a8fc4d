import { distance } from 'fastest-levenshtein';

/** Most letters that may differ for a word to be taken for a slip of the pen. */
const SLIPS_MAX = 3;

/** The known word that was probably meant, if one is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const near = known
    .map((candidate) => ({ candidate, slips: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, slips }) => slips <= SLIPS_MAX && slips < candidate.length)
    .sort((a, b) => a.slips - b.slips);
  return near[0]?.candidate;
}

/** «did you mean "cron"? known here: every, cron», or what of it can be said. */
export function suggestion(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  const list = known.length === 0 ? 'nothing is known here' : `known here: ${known.join(', ')}`;
  return meant === undefined ? list : `did you mean "${meant}"? ${list}`;
}
