import { hash } from 'node:crypto';
import { z } from 'zod';

/**
 * A place in a listing. `keys`: after the last id. `since`: after the last modification and id. `offset`: after so
 * many records, for sites that ignore conditions. It also carries what the verdict at the end is made of.
 */
export const Cursor = z.strictObject({
  mode: z.enum(['keys', 'since', 'offset']),
  last: z.string(),
  /** First id of the page before: a site that ignores `start` gives the same page again. */
  first: z.string(),
  /** Modification of the last record, as the index keeps it; in listings by modification. */
  time: z.string().optional(),
  received: z.number().int().nonnegative(),
  /** Count on the first page. */
  announced: z.number().optional(),
  /** Whether ids only rose so far: then no record came twice. */
  ordered: z.boolean(),
  /** Sum of the hashes of all names: equal to that of `package_list` only when both hold the same. */
  names: z.string(),
  /** Who the site took us for on the first page, hashed. */
  identity: z.string(),
  /** The first thing that did not add up. */
  doubt: z.string().optional(),
});
export type Cursor = z.output<typeof Cursor>;

export function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

export function readCursor(text: string): Cursor {
  try {
    const json: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Cursor.parse(json);
  } catch (error) {
    throw new RangeError('not a cursor of a CKAN listing', { cause: error });
  }
}

const WORD = 1n << 64n;

/** Adds names to a sum that does not depend on their order. */
export function sumNames(sum: string, names: readonly string[]): string {
  let total = BigInt(`0x${sum === '' ? '0' : sum}`);
  for (const name of names) total += hash('sha256', name, 'buffer').readBigUInt64BE();
  return (total % WORD).toString(16);
}

export function hashIdentity(name: string): string {
  return hash('sha256', name, 'base64url').slice(0, 16);
}
