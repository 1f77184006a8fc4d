import { z } from 'zod';
import { readPlace, Walk, writePlace } from '../walk.ts';

export const CLOCKS = ['updatedAt', 'dataUpdatedAt', 'finalizedAt'] as const;

/** A place in a listing: how it is asked for, how many came before it, and what it is judged by at its end. */
export const Cursor = z.strictObject({
  /** The portal's catalogue, which tells less, or all datasets that the caller may see. */
  view: z.enum(['catalog', 'datasets']),
  part: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('id') }),
    /** One kind of dataset, from its first id on; or, where there are more than the window shows, these from the last one back. */
    z.strictObject({ by: z.literal('kind'), at: z.int().min(0), fromBehind: z.int().min(1).optional() }),
    /** What a clock moved, newest first. */
    z.strictObject({
      by: z.literal('clock'),
      at: z
        .int()
        .min(0)
        .max(CLOCKS.length - 1),
    }),
  ]),
  offset: z.int().min(0),
  walk: Walk,
});
export type Cursor = z.output<typeof Cursor>;
export type Part = Cursor['part'];

export function readCursor(text: string): Cursor {
  return readPlace(Cursor, text);
}

export function writeCursor(cursor: Cursor): string {
  return writePlace(cursor);
}
