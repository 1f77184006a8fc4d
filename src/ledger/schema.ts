import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Withdrawal } from '../adapters/adapter.ts';
import type { ConnectorConfig } from '../config/connector.ts';
import type { FaultReport } from '../faults.ts';
import type { VerifyCounts } from '../model/counts.ts';
import type { RuleTrace } from '../model/rule-trace.ts';
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
  /** Until when a lane of it waits for changes by itself. */
  drained_until: MaybeMoment;
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
  /** Its record is gone from the source, and the connector's policy is to say so. */
  missing_since: MaybeMoment;
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

/** Files behind datasets, as they were when they were last read. */
interface UploadsTable {
  connector_id: string;
  dataset_id: string;
  /** Of the file's address, hashed. */
  source: string;
  etag: string | null;
  last_modified: string | null;
  length: Count;
  sha256: string;
  sha1: string;
  md5: string;
  read_at: Moment;
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
  /** Ways in which we took the record out of sight; null before there was such a thing. */
  withdrawn: Withdrawal[] | null;
}

interface VerificationsTable {
  id: string;
  connector_id: string;
  workflow_id: string;
  state: 'running' | 'complete' | 'failed';
  /** Where it goes on: links by dataset id, then marks by the adapter's cursor. */
  place: JSONColumnType<{ side: 'links' | 'marks' | 'end'; after?: string }>;
  counts: JSONColumnType<VerifyCounts>;
  fault: MaybeJson<FaultReport>;
  started_at: Moment;
  ended_at: MaybeMoment;
}

interface DriftsTable {
  id: Generated<number>;
  verification_id: string;
  connector_id: string;
  dataset_id: string;
  remote_id: string;
  kind: string;
  /** Empty where it is about the whole record. */
  field: string;
  pushed: MaybeJson<unknown>;
  shown: MaybeJson<unknown>;
  next: string;
  reason: string | null;
  at: Moment;
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
  verified_at: MaybeMoment;
  finished_at: Moment;
  attempt: number;
  diff: MaybeJson<unknown[]>;
  losses: MaybeJson<unknown[]>;
  fault: MaybeJson<FaultReport>;
}

interface OwnPushesTable {
  connector_id: string;
  dataset_id: string;
  /** When the dataset's own workflow tries it next. */
  try_at: Moment;
}

interface PushLatenciesTable {
  connector_id: string;
  stage: 'written' | 'verified';
  /** Upper bound of the bucket, seconds. */
  le: number;
  /** Pushes in this bucket alone, since the connector exists. */
  pushes: Count;
  seconds: number;
}

interface RunsTable {
  id: string;
  connector_id: string;
  workflow_id: string;
  mode: string;
  state: 'running' | 'complete' | 'partial' | 'failed' | 'cancelled';
  /** Of the settings that decide what is listed. */
  scope_fingerprint: string;
  /** Who the remote took us for: `anonymous`, or a hash. */
  identity: string | null;
  /** Of the rules and whatever else decides what becomes of a record; null in runs of earlier versions. */
  mapping_fingerprint: string | null;
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
  /** Lower bound of an incremental listing, by the remote's clock. */
  since: string | null;
  /** Why this mode and not the one that was asked for. */
  mode_reason: string | null;
  notes: MaybeJson<RunNotes>;
  started_at: Moment;
  ended_at: MaybeMoment;
}

/** What a run learns of the remote's dates. ISO date-times by the remote's clock. */
export interface RunNotes {
  /** The remote's clock when the listing began. */
  serverDate?: string;
  /** Latest change of a record that was listed. */
  newest?: string;
  dates: DateCounts;
}

/** How the dates of change that a remote gives kept to what changed. */
export interface DateCounts {
  /** Records with a date, and without. */
  dated: number;
  undated: number;
  /** Changed, and the date moved. */
  told: number;
  /** Changed, and the date did not move: an incremental harvest would have missed it. */
  silent: number;
  /** The date moved and nothing else. */
  idle: number;
}

export interface RunCounts {
  received: number;
  added: number;
  updated: number;
  unchanged: number;
  /** Of the unchanged: left as a person took them back. */
  pinned?: number;
  /** Back after having been missing. */
  returned: number;
  /** Skipped because one of our own pushes made it. */
  own: number;
  setAside: number;
  /** Read in this run, and found to break rules of the connector's profile. */
  nonconforming?: number;
  /** Listed, and left out by the connector's own filter. */
  filtered: number;
  /** The same record again within the run. */
  repeated: number;
  missing: number;
  /** Not listed, but last seen with other settings or as somebody else: nothing follows from that. */
  outOfScope: number;
  removed: number;
  /** Known under a new id from now on. */
  renamed: number;
  /** Removals and renames that wait for a decision, and records that wait with them. */
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
  /** When the record last changed, as its remote says. */
  modified: string | null;
  /** The run whose hold it waits in. */
  held_by: string | null;
  /** When a person last said that it stays. */
  rejected_at: MaybeMoment;
  /** What else it is known by, hashed: see `src/model/aliases.ts`. */
  aliases: Generated<string[]>;
  sources: Generated<string[]>;
  /** The platform's id of a distribution → the id that the remote gives it at present, where they differ. */
  distribution_ids: MaybeJson<Record<string, string>>;
  /** The run that met it outside the connector's filter: there, and not ours to count as absent. */
  filtered_run: string | null;
  /** Which mapping rule changed which field from what, when any did. */
  rules: MaybeJson<RuleTrace>;
  /** What it was made from, and how. */
  source_mark: string | null;
}

/** Pages that a running harvest has stored: what shows that it turns in a circle. */
interface RunPagesTable {
  run_id: string;
  page: number;
  /** Hash of the cursor that led to it. */
  cursor: string;
  /** Hash of its records; null when it had none. */
  content: string | null;
}

export type HoldState = 'open' | 'approved' | 'rejected' | 'expired' | 'withdrawn';

interface HoldsTable {
  run_id: string;
  connector_id: string;
  state: Generated<HoldState>;
  removals: Generated<number>;
  renames: Generated<number>;
  applied: Generated<number>;
  created_at: Moment;
  expires_at: Moment;
  decided_at: MaybeMoment;
  decided_by: string | null;
  ended_at: MaybeMoment;
}

/** Records under ids that are new, which may be known ones under another name: not in the platform yet. */
interface HeldRecordsTable {
  connector_id: string;
  key: string;
  remote_id: string;
  fingerprint: string;
  doc: JSONColumnType<Dataset>;
  aliases: string[];
  sources: string[];
  old_key: string;
  rung: string;
  seen_run: string;
  held_by: string | null;
  /** When it last changed, as its remote says. */
  modified: string | null;
  /** What the source said. */
  raw: string | null;
  since: Moment;
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

interface HarvestStatesTable {
  connector_id: string;
  /** Everything that changed before was listed: ISO date-time by the remote's clock. */
  watermark: string | null;
  /** Of the settings that the watermark holds for. */
  scope_fingerprint: string | null;
  mapping_fingerprint: string | null;
  /** The last complete full pass. */
  full_at: MaybeMoment;
  dates: MaybeJson<DateCounts>;
  /** What somebody wants the next run to be. */
  asked_mode: string | null;
  health: ColumnType<Health, Health | undefined, Health>;
  health_since: Moment;
}

export type Health = 'ok' | 'held' | 'failing';

interface RunControlsTable {
  run_id: string;
  paused: ColumnType<boolean, boolean | undefined, boolean>;
  stopping: ColumnType<boolean, boolean | undefined, boolean>;
  page_size: number | null;
  ahead: number | null;
  skip: ColumnType<string[], string[] | undefined, string[]>;
  paused_since: MaybeMoment;
  paused_ms: Count;
}

/** Records that could not be taken and have not come right since. */
interface OpenAsidesTable {
  connector_id: string;
  key: string;
  remote_id: string;
  run_id: string;
  stage: string;
  reason: string;
  tries: Generated<number>;
  since: Moment;
}

interface RecordVersionsTable {
  connector_id: string;
  key: string;
  run_id: string;
  dataset_id: string;
  fingerprint: string;
  raw: string | null;
  at: Moment;
}

/** Records that a person took back: what the source says is left alone for as long as it says the same. */
interface PinsTable {
  connector_id: string;
  key: string;
  fingerprint: string;
  run_id: string;
  at: Moment;
}

interface NoticesTable {
  id: Generated<number>;
  connector_id: string;
  run_id: string;
  before: string;
  after: string;
  /** Targets that have it. */
  sent: ColumnType<string[], string | undefined, string>;
  at: Moment;
}

/** A dataset of a platform elsewhere, as it was when it was last looked at. */
interface PlatformDatasetsTable {
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

interface PlatformFeedsTable {
  platform: string;
  cursor: string;
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
  uploads: UploadsTable;
  outcomes: OutcomesTable;
  own_pushes: OwnPushesTable;
  push_latencies: PushLatenciesTable;
  runs: RunsTable;
  records: RecordsTable;
  set_aside: SetAsideTable;
  verifications: VerificationsTable;
  drifts: DriftsTable;
  harvest_states: HarvestStatesTable;
  run_controls: RunControlsTable;
  open_asides: OpenAsidesTable;
  record_versions: RecordVersionsTable;
  pins: PinsTable;
  notices: NoticesTable;
  run_pages: RunPagesTable;
  holds: HoldsTable;
  held_records: HeldRecordsTable;
  imports: ImportsTable;
  import_traffic: ImportTrafficTable;
  files: FilesTable;
  file_versions: FileVersionsTable;
  platform_datasets: PlatformDatasetsTable;
  platform_feeds: PlatformFeedsTable;
}
