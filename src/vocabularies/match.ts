import { distance } from 'fastest-levenshtein';
import type { Coded } from '../model/coded.ts';
import type { LangText } from '../model/text.ts';
import { fold, foldUri } from './fold.ts';
import { memoise } from './memo.ts';

/** One term of a vocabulary and all the ways in which sources write it. */
export interface Concept {
  code: string;
  uri?: string | undefined;
  label?: LangText | undefined;
  /** Other addresses of the term, in any scheme and with or without closing slash. */
  uris?: readonly string[] | undefined;
  /** Other vocabularies' identifiers of it; case does not matter. */
  codes?: readonly string[] | undefined;
  /** Words for it that may also stand inside a longer text. */
  aliases?: readonly string[] | undefined;
  /** Words for it that mean it only when they stand alone. */
  whole?: readonly string[] | undefined;
}

/** What a term becomes in another vocabulary; `loss` says in a sentence what does not survive. */
export interface Projected {
  id: string;
  loss?: string;
}

/** How far each kind of evidence is believed. */
export const CONFIDENCE = {
  uri: 1,
  code: 0.95,
  alias: 0.85,
  /** Found inside a longer text, or by aligning another vocabulary. */
  text: 0.6,
  /** The words fit two terms, of which the likelier was taken. */
  ambiguous: 0.5,
  fuzzy: 0.4,
  none: 0,
} as const;

/** An edit distance over this is another word. */
const DISTANCE_MAX = 2;
/** Under this length two edits make any word of any other. */
const FUZZY_LENGTH_MIN = 8;
const FUZZY_LENGTH_MAX = 80;
/** Words this short carry meaning (`by`, `nc`, `sa`) and must agree, as must numbers. */
const SHORT_WORD = 2;
const NEGATIONS = new Set([
  'not',
  'non',
  'pas',
  'hors',
  'sauf',
  'except',
  'excluding',
  'ni',
  'kein',
  'nicht',
]);

interface Phrase<C> {
  words: readonly string[];
  concept: C;
}

/** A term found inside a text, at words `start` to `end` (exclusive). */
export interface Found<C> {
  concept: C;
  start: number;
  end: number;
  text: string;
}

/** The lookups of one vocabulary, built once. Where two terms claim one spelling, the first in the table has it. */
export class Vocabulary<C extends Concept> {
  readonly #uris = new Map<string, C>();
  readonly #codes = new Map<string, C>();
  readonly #aliases = new Map<string, C>();
  readonly #phrases = new Map<string, Phrase<C>[]>();
  readonly #fold: (text: string) => string;

  constructor(concepts: readonly C[], foldWords: (text: string) => string = fold) {
    this.#fold = foldWords;
    for (const concept of concepts) this.#add(concept);
    for (const phrases of this.#phrases.values()) phrases.sort((a, b) => b.words.length - a.words.length);
  }

  uri(text: string): C | undefined {
    const uri = foldUri(text);
    return uri === undefined ? undefined : this.#uris.get(uri);
  }

  /** By an address that `foldUri` has folded already. */
  foldedUri(uri: string): C | undefined {
    return this.#uris.get(uri);
  }

  code(text: string): C | undefined {
    return this.#codes.get(text.trim().toLowerCase());
  }

  /** By folded words that are the whole text. */
  alias(folded: string): C | undefined {
    return this.#aliases.get(folded);
  }

  /** The terms that a folded text names, left to right, the longest wording at each place; negated ones left out. */
  within(folded: string): Found<C>[] {
    const words = folded.split(' ');
    const found: Found<C>[] = [];
    let at = 0;
    while (at < words.length) {
      const phrase = this.#phraseAt(words, at);
      if (phrase === undefined) at += 1;
      else {
        const end = at + phrase.words.length;
        const negated = NEGATIONS.has(words[at - 1] ?? '') || NEGATIONS.has(words[at - 2] ?? '');
        if (!negated) found.push({ concept: phrase.concept, start: at, end, text: phrase.words.join(' ') });
        at = end;
      }
    }
    return found;
  }

  /** The one term whose wording is at most two edits away, when no other is as near and all short words agree. */
  near(folded: string): C | undefined {
    if (folded.length < FUZZY_LENGTH_MIN || folded.length > FUZZY_LENGTH_MAX) return undefined;
    let best: C | undefined;
    let bestDistance = DISTANCE_MAX + 1;
    let tied = false;
    for (const [alias, concept] of this.#aliases) {
      if (Math.abs(alias.length - folded.length) > DISTANCE_MAX || shortWords(alias) !== shortWords(folded))
        continue;
      const edits = distance(alias, folded);
      if (edits < bestDistance) {
        best = concept;
        bestDistance = edits;
        tied = false;
      } else if (edits === bestDistance && concept !== best) tied = true;
    }
    return tied || bestDistance > DISTANCE_MAX ? undefined : best;
  }

  #phraseAt(words: readonly string[], at: number): Phrase<C> | undefined {
    const candidates = this.#phrases.get(words[at] ?? '');
    return candidates?.find((phrase) => phrase.words.every((word, offset) => words[at + offset] === word));
  }

  #add(concept: C): void {
    for (const address of [concept.uri, ...(concept.uris ?? [])]) {
      const uri = address === undefined ? undefined : foldUri(address);
      if (uri !== undefined) first(this.#uris, uri, concept);
    }
    for (const code of [concept.code, ...(concept.codes ?? [])])
      first(this.#codes, code.toLowerCase(), concept);
    for (const alias of concept.whole ?? []) first(this.#aliases, this.#fold(alias), concept);
    for (const alias of [...Object.values(concept.label ?? {}), ...(concept.aliases ?? [])]) {
      this.#addPhrase(this.#fold(alias), concept);
    }
  }

  #addPhrase(folded: string, concept: C): void {
    // Known already: another term's, or one that may only stand alone.
    if (folded === '' || this.#aliases.has(folded)) return;
    this.#aliases.set(folded, concept);
    const words = folded.split(' ');
    const phrases = this.#phrases.get(words[0] ?? '') ?? [];
    phrases.push({ words, concept });
    this.#phrases.set(words[0] ?? '', phrases);
  }
}

const shortWords = memoise((folded: string) =>
  folded
    .split(' ')
    .filter((word) => word.length <= SHORT_WORD || /\d/.test(word))
    .sort()
    .join(' '),
);

function first<C>(map: Map<string, C>, key: string, concept: C): void {
  if (key !== '' && !map.has(key)) map.set(key, concept);
}

/** A recognised term. Results are shared between callers, hence frozen. */
export function coded(
  concept: Concept,
  raw: string | undefined,
  method: Exclude<Coded['method'], 'none'>,
  confidence: number = CONFIDENCE[method],
): Readonly<Coded> {
  return Object.freeze({
    ...(concept.uri === undefined ? {} : { uri: concept.uri }),
    code: concept.code,
    ...(concept.label === undefined ? {} : { label: concept.label }),
    ...(raw === undefined ? {} : { raw }),
    method,
    confidence,
  });
}

/** A term that no vocabulary knows: only what was read. */
export function unknown(raw: string | undefined): Readonly<Coded> {
  return Object.freeze({
    ...(raw === undefined ? {} : { raw }),
    method: 'none',
    confidence: CONFIDENCE.none,
  });
}

/** The single term that a text names; undefined when it names none, or several that contradict each other. */
export function single<C>(found: readonly Found<C>[]): C | undefined {
  const concepts = new Set(found.map((one) => one.concept));
  return concepts.size === 1 ? found[0]?.concept : undefined;
}

/** The plain ladder, enough for small vocabularies: address, code, words, then a near miss. Remembers what it was asked. */
export function matcher<C extends Concept>(vocabulary: Vocabulary<C>): (raw: string) => Readonly<Coded> {
  return memoise((raw) => {
    const byUri = vocabulary.uri(raw);
    if (byUri !== undefined) return coded(byUri, raw, 'uri');
    const byCode = vocabulary.code(raw);
    if (byCode !== undefined) return coded(byCode, raw, 'code');
    const folded = fold(raw);
    const byAlias = vocabulary.alias(folded);
    if (byAlias !== undefined) return coded(byAlias, raw, 'alias');
    const near = vocabulary.near(folded);
    return near === undefined ? unknown(raw) : coded(near, raw, 'fuzzy');
  });
}
