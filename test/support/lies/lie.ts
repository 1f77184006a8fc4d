import type { FaultKind } from '../../../src/faults.ts';
import type { Asked, Said } from '../scripted.ts';
import type { Reply } from './server.ts';
import type { Need, Parts, Speech } from './speech.ts';

/** What a liar has at hand when a page is asked for. */
export interface Telling {
  speech: Speech;
  asked: Asked;
  /** The honest answer, and its parts. */
  said: Said;
  parts: Parts;
  /** Which page of the listing it is, from 1 on; the same when it is asked for again. */
  page: number;
  /** Honest answers to the pages before. */
  earlier: readonly Said[];
  /** All records, in the order of the listing. */
  all: readonly unknown[];
  /** The honest answer with other parts. */
  but: (change: Partial<Parts>) => Said;
}

type State = 'complete' | 'moving' | 'truncated' | 'suspicious';
export type Outcome = State | FaultKind;

/** One way in which remotes mislead, told once for all protocols. */
export interface Lie {
  name: string;
  needs: readonly Need[];
  tell(telling: Telling): Reply;
  /** How listings may end; whatever it is, it never hides that a record is missing. */
  ends: readonly Outcome[];
  /** What is said of it where it is not believed. */
  words?: RegExp;
}

export const DOUBTS: readonly Outcome[] = ['moving', 'truncated', 'suspicious'];
export const NO_LIE: readonly Outcome[] = ['complete'];
export const ALL: readonly Outcome[] = [...NO_LIE, ...DOUBTS];
/** A lie about a page in the middle; of a listing that has one page only, about that. */
export function inMiddle(tell: (telling: Telling) => Reply): Lie['tell'] {
  return (telling) => {
    const middle = telling.speech.has.includes('pages') ? 2 : 1;
    return telling.page === middle ? tell(telling) : telling.said;
  };
}
