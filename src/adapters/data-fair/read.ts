import { glanceAtDataFair, readDataFair, type DataFairGlance } from '../../formats/data-fair/index.ts';
import { isJson } from '../../formats/values/json.ts';
import { RemoteFault } from '../../faults.ts';
import type { ListedRecord, ListOptions, SameRecord, SetAside } from '../adapter.ts';
import { sortedBy } from '../sorted.ts';
import { unhurried } from '../unhurried.ts';
import { apiOf } from './api.ts';
import { ask } from './ask.ts';
import type { DataFairSession } from './send-to.ts';
import { markIn } from './mark.ts';
import { ownersRequest } from './requests.ts';
import type { DataFairSettings } from './settings.ts';
import { WireOwned, WireSome } from './wire.ts';

/** A dataset as it stands on a page. */
export interface Item extends DataFairGlance {
  raw: unknown;
  /** A draft that was never more, or a copy where those are not wanted. */
  isLeftOut: boolean;
}

export function itemsOf(results: readonly unknown[], settings: DataFairSettings): Item[] {
  return results.map((one) => {
    const raw = isJson(one) ? withoutCaller(one) : one;
    const glance = glanceAtDataFair(raw);
    const isCopy = settings.onlyOriginal && isElsewhere(glance, settings);
    return { raw, ...glance, isLeftOut: glance.status === 'draft' || isCopy };
  });
}

/** Datasets of a page, mapped; those that the caller knows are not. */
export async function readItems(
  session: DataFairSession,
  items: readonly Item[],
  known?: ListOptions['known'],
): Promise<{ records: ListedRecord[]; setAside: SetAside[]; same: SameRecord[] }> {
  const wanted = items.filter(({ isLeftOut }) => !isLeftOut);
  const found = wanted.flatMap(({ id, raw }) =>
    id === undefined ? [] : [{ remoteId: id, raw: objectIn(raw) }],
  );
  const held = (await known?.(found)) ?? new Set();
  const { language, page, publicationSite: site } = session.settings;
  const options = {
    base: await apiOf(session),
    language,
    portal: { ...(page === undefined ? {} : { page }), ...(site === undefined ? {} : { site }) },
  };
  const read = await unhurried(
    wanted.filter(({ id = '' }) => !held.has(id)),
    ({ raw }) => ({ read: readDataFair(raw, options), raw: objectIn(raw) }),
  );
  const { records, setAside } = sortedBy(['dataset'], read);
  const same = wanted.flatMap(({ id, modified }): SameRecord[] =>
    id === undefined || !held.has(id)
      ? []
      : [{ remoteId: id, ...(modified === undefined ? {} : { modified }) }],
  );
  return { records: records.map(withMark), setAside, same };
}

/** A portal's catalogue hides whose its datasets are; the list of all of them tells. Nothing depends on it. */
export async function withOwners(session: DataFairSession, results: readonly unknown[]): Promise<unknown[]> {
  const missing = results.flatMap((one) => {
    const { id } = glanceAtDataFair(one);
    return id === undefined || (isJson(one) && 'owner' in one) ? [] : [id];
  });
  if (missing.length === 0) return [...results];
  const owners = new Map<string, unknown>();
  for (let from = 0; from < missing.length; from += IDS_AT_ONCE)
    for (const one of await askOwners(session, missing.slice(from, from + IDS_AT_ONCE))) {
      const parsed = WireOwned.safeParse(one);
      if (parsed.success && isJson(one)) owners.set(parsed.data.id, one['owner']);
    }
  return results.map((one) => {
    const owner = owners.get(glanceAtDataFair(one).id ?? '');
    return owner === undefined || !isJson(one) ? one : { ...one, owner };
  });
}

/** As many as an address bears. */
const IDS_AT_ONCE = 100;

async function askOwners(session: DataFairSession, ids: readonly string[]): Promise<unknown[]> {
  try {
    return (await ask(session, WireSome, ownersRequest(ids))).results;
  } catch (error) {
    const isHidden = error instanceof RemoteFault && ['refused', 'absent'].includes(error.kind);
    if (isHidden) return [];
    throw error;
  }
}

function withMark(record: ListedRecord): ListedRecord {
  const mark = markIn(isJson(record.raw) ? record.raw['extras'] : undefined);
  return mark === undefined ? record : { ...record, mark };
}

/** What Data Fair adds for whoever asks is no part of the dataset: another key would make it look changed. */
function withoutCaller(raw: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(raw).filter(([key]) => key !== 'userPermissions' && key !== 'previews'),
  );
}

function isElsewhere({ origin }: DataFairGlance, { url }: DataFairSettings): boolean {
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host !== new URL(url).host;
}

function objectIn(value: unknown): object {
  return isJson(value) ? value : { value };
}
