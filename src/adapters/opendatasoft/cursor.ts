import { z } from 'zod';
import { readPlace, Walk, writePlace } from '../walk.ts';

/** A place in a listing: how it is asked for, how many came before it, and what it is judged by at its end. */
export const Cursor = z.strictObject({
  way: z.strictObject({
    mode: z.enum(['pages', 'export']),
    order: z.string().optional(),
    condition: z.string().optional(),
  }),
  offset: z.int().min(0),
  walk: Walk,
});
export type Cursor = z.output<typeof Cursor>;

export function readCursor(text: string): Cursor {
  return readPlace(Cursor, text);
}

export function writeCursor(cursor: Cursor): string {
  return writePlace(cursor);
}
