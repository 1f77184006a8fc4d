import { z } from 'zod';
import { fingerprintOf } from '../model/fingerprint.ts';
import type { Verdict } from './adapter.ts';

/** Ids of one page as remembered by the next: enough of a hash to tell neighbours apart, little enough to carry. */
const SHORT_HASH = 10;
/** A page of more is remembered by its end. */
const REMEMBERED_MAX = 500;

const count = z.int().min(0);

/** How far a listing by pages has come, and what it is judged by at its end. Plain data: it goes into the cursor. */
export const Walk = z.strictObject({
  /** Distinct records that came and were wanted. */
  received: count,
  /** Those that came and were not: of a kind that nobody asked for, or a copy. */
  leftOut: count,
  /** Records that came once more. */
  repeated: count,
  announcedFirst: count.optional(),
  announced: count.optional(),
  /** Whether the announcement ever went down: then records moved up and may have been jumped over. */
  shrank: z.boolean(),
  /** Whether ids only rose so far, in the order of their characters or in that of words. */
  rising: z.strictObject({ characters: z.boolean(), words: z.boolean() }),
  lastId: z.string(),
  /** Short hashes of the last page's ids. */
  last: z.array(z.string()),
  pages: count,
  /** The first thing that did not add up. */
  doubt: z.string().optional(),
});
export type Walk = z.output<typeof Walk>;

/** The doubt about a remote that does not move on. */
export const SAME_PAGE = 'it gives the same page again';

export const START: Walk = {
  received: 0,
  leftOut: 0,
  repeated: 0,
  shrank: false,
  rising: { characters: true, words: true },
  lastId: '',
  last: [],
  pages: 0,
};

/** What one page says of itself. */
export interface Told {
  /** Of each record on it; undefined for one whose id is not seen before it is read. */
  ids: readonly (string | undefined)[];
  announced?: number | undefined;
  leftOut: number;
  doubt?: string | undefined;
}

/** Where the listing stands after a page. */
export function stepped(before: Walk, { ids, announced, leftOut, doubt }: Told): Walk {
  const known = ids.filter((id) => id !== undefined);
  const hashes = known.map(shortHash);
  const again = repeats(before, hashes);
  const shrank = announced !== undefined && before.announced !== undefined && announced < before.announced;
  const first = before.announcedFirst ?? (before.pages === 0 ? announced : undefined);
  const odd = before.doubt ?? doubt ?? (isSamePage(before, hashes) ? SAME_PAGE : undefined);
  return {
    received: before.received + Math.max(0, ids.length - again - leftOut),
    leftOut: before.leftOut + leftOut,
    repeated: before.repeated + again,
    ...(first === undefined ? {} : { announcedFirst: first }),
    ...(announced === undefined ? {} : { announced }),
    shrank: before.shrank || shrank,
    rising: risen(before, known),
    lastId: known.at(-1) ?? before.lastId,
    last: known.length === 0 ? before.last : hashes.slice(-REMEMBERED_MAX),
    pages: before.pages + 1,
    ...(odd === undefined ? {} : { doubt: odd }),
  };
}

/** Past one record that the remote cannot give. */
export function skippedOne(before: Walk, id: string | undefined): Walk {
  const { pages: _pages, ...walk } = stepped(before, {
    ids: [id],
    announced: before.announced,
    leftOut: 0,
  });
  return { ...walk, pages: before.pages };
}

/** Whether every record of a page was on the one before. */
function isSamePage(before: Walk, hashes: readonly string[]): boolean {
  return hashes.length > 0 && before.last.length > 0 && hashes.every((hash) => before.last.includes(hash));
}

function shortHash(id: string): string {
  return fingerprintOf(id).slice(0, SHORT_HASH);
}

/** What the remote announces of what is wanted. */
export function announcedBy({ announced, leftOut }: Walk): number | undefined {
  return announced === undefined ? undefined : Math.max(0, announced - leftOut);
}

/** How a listing ended: there is no next page, the remote would not go on, or it made no sense. */
export type Ending =
  | { kind: 'last' }
  | { kind: 'cut'; reason: string }
  | { kind: 'nonsense'; reason: string };

/** The judgement over a finished walk, from what was announced first and last and what came. */
export function judge(walk: Walk, ending: Ending): Verdict {
  const { received, repeated, leftOut, announcedFirst, shrank, doubt } = walk;
  const announced = announcedBy(walk);
  const told = announced === undefined ? { received } : { received, announced };
  const say = (state: Verdict['state'], reason: string): Verdict => ({ state, reason, ...told });
  if (ending.kind === 'nonsense') return say('suspicious', ending.reason);
  if (doubt !== undefined) return say('suspicious', `the remote’s answers do not add up: ${doubt}`);
  if (ending.kind === 'cut') return say('truncated', ending.reason);
  if (announced === undefined)
    return say('suspicious', 'the remote does not tell how many records there are');
  const grew = (walk.announced ?? 0) - (announcedFirst ?? walk.announced ?? 0);
  if (shrank || grew < 0)
    return say('moving', 'records went away during the walk, so that others may have been jumped over');
  if (repeated > 0) return say('moving', `${repeated} records came twice`);
  if (received < announced)
    return grew > 0
      ? say('moving', `${grew} records came during the walk, and ${announced - received} are missing`)
      : say('truncated', `${announced} records were announced and ${received} came`);
  if (received > announced)
    return say('suspicious', `${announced} records were announced and ${received} came`);
  return proved(walk, leftOut, told);
}

/**
 * Agreeing counts prove nothing where a record may have come twice. One page holds none twice, rising ids neither; of those
 * that are stored the ledger sees it; of those that were left out nobody would.
 */
function proved(
  { rising, pages }: Walk,
  leftOut: number,
  told: { received: number; announced?: number },
): Verdict {
  if (pages <= 1 || rising.characters || rising.words) return { state: 'complete', ...told };
  if (leftOut === 0)
    return { state: 'complete', reason: 'it is not sorted by id: proved by counts', ...told };
  const reason = `it is not sorted by id, and ${leftOut} records of it were left out: one may have come twice in place of another`;
  return { state: 'suspicious', reason, ...told };
}

/** Records that were on the last page already, or stand twice on this one. */
function repeats(before: Walk, hashes: readonly string[]): number {
  return hashes.length - new Set(hashes).size + before.last.filter((hash) => hashes.includes(hash)).length;
}

function risen({ rising, lastId }: Walk, ids: readonly string[]): Walk['rising'] {
  const all = [...(lastId === '' ? [] : [lastId]), ...ids];
  return {
    characters: rising.characters && rises(all, (a, b) => (a < b ? -1 : 1)),
    words: rising.words && rises(all, WORDS.compare),
  };
}

/** As databases sort text of people. */
const WORDS = new Intl.Collator('en');

function rises(ids: readonly string[], compare: (a: string, b: string) => number): boolean {
  return ids.every((id, index) => index === 0 || compare(ids[index - 1] ?? '', id) < 0);
}

/** A plain whole number; anything else is none. */
export function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** What is odd about a total that a remote tells in JSON. */
export function countDoubt(told: unknown): string | undefined {
  return told === undefined || told === null || wholeNumber(told) !== undefined
    ? undefined
    : `its count is no number: ${JSON.stringify(told).slice(0, 50)}`;
}

export function writePlace(place: object): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** A cursor is always one of ours: anything else is a bug of the caller. */
export function readPlace<T>(schema: z.ZodType<T>, text: string): T {
  try {
    const json: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return schema.parse(json);
  } catch (error) {
    throw new RangeError('not a cursor of this listing', { cause: error });
  }
}
