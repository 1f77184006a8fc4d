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

/** What a look at the remote found of what was pushed there. */
export interface VerifyCounts {
  /** Records read. */
  read: number;
  /** Not read, because a push of the dataset waits or something of it is left to a person. */
  skipped: number;
  same: number;
  /** Records with fields that somebody edited, by what the policy does with them. */
  edited: { overwrite: number; keep: number; ask: number };
  /** Records that somebody deleted, by what the policy does then. */
  gone: { recreate: number; stop: number; ask: number };
  /** Records that shall be out of sight and are shown again. */
  inSight: number;
  unreadable: number;
  /** Records with our mark beside the one that the dataset is bound to, and those that no dataset is bound to. */
  duplicates: number;
  orphans: number;
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

export const NOTHING_VERIFIED: VerifyCounts = {
  read: 0,
  skipped: 0,
  same: 0,
  edited: { overwrite: 0, keep: 0, ask: 0 },
  gone: { recreate: 0, stop: 0, ask: 0 },
  inSight: 0,
  unreadable: 0,
  duplicates: 0,
  orphans: 0,
};

/** Some of the counts, to be added. */
export type VerifiedPart = Partial<Omit<VerifyCounts, 'edited' | 'gone'>> & {
  edited?: Partial<VerifyCounts['edited']>;
  gone?: Partial<VerifyCounts['gone']>;
};

export function addVerified(before: VerifyCounts, ...parts: readonly VerifiedPart[]): VerifyCounts {
  const sum = (pick: (counts: VerifiedPart) => number | undefined): number =>
    parts.reduce((total, part) => total + (pick(part) ?? 0), pick(before) ?? 0);
  return {
    read: sum(({ read }) => read),
    skipped: sum(({ skipped }) => skipped),
    same: sum(({ same }) => same),
    edited: {
      overwrite: sum(({ edited }) => edited?.overwrite),
      keep: sum(({ edited }) => edited?.keep),
      ask: sum(({ edited }) => edited?.ask),
    },
    gone: {
      recreate: sum(({ gone }) => gone?.recreate),
      stop: sum(({ gone }) => gone?.stop),
      ask: sum(({ gone }) => gone?.ask),
    },
    inSight: sum(({ inSight }) => inSight),
    unreadable: sum(({ unreadable }) => unreadable),
    duplicates: sum(({ duplicates }) => duplicates),
    orphans: sum(({ orphans }) => orphans),
  };
}

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
