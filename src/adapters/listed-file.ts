import type { Read, Seen, WholeDocument } from '../formats/format.ts';
import type { Kind } from '../model/dataset.ts';
import { fingerprintOf } from '../model/fingerprint.ts';
import type { ListedRecord, ListOptions, SameRecord, SetAside } from './adapter.ts';
import { listed, sortedBy } from './sorted.ts';
import { unhurried } from './unhurried.ts';

/** A file of records as it was at one moment, each id once. */
export interface ListedFile extends WholeDocument {
  /** The same as long as the same records stand in the same order, whatever is said of them. */
  mark: string;
}

const MARK_LENGTH = 16;

/** A plain copy of a record is nothing; another one under its id is set aside in its place. */
export function listedFile(document: WholeDocument): ListedFile {
  const first = new Map<string, Seen>();
  const records = document.records.flatMap((seen): Seen[] => {
    const { id } = seen;
    const known = id === undefined ? undefined : first.get(id);
    if (id !== undefined && known === undefined) first.set(id, seen);
    if (known === undefined) return [seen];
    return textOf(known) === textOf(seen) ? [] : [asideFor(seen, id)];
  });
  const names = records.map((seen) => seen.id ?? fingerprintOf(textOf(seen)));
  return { ...document, records, mark: fingerprintOf(names).slice(0, MARK_LENGTH) };
}

function asideFor(seen: Seen, id: string | undefined): Seen {
  const reason = 'another record of this file has the same id: the first was kept';
  const aside: SetAside = {
    stage: 'map',
    reason,
    field: 'id',
    ...(id === undefined ? {} : { remoteId: id }),
  };
  const { raw } = seen;
  return { raw, read: () => ({ aside: { ...aside, raw: textOf(seen).slice(0, 20_000).toWellFormed() } }) };
}

function textOf(seen: Seen): string {
  return JSON.stringify(seen.raw());
}

/** Those of the kinds asked for, and what could not be read: nobody knows what that is. */
export function wantedOf({ records }: ListedFile, kinds: readonly Kind[]): Seen[] {
  return records.filter(({ kind }) => kind === undefined || kinds.includes(kind));
}

/** Some records of a file, mapped; those that the caller knows are not. */
export async function readSlice(
  slice: readonly Seen[],
  { kinds, known }: Pick<ListOptions, 'kinds' | 'known'>,
): Promise<{ records: ListedRecord[]; setAside: SetAside[]; same: SameRecord[] }> {
  const found = slice.flatMap(({ id, isWhole, raw }) =>
    id === undefined || isWhole !== true ? [] : [{ remoteId: id, raw: raw() }],
  );
  const held = found.length === 0 ? new Set<string>() : ((await known?.(found)) ?? new Set<string>());
  const isHeld = ({ id, isWhole }: Seen): boolean => id !== undefined && isWhole === true && held.has(id);
  const read = await unhurried(
    slice.filter((seen) => !isHeld(seen)),
    (seen) => ({ read: readOf(seen), raw: seen.raw() }),
  );
  const { records, setAside } = sortedBy(kinds, read);
  const same = slice.filter(isHeld).map(({ id = '', modified }) => ({
    remoteId: id,
    ...(modified === undefined ? {} : { modified }),
  }));
  return { records, setAside, same };
}

/** The record of an id, also of one that shows only when it is mapped. */
export async function recordIn(
  { records }: ListedFile,
  remoteId: string,
): Promise<{ record: ListedRecord } | { aside: SetAside } | undefined> {
  const named = records.filter(({ id }) => id === remoteId);
  const others = records.filter(({ id, kind }) => id === undefined && kind !== undefined);
  const [found] = await unhurried(named.length > 0 ? named.slice(0, 1) : others, (seen) => ({
    read: readOf(seen),
    seen,
  })).then((all) => all.filter(({ read }) => named.length > 0 || idOf(read) === remoteId));
  if (found === undefined) return undefined;
  const { read, seen } = found;
  return 'aside' in read ? read : { record: listed(read.record, seen.raw()) };
}

/** The record says where it comes from: by the name that it is known by here. */
function readOf(seen: Seen): Read {
  const read = seen.read();
  if ('aside' in read) return read;
  const { remoteId, dataset } = read.record;
  return { record: { ...read.record, dataset: { ...dataset, origin: { ...dataset.origin, remoteId } } } };
}

function idOf(read: Read): string | undefined {
  return 'record' in read ? read.record.remoteId : undefined;
}
