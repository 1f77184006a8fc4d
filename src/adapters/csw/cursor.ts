import { z } from 'zod';
import { readPlace, Walk, writePlace } from '../walk.ts';

/** A place in a listing: the way in which it is asked for, the next position, and what it is judged by at its end. */
export const Cursor = z.strictObject({
  way: z.strictObject({
    version: z.enum(['2.0.2', '3.0.0']),
    method: z.enum(['POST', 'GET']),
    url: z.string(),
    schema: z.string(),
    types: z.string(),
    sort: z.string().optional(),
    changed: z.string().optional(),
  }),
  start: z.int().min(1),
  /** The page before was empty although there should have been more. */
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
