import type { ListOptions, Page, Session, Verdict } from '../adapter.ts';
import { unhurried } from '../unhurried.ts';
import type { HttpRequest } from '../../http/http.ts';
import { ask, askFor } from './ask.ts';
import { readCursor, shortHash, startOf, writeCursor } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { readDate } from './dates.ts';
import { narrow } from './narrow.ts';
import { organizationId } from './organization.ts';
import { readRecord } from './record.ts';
import { listRequest } from './requests.ts';
import { sized } from './sized.ts';
import { PAGE_SIZE_MAX } from './settings.ts';
import type { Settings } from './settings.ts';
import { judge, together } from './verdict.ts';
import type { Ending } from './verdict.ts';
import { WireDated, WirePage } from './wire.ts';

/** More than the largest national catalogue: a listing that goes on for ever ends here. */
const RECORDS_MAX = 2_000_000;

/** A listing may grow while it is walked, but not like this. */
const SLACK = 1_000;

const LISTED = ['dataset', 'service'] as const;

export async function list(
  session: Session<Settings>,
  text: string | undefined,
  options: ListOptions,
): Promise<Page> {
  const kinds = LISTED.filter((kind) => options.kinds.includes(kind));
  const [kind] = kinds;
  if (kind === undefined)
    return {
      records: [],
      setAside: [],
      announced: 0,
      verdict: { state: 'complete', announced: 0, received: 0 },
    };
  const cursor =
    text === undefined ? await start(session, kind, options) : sized(readCursor(text), options.pageSize);
  const request = requestAt(session.settings, cursor, options);
  // Past the end udata has no page; a site without data services has no listing of them either.
  const mayBeAbsent = cursor.page > 1 || cursor.kind === 'service';
  const answer = await (mayBeAbsent ? askFor(session, WirePage, request) : ask(session, WirePage, request));
  // Pages of another size than was asked for begin elsewhere: the same place again, in pages of the size that it gives.
  if (cursor.page > 1 && answer?.page_size !== undefined && answer.page_size < cursor.pageSize)
    return list(
      session,
      writeCursor(sized({ ...cursor, most: answer.page_size }, answer.page_size)),
      options,
    );
  if (answer === undefined) {
    const counted = cursor.page === 1 ? { ...cursor, announced: 0, announcedFirst: 0 } : cursor;
    return finish(counted, { kind: 'past' }, { records: [], setAside: [], same: [] }, kinds, options);
  }
  const read = sift(cursor.kind, answer, options.modifiedSince);
  const advanced = advance(
    cursor,
    options.modifiedSince === undefined ? answer : { ...answer, total: undefined },
    read.ids,
  );
  const ending = endingOf(cursor, advanced, answer, read);
  const next = ending === undefined ? writeCursor(advanced) : undefined;
  if (next !== undefined) options.onNext?.(next);
  const content = await readPage(session.settings, cursor.kind, read.present, options);
  if (ending !== undefined) return finish(advanced, ending, content, kinds, options);
  return { ...content, ...announcedBy(advanced), ...(next === undefined ? {} : { next }) };
}

type Content = Required<Pick<Page, 'records' | 'setAside' | 'same'>>;

/** The request for the page at a cursor. */
export function requestAt(settings: Settings, cursor: Cursor, options: ListOptions): HttpRequest {
  return listRequest(settings, {
    kind: cursor.kind,
    page: cursor.page,
    pageSize: cursor.pageSize,
    organization: cursor.organization,
    license: cursor.license,
    newestFirst: options.modifiedSince !== undefined,
  });
}

/** Where a listing of these kinds begins; undefined when udata has none of them. */
export async function beginning(
  session: Session<Settings>,
  options: ListOptions,
): Promise<Cursor | undefined> {
  const kind = LISTED.find((listed) => options.kinds.includes(listed));
  return kind && start(session, kind, options);
}

async function start(
  session: Session<Settings>,
  kind: Cursor['kind'],
  options: ListOptions,
): Promise<Cursor> {
  const most = Math.max(1, Math.min(session.settings.pageSize ?? PAGE_SIZE_MAX, PAGE_SIZE_MAX));
  const pageSize = Math.max(1, Math.min(options.pageSize, most));
  const narrowed = await narrow(session, options.filter);
  const organization = (await organizationId(session)) ?? narrowed.organization;
  return { ...startOf(kind, pageSize, { ...narrowed, organization }), most };
}

interface Sifted {
  /** What is there to be read. */
  present: { remoteId: string; raw: unknown; modified?: string }[];
  /** Of everything that came, hidden and broken ones too. */
  ids: string[];
  /** A record from before the time asked for: the walk need not go on. */
  older: boolean;
}

function sift(kind: Cursor['kind'], page: WirePage, since: string | undefined): Sifted {
  const sifted: Sifted = { present: [], ids: [], older: false };
  const seen = new Set<string>();
  for (const [index, raw] of page.data.entries()) {
    const dated = WireDated.safeParse(raw);
    // A record without an id still counts as one that came.
    const id = (dated.success ? dated.data.id : undefined) ?? `#${page.page ?? 0}/${index}`;
    const repeated = seen.has(id);
    seen.add(id);
    sifted.ids.push(id);
    if (repeated) continue;
    if (!dated.success) {
      sifted.present.push({ remoteId: id, raw });
      continue;
    }
    const { deleted, deleted_at: deletedAt, archived, archived_at: archivedAt } = dated.data;
    if ([deleted, deletedAt, archived, archivedAt].some((date) => date !== undefined)) continue;
    const changed = readDate(kind === 'dataset' ? dated.data.last_update : dated.data.metadata_modified_at);
    if (since !== undefined && changed !== undefined && Date.parse(changed) < Date.parse(since))
      sifted.older = true;
    else sifted.present.push({ remoteId: id, raw, ...(changed === undefined ? {} : { modified: changed }) });
  }
  return sifted;
}

async function readPage(
  { language }: Settings,
  kind: Cursor['kind'],
  present: Sifted['present'],
  { known }: ListOptions,
): Promise<Content> {
  const found = present.flatMap(({ remoteId, raw }) =>
    typeof raw === 'object' && raw !== null ? [{ remoteId, raw }] : [],
  );
  const held = (await known?.(found)) ?? new Set();
  const content: Content = { records: [], setAside: [], same: [] };
  for (const { remoteId, modified } of present.filter((one) => held.has(one.remoteId)))
    content.same.push({ remoteId, ...(modified === undefined ? {} : { modified }) });
  const others = present.filter((one) => !held.has(one.remoteId));
  for (const { record, setAside } of await unhurried(others, ({ raw }) => readRecord(raw, kind, language))) {
    if (record !== undefined) content.records.push(record);
    if (setAside !== undefined) content.setAside.push(setAside);
  }
  return content;
}

/** By what came, not by what was asked for: a site may give smaller pages than it was asked for. */
function advance(cursor: Cursor, page: WirePage, ids: readonly string[]): Cursor {
  const hashes = ids.map(shortHash);
  const before = new Set(cursor.last);
  const fresh = new Set(hashes.filter((hash) => !before.has(hash)));
  const { total } = page;
  const size = Math.min(
    page.page_size ?? cursor.pageSize,
    page.next_page === undefined ? Infinity : ids.length,
  );
  const clamped = cursor.page === 1 && size > 0 && size < cursor.pageSize;
  return {
    ...cursor,
    page: cursor.page + 1,
    pageSize: clamped ? size : cursor.pageSize,
    ...(clamped ? { most: size } : {}),
    received: cursor.received + fresh.size,
    repeated: cursor.repeated + ids.length - fresh.size,
    ...(total === undefined ? {} : { announced: total, announcedFirst: cursor.announcedFirst ?? total }),
    shrank:
      cursor.shrank || (total !== undefined && cursor.announced !== undefined && total < cursor.announced),
    last: hashes,
  };
}

function endingOf(before: Cursor, after: Cursor, page: WirePage, read: Sifted): Ending | undefined {
  if (page.page !== undefined && page.page !== before.page) {
    return { kind: 'nonsense', reason: `page ${before.page} was asked for and page ${page.page} came` };
  }
  if (read.older) return { kind: 'last' };
  if (page.next_page === undefined) return { kind: 'last' };
  if (page.data.length === 0) return { kind: 'nonsense', reason: 'an empty page names a next one' };
  if (before.page > 1 && after.received === before.received) {
    return {
      kind: 'nonsense',
      reason: `page ${before.page} brought nothing but records that had come before`,
    };
  }
  if (after.announced !== undefined && after.received > 2 * after.announced + SLACK) {
    return {
      kind: 'nonsense',
      reason: `${after.announced} records were announced and ${after.received} came so far`,
    };
  }
  if (after.received > RECORDS_MAX) return { kind: 'nonsense', reason: `more than ${RECORDS_MAX} records` };
  return undefined;
}

/** The end of one kind: on to the next, or the verdict. */
function finish(
  cursor: Cursor,
  ending: Ending,
  content: Content,
  kinds: readonly Cursor['kind'][],
  options: ListOptions,
): Page {
  const incremental = options.modifiedSince !== undefined && ending.kind !== 'nonsense';
  const own: Verdict = incremental ? { state: 'complete', received: cursor.received } : judge(cursor, ending);
  const verdict = cursor.done === undefined ? own : together(cursor.done, own);
  const following = kinds[kinds.indexOf(cursor.kind) + 1];
  if (following === undefined) return { ...content, ...announcedBy(cursor), verdict };
  const next = { ...startOf(following, cursor.most ?? cursor.pageSize, cursor), done: verdict };
  return { ...content, ...announcedBy(cursor), next: writeCursor(next) };
}

function announcedBy({ announced, done }: Cursor): { announced?: number } {
  if (announced === undefined) return {};
  return { announced: announced + (done?.announced ?? 0) };
}
