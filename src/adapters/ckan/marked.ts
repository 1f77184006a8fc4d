import type { MarkedRecord } from '../adapter.ts';
import { call } from './call.ts';
import type { CkanSession } from './call.ts';
import { MARK_KEY } from './keys.ts';
import { idOf, markOf } from './lookup.ts';
import { phrase, reading } from './requests.ts';
import { WirePackage, WireSearch } from './wire.ts';

const PAGE_SIZE = 100;
/** A hundred thousand packages. */
const PAGES_MAX = 1_000;

/**
 * By the search index, in order of id; the cursor is the last id. Sites differ in how they take marks apart for the index,
 * so all packages with any mark are read. Deleted packages are not in it.
 */
export async function marked(
  session: CkanSession,
  prefix: string,
  cursor: string | undefined,
): Promise<{ records: MarkedRecord[]; next?: string }> {
  const [pages = 0, after] = cursor === undefined ? [0] : splitCursor(cursor);
  const past = after === undefined ? '' : ` +id:{${phrase(after)} TO *]`;
  const { organization } = session.settings;
  const ours =
    organization === undefined
      ? ''
      : ` +(organization:${phrase(organization)} OR owner_org:${phrase(organization)})`;
  const query = {
    fq: `+extras_${MARK_KEY}:*${ours}${past}`,
    rows: PAGE_SIZE,
    sort: 'id asc',
    ...(session.settings.apiToken === undefined ? {} : { include_private: true, include_drafts: true }),
  };
  const { results } = await call(session, WireSearch, reading(session.settings, 'package_search', query));
  const packages = results.flatMap((result) => {
    const parsed = WirePackage.safeParse(result);
    return parsed.success && (parsed.data.id ?? parsed.data.name) !== undefined ? [parsed.data] : [];
  });
  const records = packages.flatMap((wire): MarkedRecord[] => {
    const mark = markOf(wire);
    return mark?.startsWith(prefix) === true ? [{ remoteId: idOf(wire), mark }] : [];
  });
  const last = packages.at(-1)?.id;
  // A site that does not go on from there gives the same page for ever.
  const more = results.length > 0 && last !== undefined && last !== after && pages + 1 < PAGES_MAX;
  return { records, ...(more ? { next: `${pages + 1}:${last}` } : {}) };
}

function splitCursor(cursor: string): [number, string] {
  const colon = cursor.indexOf(':');
  return [Number(cursor.slice(0, colon)), cursor.slice(colon + 1)];
}
