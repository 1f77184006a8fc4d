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
  /** Listed, and left out by the connector's own filter; absent in histories of earlier versions. */
  filtered?: number;
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
