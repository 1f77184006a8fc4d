import type { FaultReport } from '../faults.ts';
import type { Dataset } from '../model/dataset.ts';
import type { PlatformData } from './data.ts';
import type { PlatformFeed } from './feed.ts';
import type { PlatformHistory } from './history.ts';

/** A dataset as the platform holds it. `id` is the platform's; `dataset.id` is its source's, the same for one made here. */
export interface PlatformEntry {
  id: string;
  dataset: Dataset;
  visibility: 'public' | 'private';
  owner?: string;
  state: 'active' | 'archived' | 'deleted';
  /** The connector whose harvest brought it; absent when it was made here. */
  harvestedBy?: string;
  /** Its record is gone from the source since then; it stays because its connector says so (`removed: mark`). */
  missingSince?: Date;
  /** The platform still works on it (a file that is being indexed): what it says is not its last word, and nobody is told of it yet. */
  settling?: true;
  /** Of `dataset`, where the platform keeps it. */
  fingerprint?: string;
  /** Grows with each change; one more each time where the platform counts versions. */
  rev: number;
  updatedAt: Date;
}

/** Who sees a dataset and whose it is. */
export type Standing = Pick<PlatformEntry, 'id' | 'visibility' | 'owner' | 'harvestedBy'>;

export interface PlatformWrite {
  id: string;
  dataset: Dataset;
  visibility: 'public' | 'private';
  owner?: string;
  harvestedBy?: string;
  /** Of `dataset`, when the caller has it already. */
  fingerprint?: string;
  /** Written as a new version even when nothing changed; all of one call, or none. */
  force?: boolean;
}

/** A dataset as it stands after a write. */
export interface Written {
  id: string;
  action: 'created' | 'updated' | 'unchanged';
  rev: number;
}

/** The platform will not have this one as it is; its neighbours were written. */
export interface Refused {
  id: string;
  action: 'refused';
  fault: FaultReport;
}

export type WriteResult = Written | Refused;

export interface EntryFilter {
  harvestedBy?: string | null;
  state?: PlatformEntry['state'];
  /** Words that the title holds, case and accents as written. */
  text?: string;
}

/**
 * The data platform that datasets come from and go to. Reading tells the present state; who writes says so in `by`
 * (`api`, `harvest/<connector>/<run>`), and a write that changes nothing is no change. `Within` is a transaction of the
 * ledger that an embedded platform joins, so that a page and its datasets become durable together; a remote platform
 * ignores it and must be idempotent instead.
 */
export interface Platform<Within = unknown> extends PlatformData<Within> {
  /** What its datasets were before; absent where the platform keeps only the present. */
  history?: PlatformHistory<Within>;
  /** What others change in it; absent where each change announces itself. */
  feed?: PlatformFeed<Within>;
  /** What exists of these, deleted ones included where the platform still knows them. */
  entries(ids: readonly string[]): Promise<Map<string, PlatformEntry>>;
  /** What a write goes by of those that exist; absent where whole entries cost no more. */
  standings?(ids: readonly string[]): Promise<Map<string, Standing>>;
  /** In order of id; `next` is where to go on, absent at the end. */
  page(
    cursor: string | undefined,
    limit: number,
    filter?: EntryFilter,
  ): Promise<{ entries: PlatformEntry[]; next?: string }>;
  upsert(writes: readonly PlatformWrite[], by: string, within?: Within): Promise<WriteResult[]>;
  /** Takes them out of sight or away; those that are so already stay as they are. Returns the ids that changed. */
  setState(
    ids: readonly string[],
    state: 'archived' | 'deleted',
    by: string,
    within?: Within,
  ): Promise<string[]>;
  /** Says of datasets that their records are gone from the source, and changes nothing else; the next write takes it back. */
  markMissing(ids: readonly string[], within?: Within): Promise<void>;
}
