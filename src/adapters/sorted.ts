import type { Read } from '../formats/format.ts';
import type { Kind } from '../model/dataset.ts';
import type { ListedRecord, SetAside } from './adapter.ts';

const RAW_LENGTH_MAX = 20_000;

/** Records as a format reads them, those of wanted kinds apart from what is left out. */
export interface Sorted {
  records: ListedRecord[];
  setAside: SetAside[];
  leftOut: number;
}

/** A record read, beside what it was read from. */
export interface ReadFrom {
  read: Read;
  raw: object;
}

export function sortedBy(kinds: readonly Kind[], all: readonly ReadFrom[]): Sorted {
  const sorted: Sorted = { records: [], setAside: [], leftOut: 0 };
  for (const { read, raw } of all) {
    if ('aside' in read) sorted.setAside.push(withText(read.aside, raw));
    else if (kinds.includes(read.record.dataset.kind)) sorted.records.push(listed(read.record, raw));
    else sorted.leftOut += 1;
  }
  return sorted;
}

export function listed(record: ListedRecord, raw: object): ListedRecord {
  return { ...record, raw };
}

/** Its text is kept to mend the mapping by. */
function withText(aside: SetAside, raw: object): SetAside {
  return { ...aside, raw: aside.raw ?? JSON.stringify(raw).slice(0, RAW_LENGTH_MAX).toWellFormed() };
}
