import type { Read, Seen } from '../../formats/format.ts';
import type { Dataset } from '../../model/dataset.ts';
import type { Distribution } from '../../model/distribution.ts';
import { stableJson } from '../../model/fingerprint.ts';

/**
 * RDF knows no order, and what writes it from a graph gives another one each time: the same page of udata as RDF/XML lists its
 * records anew on each request. They stand by address here, so that a slice goes on where the last one ended. What a feed in
 * pages says of a record comes from such a program too; a single file may have been written by hand, in an order that means
 * something.
 */
export function inOneOrder(records: readonly Seen[], isFeed: boolean): Seen[] {
  const named = records.filter(({ id }) => id !== undefined).toSorted(by(({ id = '' }) => id));
  const nameless = records.filter(({ id }) => id === undefined);
  const all = [...named, ...nameless];
  return isFeed ? all.map((seen) => ({ ...seen, read: () => settled(seen.read()) })) : all;
}

function settled(read: Read): Read {
  return 'record' in read
    ? { record: { ...read.record, dataset: withSettledLists(read.record.dataset) } }
    : read;
}

/** Lists by what is in them, files by their title. */
export function withSettledLists(dataset: Dataset): Dataset {
  const { keyword, distribution, extra, warning, ...rest } = dataset;
  const files = (distribution ?? [])
    .map((file, index) => ({ file: settledFile(file), index }))
    .toSorted(by(({ file }) => `${stableJson(file.title ?? {})} ${stableJson(file)}`));
  const places = new Map(
    files.map(({ index }, place) => [`distribution[${index}]`, `distribution[${place}]`]),
  );
  const warnings = warning?.map((one) => ({
    ...one,
    field: one.field.replace(/^distribution\[\d+\]/, (told) => places.get(told) ?? told),
  }));
  return {
    ...sortedLists(rest),
    ...(keyword === undefined ? {} : { keyword: sortedLists(keyword) }),
    ...(distribution === undefined ? {} : { distribution: files.map(({ file }) => file) }),
    ...(extra === undefined ? {} : { extra: sortedThrough(extra) }),
    ...(warnings === undefined ? {} : { warning: warnings.toSorted(by(stableJson)) }),
  };
}

function settledFile({ extra, ...file }: Distribution): Distribution {
  return { ...sortedLists(file), ...(extra === undefined ? {} : { extra: sortedThrough(extra) }) };
}

/** The lists among the members; what is in a list stays as it is: a geometry is one too. */
function sortedLists<T extends object>(members: T): T {
  const sorted = Object.entries(members).map(([key, value]: [string, unknown]) => [
    key,
    Array.isArray(value) ? value.toSorted(by(stableJson)) : value,
  ]);
  return { ...members, ...Object.fromEntries(sorted) };
}

function sortedThrough(members: object): Record<string, unknown> {
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inside).toSorted(by(stableJson));
    return typeof value === 'object' && value !== null ? sortedThrough(value) : value;
  };
  return Object.fromEntries(
    Object.entries(members).map(([key, value]: [string, unknown]) => [key, inside(value)]),
  );
}

function by<T>(keyOf: (one: T) => string): (one: T, other: T) => number {
  return (one, other) => {
    const [a, b] = [keyOf(one), keyOf(other)];
    return a < b ? -1 : a > b ? 1 : 0;
  };
}
