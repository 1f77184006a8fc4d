import type { Generated, JSONColumnType } from 'kysely';
import type { RuleTrace } from '../../model/rule-trace.ts';
import type { Dataset } from '../../model/dataset.ts';
import type { Moment, MaybeMoment, MaybeJson } from './columns.ts';

export interface RecordsTable {
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

export type HoldState = 'open' | 'approved' | 'rejected' | 'expired' | 'withdrawn';

export interface HoldsTable {
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
export interface HeldRecordsTable {
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

export interface SetAsideTable {
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

/** Records that could not be taken and have not come right since. */
export interface OpenAsidesTable {
  connector_id: string;
  key: string;
  remote_id: string;
  run_id: string;
  stage: string;
  reason: string;
  tries: Generated<number>;
  since: Moment;
}

export interface RecordVersionsTable {
  connector_id: string;
  key: string;
  run_id: string;
  dataset_id: string;
  fingerprint: string;
  raw: string | null;
  at: Moment;
}

/** Records that a person took back: what the source says is left alone for as long as it says the same. */
export interface PinsTable {
  connector_id: string;
  key: string;
  fingerprint: string;
  run_id: string;
  at: Moment;
}
