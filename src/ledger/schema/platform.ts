import type { Generated, JSONColumnType } from 'kysely';
import type { Dataset } from '../../model/dataset.ts';
import type { Moment, MaybeMoment, MaybeJson, Count } from './columns.ts';

export type Visibility = 'public' | 'private';
export type DatasetState = 'active' | 'archived' | 'deleted';

export interface DatasetsTable {
  id: string;
  doc: JSONColumnType<Dataset>;
  fingerprint: string;
  kind: string;
  title: string;
  visibility: Visibility;
  owner: string | null;
  state: DatasetState;
  /** The connector whose harvest brought it; null when it was made here. */
  harvested_by: string | null;
  /** `api`, `cli`, or `harvest/<connector>/<run>`. */
  written_by: string;
  /** Its record is gone from the source, and the connector's policy is to say so. */
  missing_since: MaybeMoment;
  rev: Count;
  created_at: Moment;
  updated_at: Moment;
}

/** Superseded versions; the present one is in `datasets`. */
export interface DatasetVersionsTable {
  dataset_id: string;
  rev: number;
  doc: JSONColumnType<Dataset>;
  visibility: Visibility;
  state: DatasetState;
  written_by: string;
  at: Moment;
}

export interface FilesTable {
  dataset_id: string;
  distribution: string;
  version: Generated<number>;
  sha256: string;
  bytes: number;
  row_count: number | null;
  columns: MaybeJson<string[]>;
  format: string | null;
  media_type: string;
  compress_format: string | null;
  name: string;
  url: string | null;
  written_by: string;
  at: Moment;
}

export interface FileVersionsTable {
  dataset_id: string;
  distribution: string;
  version: number;
  sha256: string;
  bytes: number;
  row_count: number | null;
  columns: MaybeJson<string[]>;
  written_by: string;
  at: Moment;
}

/** A dataset of a platform elsewhere, as it was when it was last looked at. */
export interface PlatformDatasetsTable {
  id: string;
  platform_id: string;
  title: string;
  harvested_by: string | null;
  state: DatasetState;
  /** Of its dates there: another one is a change. */
  stamp: string;
  /** It was being worked on then. */
  settled: boolean;
  /** How it has to be made again, while it is being replaced by one of another kind. */
  pending: MaybeJson<Record<string, unknown>>;
  /** The sweep that met it last. */
  seen: Count;
}

export interface PlatformFeedsTable {
  platform: string;
  cursor: string;
  at: Moment;
}
