import { z } from 'zod';
import { readPlace, writePlace } from '../walk.ts';

/** A place in the file. */
export const Cursor = z.strictObject({
  at: z.int().min(1),
  /** Of the file that the page before was read from. */
  mark: z.string(),
  received: z.int().min(0),
  /** It was another file at some page before. */
  moved: z.boolean(),
});
export type Cursor = z.output<typeof Cursor>;

export function readCursor(text: string): Cursor {
  return readPlace(Cursor, text);
}

export function writeCursor(cursor: Cursor): string {
  return writePlace(cursor);
}
