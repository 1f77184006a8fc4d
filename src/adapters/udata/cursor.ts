import { z } from 'zod';
import { fingerprintOf } from '../../model/fingerprint.ts';

/** Ids of one page as remembered by the next: enough of a hash to tell neighbours apart, little enough to carry. */
const SHORT_HASH = 10;

const count = z.int().min(0);

/** Where a walk is, and what it has to know to judge the listing at its end. Plain data: an adapter keeps nothing. */
export const Cursor = z.object({
  version: z.literal(1),
  kind: z.enum(['dataset', 'service']),
  page: z.int().min(1),
  pageSize: z.int().min(1).max(100_000),
  /** The page size that the site gives, when this one is smaller. */
  most: z.int().min(1).max(100_000).optional(),
  /** The organisation's id, looked up once. */
  organization: z.string().optional(),
  /** The licence that the connector's filter comes down to on this site. */
  license: z.string().optional(),
  /** Distinct records of this kind that came so far. */
  received: count,
  /** Records that came once more. */
  repeated: count,
  /** What the first page announced of this kind. */
  announcedFirst: count.optional(),
  /** The latest announcement. */
  announced: count.optional(),
  /** Whether the announcement ever went down: then records moved up and may have been jumped over. */
  shrank: z.boolean(),
  /** Short hashes of the last page's ids. */
  last: z.array(z.string()),
  /** What the kinds before this one came to. */
  done: z
    .object({
      state: z.enum(['complete', 'moving', 'truncated', 'suspicious']),
      received: count,
      announced: count.optional(),
      reason: z.string().optional(),
    })
    .optional(),
});
export type Cursor = z.infer<typeof Cursor>;

export function startOf(
  kind: Cursor['kind'],
  pageSize: number,
  { organization, license }: Pick<Cursor, 'organization' | 'license'>,
): Cursor {
  return {
    version: 1,
    kind,
    page: 1,
    pageSize,
    ...(organization === undefined ? {} : { organization }),
    ...(license === undefined ? {} : { license }),
    received: 0,
    repeated: 0,
    shrank: false,
    last: [],
  };
}

export function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** A cursor is always one of ours: anything else is a bug of the caller. */
export function readCursor(text: string): Cursor {
  return Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
}

export function shortHash(id: string): string {
  return fingerprintOf(id).slice(0, SHORT_HASH);
}
