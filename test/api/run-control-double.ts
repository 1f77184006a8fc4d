import type { PreviewEvent } from '../../src/adapters/harvest-preview.ts';
import type { ReportRow, RunChanges, RunControl, RunProgress, Undo } from '../../src/control/run-control.ts';
import type { SourceVersion } from '../../src/ledger/record-versions.ts';
import type { HarvestMode, HarvestWish } from '../../workflows/contract.ts';

/** The part of the control double that is about harvests. */
export class RunControlDouble implements RunControl {
  readonly calls: unknown[][] = [];
  /** Thrown by the next calls of that name. */
  readonly failures = new Map<string, Error>();
  previewed: PreviewEvent[] = [];
  reported: ReportRow[] = [];
  changes: RunChanges = { changes: [] };
  undone: Undo = { run: 'r1', counts: { revert: 0, restore: 0, remove: 0, refused: 0 }, steps: [] };
  far: RunProgress = { state: 'running', paused: false, stopping: false, pages: 0, received: 0 };
  said: SourceVersion[] = [];

  protected note(name: string, ...args: unknown[]): void {
    this.calls.push([name, ...args]);
    const failure = this.failures.get(name);
    if (failure !== undefined) throw failure;
  }

  async harvest(connectorId: string, mode?: HarvestMode) {
    this.note('harvest', connectorId, ...(mode === undefined ? [] : [mode]));
    return `harvest/${connectorId}/r2`;
  }
  async *preview(of: { connectorId: string } | { connector: unknown }, options: object) {
    this.note('preview', of, options);
    yield* this.previewed;
  }
  async steer(runId: string, wish: HarvestWish) {
    this.note('steer', runId, wish);
  }
  async progress(runId: string) {
    this.note('progress', runId);
    return this.far;
  }
  async runDiff(from: string, to: string | undefined, options: object) {
    this.note('runDiff', from, to, options);
    return this.changes;
  }
  async undoRun(runId: string, options: object) {
    this.note('undoRun', runId, options);
    return this.undone;
  }
  async *report(runId: string) {
    this.note('report', runId);
    yield* this.reported;
  }
  async sources(datasetId: string, limit: number) {
    this.note('sources', datasetId, limit);
    return this.said;
  }
}
