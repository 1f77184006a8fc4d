import { ABOUT_LISTINGS } from './about-listings.ts';
import { IN_ANSWERS } from './in-answers.ts';
import type { Lie } from './lie.ts';

/** Every lie there is. Adding one is an entry in one of the two lists. */
export const LIES: readonly Lie[] = [...ABOUT_LISTINGS, ...IN_ANSWERS];
