import type { Dataset } from '../model/dataset.ts';
import type { PlatformEntry } from './platform.ts';

interface Version {
  rev: number;
  dataset: Dataset;
  state: PlatformEntry['state'];
  visibility: PlatformEntry['visibility'];
}

/** A dataset as it was before some writers wrote it, and as the last of them left it. */
export interface DatasetChange {
  datasetId: string;
  /** Absent when they made it, or when the version before is no longer kept. */
  before?: Version;
  after: Version;
  /** They made it. */
  created: boolean;
  /** Who wrote it since; absent when it still is as they left it. */
  since?: string;
}

export interface SupersededVersion {
  rev: number;
  dataset: Dataset;
  state: PlatformEntry['state'];
  by: string;
  at: Date;
}

/** Earlier versions of datasets, and who wrote them. */
export interface PlatformHistory<Within = unknown> {
  /** Superseded versions of a dataset, newest first. */
  versions(id: string, limit: number): Promise<SupersededVersion[]>;
  /** What these writers changed, in order of dataset. `removed`: only what they took out of use, or only the rest. */
  changesBy(
    writers: readonly string[],
    options: { after: string; limit: number; removed?: boolean },
    within?: Within,
  ): Promise<DatasetChange[]>;
}
