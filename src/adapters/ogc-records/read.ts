import { readOgcRecord } from '../../formats/ogc-records/index.ts';
import { markOnRecord } from '../../formats/ogc-records/mark.ts';
import type { Kind } from '../../model/dataset.ts';
import type { ListOptions, ListedRecord, SameRecord } from '../adapter.ts';
import { sortedBy } from '../sorted.ts';
import type { Sorted } from '../sorted.ts';
import { unhurried } from '../unhurried.ts';
import type { OgcRecordsSettings } from './settings.ts';
import type { Item } from './sheet.ts';

export interface ReadItems extends Sorted {
  same: SameRecord[];
}

/** Records of a page, mapped; those that the caller knows, and those of other kinds, are not. */
export async function readItems(
  items: readonly Item[],
  settings: OgcRecordsSettings,
  { kinds, known }: Pick<ListOptions, 'kinds' | 'known'>,
): Promise<ReadItems> {
  const wanted = items.filter((item) => !isUnwanted(item, kinds));
  const seen = wanted.filter(({ kind }) => kind !== undefined);
  const found = seen.flatMap(({ id, record }) =>
    id === undefined ? [] : [{ remoteId: id, raw: rawOf(record) }],
  );
  const held = (await known?.(found)) ?? new Set();
  const isHeld = ({ id, kind }: Item): boolean => id !== undefined && kind !== undefined && held.has(id);
  const options = {
    base: settings.url,
    ...(settings.language === undefined ? {} : { language: settings.language }),
  };
  const read = await unhurried(
    wanted.filter((item) => !isHeld(item)),
    ({ record }) => ({ read: readOgcRecord(record, options), raw: rawOf(record) }),
  );
  const sorted = sortedBy(kinds, read);
  return {
    ...sorted,
    records: sorted.records.map(marked),
    leftOut: sorted.leftOut + items.length - wanted.length,
    same: wanted.filter(isHeld).map(({ id = '', modified }) => ({
      remoteId: id,
      ...(modified === undefined ? {} : { modified }),
    })),
  };
}

function marked(record: ListedRecord): ListedRecord {
  const mark = markOnRecord(record.raw);
  return mark === undefined ? record : { ...record, mark };
}

/** How many of a page are of other kinds, where that is seen without mapping them. */
export function unwantedAmong(items: readonly Item[], kinds: readonly Kind[]): number | undefined {
  if (['dataset', 'series', 'service'].every((kind) => kinds.some((one) => one === kind))) return 0;
  if (items.some(({ kind, id }) => kind === undefined && id !== undefined)) return undefined;
  return items.filter((item) => isUnwanted(item, kinds)).length;
}

function isUnwanted({ kind }: Item, kinds: readonly Kind[]): boolean {
  return kind !== undefined && !kinds.includes(kind);
}

function rawOf(record: unknown): object {
  return typeof record === 'object' && record !== null ? record : { value: record };
}
