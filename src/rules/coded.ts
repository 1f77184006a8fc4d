import type { Coded } from '../model/coded.ts';
import { matcherOf } from './vocabulary.ts';
import { listOf, wordsTest, type OneOrMore } from './words.ts';

/** Whether a coded value is one of the wanted: by code, address, name, by what the source wrote, or as the vocabulary reads the word. */
export function codedTest(field: string, wanted: OneOrMore<string>): (value: Coded) => boolean {
  const words = wordsTest(wanted);
  const match = matcherOf(field);
  const codes = new Set<string>();
  for (const word of listOf(wanted)) {
    const found = match?.(word);
    // A near miss is a guess, and a filter must not guess.
    if (found?.code !== undefined && found.method !== 'fuzzy') codes.add(found.code);
  }
  return ({ code, uri, label, raw }) =>
    (code !== undefined && (codes.has(code) || words(code))) ||
    (uri !== undefined && words(uri)) ||
    (raw !== undefined && words(raw)) ||
    Object.values(label ?? {}).some(words);
}
