import { z } from 'zod';
import { readPlace, Walk, writePlace } from '../walk.ts';

/** A place in a listing: a page of the catalogue, how far within it, and what the listing is judged by at its end. */
export const Cursor = z.strictObject({
  url: z.string(),
  at: z.int().min(0),
  /** Of the page as it was when a slice of it was read. */
  mark: z.string().optional(),
  /** A page was read in two versions that list other records. */
  moved: z.boolean(),
  /** The page before held no records. */
  hole: z.boolean(),
  /** The first thing that was lost of a page. */
  lost: z.strictObject({ isCut: z.boolean(), reason: z.string() }).optional(),
  /** Short hashes of the pages before this one. */
  seen: z.array(z.string()),
  /** Of the services that came: feeds repeat them on each page that speaks of them. */
  services: z.array(z.string()),
  /** Judged page by page of the catalogue, not slice by slice. */
  walk: Walk,
});
export type Cursor = z.output<typeof Cursor>;

export function readCursor(text: string): Cursor {
  return readPlace(Cursor, text);
}

export function writeCursor(cursor: Cursor): string {
  return writePlace(cursor);
}
