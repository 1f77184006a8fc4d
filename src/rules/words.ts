import { fold, foldUri } from '../vocabularies/fold.ts';

export type OneOrMore<T> = T | readonly T[];

export function listOf<T>(value: OneOrMore<T>): readonly T[] {
  return isList(value) ? value : [value];
}

function isList<T>(value: OneOrMore<T>): value is readonly T[] {
  return Array.isArray(value);
}

/** Whether a text is one of the wanted: without regard to case, accents and punctuation; `*` stands for anything. */
export function wordsTest(wanted: OneOrMore<string>): (text: string) => boolean {
  const whole = new Set<string>();
  const exact = new Set<string>();
  const patterns: string[][] = [];
  for (const word of listOf(wanted)) {
    if (word.includes('*')) patterns.push(word.split('*').map(fold));
    else {
      exact.add(word);
      const folded = foldUri(word) ?? fold(word);
      // A word of signs alone folds to nothing, and nothing is in every text.
      if (folded !== '') whole.add(folded);
    }
  }
  return (text) => {
    if (exact.has(text)) return true;
    const folded = fold(text);
    if (whole.has(folded)) return true;
    if (patterns.some((parts) => matches(folded, parts))) return true;
    const uri = foldUri(text);
    return uri !== undefined && whole.has(uri);
  };
}

/** Whether the text holds one of the wanted, each word of it somewhere. */
export function holdsTest(wanted: OneOrMore<string>): (texts: readonly string[]) => boolean {
  const searches = listOf(wanted).map((search) => fold(search).split(' '));
  return (texts) => {
    const folded = texts.map(fold).join('\n');
    return searches.some((words) => words.every((word) => word !== '' && folded.includes(word)));
  };
}

/** The parts in their order, the first at the start and the last at the end: each is looked for once, whatever the text is. */
function matches(text: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - at >= last.length && text.endsWith(last);
}
