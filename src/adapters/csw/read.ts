import { readXmlRecord } from '../../formats/csw/index.ts';
import { isRdf, rdfRecords } from '../../formats/csw/rdf-record.ts';
import type { Read } from '../../formats/format.ts';
import { markIn } from '../../formats/iso/mark.ts';
import { xmlOf } from '../../formats/xml/serialize.ts';
import type { Kind } from '../../model/dataset.ts';
import type { ListOptions, ListedRecord, SameRecord } from '../adapter.ts';
import { sortedBy } from '../sorted.ts';
import type { ReadFrom, Sorted } from '../sorted.ts';
import { unhurried } from '../unhurried.ts';
import type { CswSettings } from './settings.ts';
import type { Item } from './sheet.ts';

export interface ReadItems extends Sorted {
  same: SameRecord[];
}

/** Records of a page, mapped; those that the caller knows, and those of other kinds, are not. */
export async function readItems(
  items: readonly Item[],
  settings: CswSettings,
  { kinds, known }: Pick<ListOptions, 'kinds' | 'known'>,
): Promise<ReadItems> {
  const wanted = items
    .filter((item) => !isUnwanted(item, kinds))
    .map((item) => ({ ...item, raw: { xml: xmlOf(item.record.element) } }));
  const found = wanted.flatMap(({ id, raw }) => (id === undefined ? [] : [{ remoteId: id, raw }]));
  const held = (await known?.(found)) ?? new Set();
  const options = {
    base: settings.url,
    ...(settings.language === undefined ? {} : { language: settings.language }),
  };
  const others = wanted.filter(({ id }) => id === undefined || !held.has(id));
  const plain = await unhurried(others, ({ record }) =>
    isPlain(record) ? readXmlRecord(record, options) : undefined,
  );
  const all: ReadFrom[] = [];
  let leftOut = items.length - wanted.length;
  for (const [index, { record, raw }] of others.entries()) {
    const one = plain[index];
    const reads: Read[] = one === undefined ? await gathered(rdfRecords(record.element, options)) : [one];
    // What counts as a record is what the service counts: several datasets in one are one.
    if (
      reads.length > 0 &&
      reads.every((read) => 'record' in read && !kinds.includes(read.record.dataset.kind))
    )
      leftOut += 1;
    else all.push(...reads.map((read) => ({ read, raw })));
  }
  const sorted = sortedBy(kinds, all);
  const marks = new Map(
    others.flatMap(({ id, record: { element } }) => {
      const mark = id === undefined ? undefined : markIn(element);
      return id === undefined || mark === undefined ? [] : [[id, mark]];
    }),
  );
  return {
    ...sorted,
    records: sorted.records.map((record) => withMark(record, marks.get(record.remoteId))),
    leftOut,
    same: wanted.flatMap(({ id, modified }) =>
      id === undefined || !held.has(id)
        ? []
        : [{ remoteId: id, ...(modified === undefined ? {} : { modified }) }],
    ),
  };
}

function withMark(record: ListedRecord, mark: string | undefined): ListedRecord {
  return mark === undefined ? record : { ...record, mark };
}

/** How many of a page are of other kinds, where that is seen without mapping them. */
export function unwantedAmong(items: readonly Item[], kinds: readonly Kind[]): number | undefined {
  if (kinds.length === ALL_KINDS) return 0;
  if (items.some(({ record }) => !isPlain(record))) return undefined;
  return items.filter((item) => isUnwanted(item, kinds)).length;
}

const ALL_KINDS = 3;

function isUnwanted({ kind }: Item, kinds: readonly Kind[]): boolean {
  return kind !== undefined && !kinds.includes(kind);
}

function isPlain({ broken, element }: Item['record']): boolean {
  return broken !== undefined || !isRdf(element);
}

async function gathered<T>(all: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of all) list.push(one);
  return list;
}
