import { z } from 'zod';
import type { Read } from '../formats/format.ts';
import type { Adapter, ListOptions, Page, SameRecord, Session } from './adapter.ts';
import { sortedBy } from './sorted.ts';
import type { Sorted } from './sorted.ts';
import { unhurried } from './unhurried.ts';
import {
  countDoubt,
  judge,
  readPlace,
  SAME_PAGE,
  START,
  stepped,
  Walk,
  wholeNumber,
  writePlace,
} from './walk.ts';

/** Which records of a listing are asked for. */
export interface Part {
  offset: number;
  limit: number;
  /** Only what changed since this moment; asked for only of an adapter that is `incremental`. */
  since?: string;
}

/** A remote that lists datasets by their place: so many from the so-manieth on, in an order that does not move by itself. */
export interface ByOffset<S> {
  /** More in one page is refused. */
  limitMax: number;
  /** A page as the remote gives it; what it tells as the total of all pages is passed on as it stands. */
  ask(session: Session<S>, part: Part): Promise<{ records: readonly unknown[]; total: unknown }>;
  /** What a record is called and when it changed, without reading the rest of it; no id where it has none. */
  glance(record: unknown): { id?: string; modified?: string };
  read(record: unknown, settings: S): Read;
}

const Cursor = z.strictObject({ offset: z.int().min(0), walk: Walk });

/** The whole of `list` for such a remote, with a verdict that is proved by counts. */
export function listByOffset<S>(way: ByOffset<S>): NonNullable<Adapter<S>['list']> {
  return async (session, cursor, options): Promise<Page> => {
    if (!options.kinds.includes('dataset'))
      return { records: [], setAside: [], verdict: { state: 'complete', received: 0 } };
    const { offset, walk: before } =
      cursor === undefined ? { offset: 0, walk: START } : readPlace(Cursor, cursor);
    session.signal.throwIfAborted();
    const limit = Math.min(Math.max(1, options.pageSize), way.limitMax);
    const since = options.modifiedSince === undefined ? {} : { since: options.modifiedSince };
    const { records, total } = await way.ask(session, { offset, limit, ...since });
    const items = records.map((record) => ({ record, ...way.glance(record) }));
    const announced = wholeNumber(total);
    const walk = stepped(before, {
      ids: items.map(({ id }) => id),
      announced,
      leftOut: 0,
      doubt: countDoubt(total),
    });
    const end = offset + items.length;
    // A full page may be followed by more than the total admits: only a look behind it tells.
    const mayGoOn = announced === undefined || end < announced || items.length === limit;
    const goesOn = items.length > 0 && mayGoOn && walk.doubt !== SAME_PAGE;
    const next = goesOn ? writePlace({ offset: end, walk }) : undefined;
    if (next !== undefined) options.onNext?.(next);
    const read = await readItems(items, options, (record) => way.read(record, session.settings));
    const page: Page = { ...read, ...(announced === undefined ? {} : { announced }) };
    return next === undefined ? { ...page, verdict: judge(walk, { kind: 'last' }) } : { ...page, next };
  };
}

/** A record as it stands on a page. */
export interface Item {
  record: unknown;
  id?: string;
  modified?: string;
}

/** Datasets of a page, mapped; those that the caller knows are not. */
export async function readItems(
  items: readonly Item[],
  { known }: Pick<ListOptions, 'known'>,
  read: (record: unknown) => Read,
): Promise<Omit<Sorted, 'leftOut'> & { same: SameRecord[] }> {
  const found = items.flatMap(({ id, record }) =>
    id === undefined ? [] : [{ remoteId: id, raw: rawOf(record) }],
  );
  const held = (await known?.(found)) ?? new Set();
  const others = items.filter(({ id = '' }) => !held.has(id));
  const mapped = await unhurried(others, ({ record }) => ({ read: read(record), raw: rawOf(record) }));
  const { records, setAside } = sortedBy(['dataset'], mapped);
  const same = items.flatMap(({ id, modified }): SameRecord[] =>
    id === undefined || !held.has(id)
      ? []
      : [{ remoteId: id, ...(modified === undefined ? {} : { modified }) }],
  );
  return { records, setAside, same };
}

function rawOf(record: unknown): object {
  return typeof record === 'object' && record !== null ? record : { value: record };
}
