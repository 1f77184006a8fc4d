import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { ConnectorConfig } from '../config/connector.ts';
import type { FaultReport } from '../faults.ts';
import type { Dataset } from '../model/dataset.ts';
import type { Fetched, Held, Partial as PartialFile, Source } from '../model/import.ts';

/** What is read as a Date and written as a Date or left to the database. */
type Moment = ColumnType<Date, Date | string | undefined, Date | string>;
type MaybeMoment = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type MaybeJson<T> = ColumnType<T | null, string | null | undefined, string | null>;
/** PostgreSQL's bigint, given as a number by the pool's parser: revisions and sizes stay far below 2^53. */
type Count = ColumnType<number, number | undefined, number>;

interface InstallationTable {
  id: string;
  created_at: Moment;
}

interface ConnectorsTable {
  id: string;
  config: JSONColumnType<ConnectorConfig>;
  /** Of everything that decides what a push or a harvest does. */
  config_fingerprint: string;
  paused: boolean;
  retired_at: MaybeMoment;
  created_at: Moment;
  updated_at: Moment;
}

interface SecretsTable {
  connector_id: string;
  field: string;
  /** Which key sealed it: rotation reads old ones and writes the newest. */
  key_id: string;
  nonce: Buffer;
  sealed: Buffer;
  updated_at: Moment;
}

export type Visibility = 'public' | 'private';
export type DatasetState = 'active' | 'archived' | 'deleted';

interface DatasetsTable {
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
  rev: Count;
  created_at: Moment;
  updated_at: Moment;
}

/** Superseded versions; the present one is in `datasets`. */
interface DatasetVersionsTable {
  dataset_id: string;
  rev: number;
  doc: JSONColumnType<Dataset>;
  visibility: Visibility;
  state: DatasetState;
  written_by: string;
  at: Moment;
}

export type Parked = 'refused' | 'failed' | 'conflict';

interface OutboxTable {
  connector_id: string;
  dataset_id: string;
  rev: Count;
  done_rev: Count;
  priority: Generated<number>;
  /** When the oldest change that is not done yet was announced. */
  announced_at: Moment;
  /** When the newest one was. */
  changed_at: Moment;
  attempts: Generated<number>;
  next_at: MaybeMoment;
  parked: Parked | null;
  last_fault: MaybeJson<FaultReport>;
  claim: string | null;
  claimed_until: MaybeMoment;
}

interface LinksTable {
  connector_id: string;
  dataset_id: string;
  mark: string;
  remote_id: string | null;
  remote_url: string | null;
  /** Of the dataset and settings as last pushed. */
  fingerprint: string | null;
  base: MaybeJson<Record<string, unknown>>;
  distribution_ids: JSONColumnType<Record<string, string>>;
  /** When a create was about to be sent; with no remote id, its fate is unknown. */
  intended_at: MaybeMoment;
  pushed_at: MaybeMoment;
}

interface OutcomesTable {
  id: Generated<number>;
  connector_id: string;
  dataset_id: string;
  outcome: string;
  rev: number;
  announced_at: Moment;
  started_at: Moment;
  written_at: MaybeMoment;
  finished_at: Moment;
  attempt: number;
  diff: MaybeJson<unknown[]>;
  losses: MaybeJson<unknown[]>;
  fault: MaybeJson<FaultReport>;
}

interface RunsTable {
  id: string;
  connector_id: string;
  workflow_id: string;
  mode: string;
  state: 'running' | 'complete' | 'partial' | 'failed' | 'cancelled';
  /** Of the settings that decide what is listed, and of who the remote took us for. */
  scope_fingerprint: string;
  cursor: string | null;
  pages: Generated<number>;
  /** The attempt that may write; an older one is refused. */
  token: string | null;
  counts: JSONColumnType<RunCounts>;
  announced_first: number | null;
  announced_last: number | null;
  verdict: MaybeJson<{ state: string; reason?: string; announced?: number; received: number }>;
  reason: string | null;
  fault: MaybeJson<FaultReport>;
  started_at: Moment;
  ended_at: MaybeMoment;
}

export interface RunCounts {
  received: number;
  added: number;
  updated: number;
  unchanged: number;
  /** Back after having been missing. */
  returned: number;
  /** Skipped because one of our own pushes made it. */
  own: number;
  setAside: number;
  /** The same record again within the run. */
  repeated: number;
  missing: number;
  removed: number;
  held: number;
}

interface RecordsTable {
  connector_id: string;
  /** The remote id, or its hash when it is too long for a key. */
  key: string;
  remote_id: string;
  fingerprint: string;
  dataset_id: string;
  seen_run: string;
  changed_run: string;
  /** Complete listings in a row that did not hold it. */
  absences: Generated<number>;
  missing_since: MaybeMoment;
  removed_at: MaybeMoment;
}

interface SetAsideTable {
  id: Generated<number>;
  run_id: string;
  connector_id: string;
  remote_id: string | null;
  stage: string;
  field: string | null;
  value: string | null;
  reason: string;
  raw: string | null;
  at: Moment;
}

/** `budget`: it waits for the next harvest. */
export type ImportParked = 'refused' | 'failed' | 'budget';

interface ImportsTable {
  connector_id: string;
  dataset_id: string;
  /** Our key of the distribution within its dataset. */
  distribution: string;
  source: JSONColumnType<Source>;
  source_fingerprint: string;
  host: string;
  /** The harvest that asked for it last: its budget is used. */
  run_id: string;
  /** False: the record no longer has it, and its copy goes when the others of its dataset are whole. */
  wanted: Generated<boolean>;
  rev: Count;
  done_rev: Count;
  /** An operator asked: budgets do not count. */
  forced: Generated<boolean>;
  changed_at: Moment;
  attempts: Generated<number>;
  next_at: MaybeMoment;
  parked: ImportParked | null;
  last_fault: MaybeJson<FaultReport>;
  /** What is worth a person's eye though the file was taken. */
  remarks: JSONColumnType<string[]>;
  claim: string | null;
  claimed_until: MaybeMoment;
  /** One more with each claim: names partial files, so that an older writer never reaches a newer one's. */
  fence: Count;
  fetched: MaybeJson<Fetched>;
  checked_at: MaybeMoment;
  verified_at: MaybeMoment;
  partial: MaybeJson<PartialFile>;
  /** Whether somebody writes to the partial file, or died while doing so. */
  partial_open: Generated<boolean>;
  bytes_got: Count;
  bytes_total: number | null;
  held: MaybeJson<Held>;
  /** Hash of content that a person would not have. */
  rejected: string | null;
}

interface ImportTrafficTable {
  connector_id: string;
  run_id: string;
  host: string;
  bytes: Count;
}

interface FilesTable {
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

interface FileVersionsTable {
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

export interface LedgerSchema {
  installation: InstallationTable;
  connectors: ConnectorsTable;
  secrets: SecretsTable;
  datasets: DatasetsTable;
  dataset_versions: DatasetVersionsTable;
  outbox: OutboxTable;
  links: LinksTable;
  outcomes: OutcomesTable;
  runs: RunsTable;
  records: RecordsTable;
  set_aside: SetAsideTable;
  imports: ImportsTable;
  import_traffic: ImportTrafficTable;
  files: FilesTable;
  file_versions: FileVersionsTable;
}
