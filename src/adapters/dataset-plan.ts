import type { FaultReport } from '../faults.ts';
import type { Loss, Removal } from './adapter.ts';
import type { Conflict, FieldDiff } from './merge.ts';

/** What a push of one dataset would do to its remote at this moment. */
export interface DatasetPlan {
  datasetId: string;
  /** `refused`: `fault` says why it cannot be pushed. `conflict`: a person has to decide first. Nothing is written for both. */
  action: 'create' | 'update' | 'unchanged' | 'remove' | 'refused' | 'conflict';
  /** The record that would be written or taken away. */
  remoteId?: string;
  /** How it would be taken away. */
  removal?: Removal;
  diff: FieldDiff[];
  losses: Loss[];
  conflicts: Conflict[];
  fault?: FaultReport;
  /** Of the dataset, the settings and what the remote showed: while it is the same, the plan still holds. */
  basis: string;
}

/** What applying a plan needs of it. */
export type PlannedStep = Pick<DatasetPlan, 'datasetId' | 'action' | 'basis'>;

/** How one step of a plan was applied. */
export interface AppliedStep {
  datasetId: string;
  /**
   * `unchanged`: nothing was left to do. `skipped`: the plan has nothing to write for it. `moved`: the remote or the
   * dataset is not as the plan saw it. `failed`: `fault` says why. `waiting`: not begun, another step met a fault of the
   * whole remote. Nothing was written but for `pushed` and `removed`, and perhaps for `failed`, which is then pushed again
   * as any change.
   */
  outcome: 'pushed' | 'removed' | 'unchanged' | 'skipped' | 'moved' | 'failed' | 'waiting';
  fault?: FaultReport;
}
