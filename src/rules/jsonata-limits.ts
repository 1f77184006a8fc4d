/** Longest evaluation for one record, milliseconds. */
export const EXPRESSION_MS = 1_000;
/** Calls within calls. */
export const DEPTH_MAX = 200;
/** Longest list that an expression may make. */
export const LIST_MAX = 100_000;
/** Largest result for one field, in characters of JSON. */
export const RESULT_CHARACTERS_MAX = 1_000_000;

/** What stands for no result on the way between processes. */
export const ABSENT = '\u0000absent';
