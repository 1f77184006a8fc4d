import { z } from 'zod';
import { readPlace, Walk, writePlace } from '../walk.ts';

/** A place in a listing: the page's address as the server gave it, and what it is judged by at its end. */
export const Cursor = z.strictObject({
  url: z.string(),
  /** The page before was empty. */
  hole: z.boolean(),
  walk: Walk,
});
export type Cursor = z.output<typeof Cursor>;

export function readCursor(text: string): Cursor {
  return readPlace(Cursor, text);
}

export function writeCursor(cursor: Cursor): string {
  return writePlace(cursor);
}
