import type { Verdict } from './adapter.ts';
import type { FieldDiff } from './merge.ts';

/** What a harvest would do with one record. */
export interface PreviewStep {
  /** `missing`: not listed, and not for long enough to go. `outOfScope`: not listed because the settings changed. */
  action: 'added' | 'updated' | 'unchanged' | 'setAside' | 'removed' | 'missing' | 'outOfScope';
  remoteId?: string;
  datasetId?: string;
  title?: string;
  /** From what the platform shows to what it would show; for one that is added, every field from nothing. */
  diff: FieldDiff[];
  /** What was read and could not be kept. */
  warnings: { field: string; reason: string }[];
  /** Why it would be set aside. */
  reason?: { stage: string; field?: string; value?: string; reason: string };
}

export interface PreviewSummary {
  /** Whether the listing was walked to its end. */
  whole: boolean;
  received: number;
  added: number;
  updated: number;
  unchanged: number;
  repeated: number;
  /** Left out because one of our own pushes made it. */
  own: number;
  /** Outside the connector's filter. */
  filtered: number;
  setAside: number;
  announced?: number;
  verdict?: Verdict;
  /** Only after a whole and complete listing: known and not listed. */
  missing?: number;
  outOfScope?: number;
  /** Of the missing, those that the policy would remove; a budget may still hold them. */
  wouldRemove?: number;
}

/** What a preview tells as it goes: records, how far it is, and at the end the sums. A fault ends it. */
export type PreviewEvent =
  | ({ type: 'record' } & PreviewStep)
  | { type: 'progress'; received: number; announced?: number }
  | ({ type: 'summary' } & PreviewSummary);
