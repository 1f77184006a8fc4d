import type { PreviewEvent } from '../adapters/harvest-preview.ts';
import type { FieldDiff } from '../adapters/merge.ts';
import type { SourceVersion } from '../ledger/record-versions.ts';
import type { HarvestMode, HarvestWish } from '../../workflows/contract.ts';

/** How far a run is. */
export interface RunProgress {
  state: string;
  paused: boolean;
  stopping: boolean;
  pages: number;
  received: number;
  total?: number;
  /** Records a second while it worked. */
  perSecond?: number;
  msLeft?: number;
}

/** What became of a dataset between two moments. `reverted`: a person took a change back. */
export interface RunChange {
  datasetId: string;
  action: 'added' | 'updated' | 'removed' | 'returned';
  title: string;
  diff: FieldDiff[];
}

export interface RunChanges {
  changes: RunChange[];
  /** Where to go on, absent at the end. */
  next?: string;
}

/** How a run's change of a dataset is taken back. */
export interface UndoStep {
  datasetId: string;
  /** `revert`: the version before. `restore`: back in use. `remove`: it was not there before. */
  action: 'revert' | 'restore' | 'remove';
  title: string;
  /** From how it is to how it will be. */
  diff: FieldDiff[];
  /** Why it is left alone without force. */
  refused?: string;
}

export interface Undo {
  /** The run that is taken back. */
  run: string;
  /** The run that this is recorded as; absent when it was only planned. */
  undoRun?: string;
  counts: { revert: number; restore: number; remove: number; refused: number };
  /** The first of them. */
  steps: UndoStep[];
}

/** One line of a report. */
export interface ReportRow {
  what: 'added' | 'updated' | 'removed' | 'returned' | 'setAside';
  dataset?: string;
  record?: string;
  title?: string;
  fields?: string[];
  stage?: string;
  field?: string;
  value?: string;
  reason?: string;
}

/** What may be asked about harvests and of harvests that run. */
export interface RunControl {
  /** Starts a harvest now, by default as the configuration says; the id of its workflow. Refused in words while one runs. */
  harvest(connectorId: string, mode?: HarvestMode): Promise<string>;
  /**
   * What a full harvest would do, as it finds it out: of a connector as it is, or with settings that are not saved. Writes
   * nothing. A fault before the first answer is thrown.
   */
  preview(
    of: { connectorId: string } | { connector: unknown },
    options: { limit?: number | undefined; unchanged?: boolean | undefined },
    signal: AbortSignal,
  ): AsyncIterable<PreviewEvent>;
  /** Hands a wish to a run; it is durable when this returns, and the run heeds it at its next page. */
  steer(runId: string, wish: HarvestWish): Promise<void>;
  progress(runId: string): Promise<RunProgress>;
  /** What changed from the end of one run to the end of a later one of the same connector; from before it without a second. */
  runDiff(
    from: string,
    to: string | undefined,
    options: { after?: string | undefined; limit: number },
  ): Promise<RunChanges>;
  /** Takes back what a run changed; `dryRun` only says what that would be. */
  undoRun(runId: string, options: { force: boolean; dryRun: boolean }): Promise<Undo>;
  /** Everything that a run changed and set aside, removals first. */
  report(runId: string): AsyncIterable<ReportRow>;
  /** What the source said of a dataset each time a harvest stored it, newest first. */
  sources(datasetId: string, limit: number): Promise<SourceVersion[]>;
}
