import type { Readable } from 'node:stream';

/** The data behind one distribution, as it is brought in. */
export interface IncomingData {
  datasetId: string;
  /** Our key of the distribution within its dataset. */
  distribution: string;
  sha256: string;
  bytes: number;
  rows?: number;
  columns?: string[];
  /** Short name: `csv`. */
  format?: string;
  mediaType: string;
  compressFormat?: string;
  /** Made here: nothing that a remote sent is part of it. */
  name: string;
  /** Where it came from. */
  url?: string;
  /** Distributions that its source no longer has: what comes may stand where they stood. */
  inPlaceOf?: readonly string[];
  /** May be called more than once; a platform that has this content already never calls it. */
  open(): Readable;
}

/** As the platform holds it. */
export interface DataFile extends Omit<IncomingData, 'open' | 'inPlaceOf'> {
  /** One more with each new content. */
  version: number;
  at: Date;
}

/** What a platform does with data: kept with its dataset, under the same right to read. */
export interface PlatformData<Within = unknown> {
  /** It keeps content by itself: what Navette's own folder has no more is not lost. */
  readonly holdsContent?: true;
  /** Takes a whole file; content that is there already is no new version. */
  importData(
    data: IncomingData,
    by: string,
    within?: Within,
  ): Promise<{ version: number; action: 'created' | 'updated' | 'unchanged' }>;
  dataFiles(datasetIds: readonly string[]): Promise<DataFile[]>;
  dropData(datasetId: string, distributions: readonly string[], within?: Within): Promise<void>;
}
