import type { Generated, JSONColumnType } from 'kysely';
import type { Withdrawal } from '../../adapters/adapter.ts';
import type { FaultReport } from '../../faults.ts';
import type { VerifyCounts } from '../../model/counts.ts';
import type { Moment, MaybeMoment, MaybeJson, Count } from './columns.ts';

/** Files behind datasets, as they were when they were last read. */
export interface UploadsTable {
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

export interface OutboxTable {
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
  /** A push was begun since one was last done. */
  begun: Generated<boolean>;
}

export interface LinksTable {
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

export interface VerificationsTable {
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

export interface DriftsTable {
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

export interface OutcomesTable {
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

export interface OwnPushesTable {
  connector_id: string;
  dataset_id: string;
  /** When the dataset's own workflow tries it next. */
  try_at: Moment;
}

export interface PushLatenciesTable {
  connector_id: string;
  stage: 'written' | 'verified';
  /** Upper bound of the bucket, seconds. */
  le: number;
  /** Pushes in this bucket alone, since the connector exists. */
  pushes: Count;
  seconds: number;
}
