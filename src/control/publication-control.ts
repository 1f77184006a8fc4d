import type { Publication } from '../ledger/publications.ts';

export interface PublicationQuery {
  connectorId?: string | undefined;
  /** The platform's own id of a dataset. */
  platformId?: string | undefined;
  limit: number;
  offset: number;
}

/** Datasets on remotes, one by one: as a person sees it who publishes this dataset there. */
export interface PublicationControl {
  publications(query: PublicationQuery): Promise<{ publications: Publication[]; count: number }>;
  publication(connectorId: string, datasetId: string): Promise<Publication>;
  publicationCounts(): Promise<ReadonlyMap<string, number>>;
  /**
   * Chooses a dataset, named by the platform's own id, for a connector, and announces it; with `remoteId` it takes that
   * record over instead of making one. Refused as `conflict` when it is chosen already.
   */
  publish(
    connectorId: string,
    platformId: string,
    options?: { remoteId?: string | undefined },
  ): Promise<Publication>;
  /** Pushes it again, and reads the remote even when nothing changed here. */
  publishAgain(connectorId: string, datasetId: string): Promise<void>;
  /** Chooses it no longer. Its record goes as `push.removal` says, or with `keepRecord` stays and is forgotten. */
  unpublish(connectorId: string, datasetId: string, options: { keepRecord: boolean }): Promise<void>;
  /** The platform's own ids of datasets, where they are others than ours. */
  platformIds(datasetIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Takes a connector out of use. What it pushed and harvested stays. */
  retire(connectorId: string): Promise<void>;
}
