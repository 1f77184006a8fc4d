import type { KnownRecord, SeenRecord } from '../src/ledger/records.ts';
import type { ListedRecord } from '../src/adapters/adapter.ts';
import type { RunCounts } from '../src/ledger/schema/runs.ts';

/** A listed record with what it is known by. */
export interface Item extends SeenRecord {
  record: ListedRecord;
  /** What the ledger knew of it. */
  before?: KnownRecord;
}

/** What a page holds, against what is known. Only `changed` is written whole. */
export interface Sorted {
  changed: Item[];
  unchanged: Item[];
  /** What was known of the page's records before. */
  known: ReadonlyMap<string, KnownRecord>;
  counts: RunCounts;
}

export interface Against {
  runId: string;
  counts: RunCounts;
  known: ReadonlyMap<string, KnownRecord>;
  /** Record → fingerprint of what a person took back. */
  pins: ReadonlyMap<string, string>;
  /** Everything counts as changed. */
  forced: boolean;
}

/**
 * Against what is known: new, changed, as before, or a second time in this run. Each record that came is counted once:
 * added, updated, unchanged, or repeated.
 */
export function compare(items: readonly Item[], { runId, known, pins, forced, ...before }: Against): Sorted {
  const counts = { ...before.counts };
  const distinct = new Map<string, Item>();
  for (const item of items) {
    if (distinct.has(item.key)) counts.repeated += 1;
    // Of two in one page the later one is newer by the remote's own order.
    distinct.set(item.key, item);
  }
  const changed: Item[] = [];
  const unchanged: Item[] = [];
  for (const item of distinct.values()) {
    const was = known.get(item.key);
    const again = was?.seenRun === runId;
    const pinned = pins.get(item.key) === item.fingerprint;
    const isNew = was === undefined && !pinned;
    const isChange =
      !pinned &&
      (was === undefined || was.gone || was.fingerprint !== item.fingerprint || (forced && !again));
    (isChange ? changed : unchanged).push(
      was === undefined ? item : { ...item, datasetId: was.datasetId, before: was },
    );
    if (again) counts.repeated += 1;
    else if (isNew) counts.added += 1;
    else if (isChange) counts.updated += 1;
    else {
      counts.unchanged += 1;
      if (pinned) counts.pinned = (counts.pinned ?? 0) + 1;
    }
    if (was !== undefined && !again && !pinned && (was.gone || was.missing)) counts.returned += 1;
  }
  return { changed, unchanged, known, counts };
}
