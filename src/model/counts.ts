/** How pushes ended. */
export interface PushCounts {
  pushed: number;
  unchanged: number;
  removed: number;
  refused: number;
  deferred: number;
  failed: number;
  conflict: number;
}

/** How a harvest's records fared, as its workflow tells it. */
export interface HarvestCounts {
  received: number;
  added: number;
  updated: number;
  unchanged: number;
  setAside: number;
  removed: number;
  held: number;
}

export const NO_PUSHES: PushCounts = {
  pushed: 0,
  unchanged: 0,
  removed: 0,
  refused: 0,
  deferred: 0,
  failed: 0,
  conflict: 0,
};
export const NO_RECORDS: HarvestCounts = {
  received: 0,
  added: 0,
  updated: 0,
  unchanged: 0,
  setAside: 0,
  removed: 0,
  held: 0,
};

export function addPushes(a: PushCounts, b: PushCounts): PushCounts {
  return {
    pushed: a.pushed + b.pushed,
    unchanged: a.unchanged + b.unchanged,
    removed: a.removed + b.removed,
    refused: a.refused + b.refused,
    deferred: a.deferred + b.deferred,
    failed: a.failed + b.failed,
    conflict: a.conflict + b.conflict,
  };
}

/** How files fared that a harvest wanted. */
export interface ImportTally {
  imported: number;
  unchanged: number;
  held: number;
  deferred: number;
  refused: number;
  failed: number;
  /** Put off to the next harvest, because this one's budget is used up. */
  nextRun: number;
  /** Of the files that were imported or found unchanged after being fetched. */
  bytes: number;
}

export const NO_IMPORTS: ImportTally = {
  imported: 0,
  unchanged: 0,
  held: 0,
  deferred: 0,
  refused: 0,
  failed: 0,
  nextRun: 0,
  bytes: 0,
};

export function addImports(a: ImportTally, b: Partial<ImportTally>): ImportTally {
  return {
    imported: a.imported + (b.imported ?? 0),
    unchanged: a.unchanged + (b.unchanged ?? 0),
    held: a.held + (b.held ?? 0),
    deferred: a.deferred + (b.deferred ?? 0),
    refused: a.refused + (b.refused ?? 0),
    failed: a.failed + (b.failed ?? 0),
    nextRun: a.nextRun + (b.nextRun ?? 0),
    bytes: a.bytes + (b.bytes ?? 0),
  };
}
