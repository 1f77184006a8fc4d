import type { Generated, JSONColumnType } from 'kysely';
import type { FaultReport } from '../../faults.ts';
import type { Fetched, Held, Partial as PartialFile, Source } from '../../model/import.ts';
import type { Moment, MaybeMoment, MaybeJson, Count } from './columns.ts';

/** `budget`: it waits for the next harvest. */
export type ImportParked = 'refused' | 'failed' | 'budget';

export interface ImportsTable {
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

export interface ImportTrafficTable {
  connector_id: string;
  run_id: string;
  host: string;
  bytes: Count;
}
