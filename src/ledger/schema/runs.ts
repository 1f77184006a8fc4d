import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { FaultReport } from '../../faults.ts';
import type { Moment, MaybeMoment, MaybeJson, Count } from './columns.ts';

export interface RunsTable {
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

/** Pages that a running harvest has stored: what shows that it turns in a circle. */
export interface RunPagesTable {
  run_id: string;
  page: number;
  /** Hash of the cursor that led to it. */
  cursor: string;
  /** Hash of its records; null when it had none. */
  content: string | null;
}

export interface HarvestStatesTable {
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

export interface RunControlsTable {
  run_id: string;
  paused: ColumnType<boolean, boolean | undefined, boolean>;
  stopping: ColumnType<boolean, boolean | undefined, boolean>;
  page_size: number | null;
  ahead: number | null;
  skip: ColumnType<string[], string[] | undefined, string[]>;
  paused_since: MaybeMoment;
  paused_ms: Count;
}

export interface NoticesTable {
  id: Generated<number>;
  connector_id: string;
  run_id: string;
  before: string;
  after: string;
  /** Targets that have it. */
  sent: ColumnType<string[], string | undefined, string>;
  at: Moment;
}
