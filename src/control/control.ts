import type { ConnectorConfig } from '../config/connector.ts';
import type { FaultReport } from '../faults.ts';
import type { ProbeReport } from '../adapters/adapter.ts';
import type { Detection } from '../adapters/detect.ts';
import type { AppliedStep, DatasetPlan, PlannedStep } from '../adapters/dataset-plan.ts';
import type { Candidate, DuplicateGroup, HeldRename, Likeness } from '../ledger/candidates.ts';
import type { Drift, Verification } from '../ledger/drift.ts';
import type { Hold } from '../ledger/holds.ts';
import type { Readable } from 'node:stream';
import type { ConflictEntry } from '../ledger/conflicts.ts';
import type { ImportCounts, ImportEntry, ImportState } from '../ledger/import-list.ts';
import type { OutboxCounts, Waiting } from '../ledger/outbox.ts';
import type { Latencies, LatencyBuckets } from '../ledger/latency.ts';
import type { Outcome, OutcomeName } from '../ledger/outcomes.ts';
import type { AsideRow } from '../ledger/set-aside.ts';
import type { RecordView } from '../ledger/record-view.ts';
import type { Run } from '../ledger/runs.ts';
import type { DataFile } from '../platform/data.ts';
import type { EntryFilter, PlatformEntry, Written } from '../platform/platform.ts';
import type { Dataset } from '../model/dataset.ts';
import type { PublicationControl } from './publication-control.ts';
import type { RunControl } from './run-control.ts';

/** A request that cannot be done as asked: names the field, the value and what to do. The API answers 400, 404 or 409 with it. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly code: 'invalid' | 'unknown' | 'conflict' | 'unavailable';
  readonly issues: readonly { path: string; message: string }[];

  constructor(
    code: ControlError['code'],
    message: string,
    issues: readonly { path: string; message: string }[] = [],
  ) {
    super(message);
    this.code = code;
    this.issues = issues;
  }
}

/** What would change, connector by connector. `changes` are in words: `push.concurrency: 4 → 8`. */
export interface ConnectorPlan {
  id: string;
  action: 'create' | 'update' | 'unchanged' | 'retire';
  changes: string[];
}

/** One connector, as its owner and the operators see it. Secrets are shown as their references. */
export interface ConnectorStatus {
  config: ConnectorConfig;
  paused: boolean;
  /** `idle`, `working`, `waiting` for the remote or its owner, `paused`, `unknown` when Temporal does not answer. */
  state: 'idle' | 'working' | 'waiting' | 'paused' | 'unknown';
  /** Why it waits, in words. */
  fault?: FaultReport;
  faultSince?: string;
  push?: {
    outbox: OutboxCounts;
    /** Datasets that have a record on the remote. */
    linked: number;
    /** Outcomes of the last 24 hours. */
    outcomes: Partial<Record<OutcomeName, number>>;
    /** From a change announced until the remote had acknowledged it, and until it was seen there. Absent before the first push that wrote something. */
    latency?: Latencies;
    /** The same of all pushes that there ever were, for a histogram. */
    latencyBuckets?: LatencyBuckets;
  };
  harvest?: {
    lastRun?: Run;
    /** Of the files that it wants; absent without `take: data`. */
    files?: ImportCounts;
    /** ISO date-times of the next starts, at most five; empty when paused. */
    next: string[];
    paused: boolean;
    /** Runs whose removals or renames wait for a decision, oldest first. */
    undecided?: string[];
  };
  workflowUrl?: string;
}

/** Some of what a push would do. `next` is where to go on, absent at the end. */
export interface PushPlanPage {
  plan: DatasetPlan[];
  next?: string;
}

/** A record that a dataset is bound to from now on; its title is the one that it still has there. */
export interface Adopted {
  datasetId: string;
  remoteId: string;
  title: string;
}

/** How a conflict ends: with our values or with those on the remote; without fields all of them. */
export interface Decision {
  take: 'ours' | 'theirs';
  fields?: readonly string[] | undefined;
}

/** `open`: fields that still wait for a decision. */
export interface Resolved {
  datasetId: string;
  resolved: string[];
  open: string[];
}

/** A held version that was decided on. */
export interface DecidedImport {
  datasetId: string;
  distribution: string;
  reason: string;
}

/** A value that no rule of a connector knows, and in how many records it stands. */
export interface Unmatched {
  rule: string;
  field: string;
  value: string;
  records: number;
}

/** With the title of its dataset, for people. */
export type Titled<T> = T & { title: string };

/** What a run holds back: what would go, and what would bear another id. */
export interface HeldList {
  hold: Hold;
  removals: Titled<Candidate>[];
  renames: HeldRename[];
}

/** What may be asked of a running Navette. The API speaks to nothing else. */
export interface Control extends RunControl, PublicationControl {
  /** Checks a whole configuration and says what applying it would change; nothing is written. Throws ControlError with all issues. */
  plan(connectors: readonly unknown[]): Promise<ConnectorPlan[]>;
  /** Makes it so: connectors that are not in it are retired only when `retireOthers`. */
  apply(connectors: readonly unknown[], options: { retireOthers: boolean }): Promise<ConnectorPlan[]>;
  connectors(): Promise<ConnectorStatus[]>;
  connector(id: string): Promise<ConnectorStatus>;
  /** Stores a secret of a connector, sealed; its settings must name the field as `ledger:`. */
  storeSecret(connectorId: string, field: string, secret: string): Promise<void>;
  probe(connectorId: string): Promise<ProbeReport>;
  /** Which adapters fit an address, and with what settings to begin. Throws the fault of an address that cannot be reached. */
  detect(address: string): Promise<Detection>;
  pause(connectorId: string): Promise<void>;
  resume(connectorId: string): Promise<void>;
  /** Makes deferred, refused and failed datasets due again: these, or all. Returns how many. */
  retry(connectorId: string, datasetIds?: readonly string[]): Promise<number>;
  /** What waits or fails, oldest change first. */
  waiting(connectorId: string, limit: number): Promise<Waiting[]>;
  /** The timeline of one dataset on one connector, newest first. */
  timeline(connectorId: string, datasetId: string, limit: number): Promise<Outcome[]>;
  /** Announces changes to these connectors, or to all that push. Durable when it returns, Temporal up or down. */
  announce(datasetIds: readonly string[], connectorIds?: readonly string[]): Promise<void>;
  /** The platform hints that these of its datasets changed or went, by its own ids. What is true of them is looked up. */
  platformHinted(platformIds: readonly string[]): Promise<void>;
  /** Pushes these datasets before everything else and waits for the outcomes. At most 100. */
  pushNow(connectorId: string, datasetIds: readonly string[]): Promise<Outcome[]>;
  /**
   * What a push would do now, dataset by dataset: these, or all that the connector selects or has linked, a page of them.
   * The remote is read, nothing is written. A fault of the whole remote is thrown.
   */
  planPush(
    connectorId: string,
    options?: {
      datasetIds?: readonly string[] | undefined;
      limit?: number | undefined;
      after?: string | undefined;
    },
  ): Promise<PushPlanPage>;
  /** Writes exactly that, also while the connector is paused; what moved since is refused, one by one. */
  applyPlan(connectorId: string, plan: readonly PlannedStep[]): Promise<AppliedStep[]>;
  /** Binds a dataset to a record that is there already, instead of making another. */
  adopt(connectorId: string, datasetId: string, remoteId: string): Promise<Adopted>;
  /** Fields changed on both sides that wait for a person, oldest first. */
  conflicts(connectorId: string, limit: number): Promise<ConflictEntry[]>;
  resolve(connectorId: string, datasetId: string, decision: Decision): Promise<Resolved>;
  /** Announces everything that the connector selects or has linked. Returns how many datasets. */
  pushAll(connectorId: string): Promise<number>;
  /** The files that a connector's harvests want: those that wait or fail first. */
  imports(
    connectorId: string,
    options: { limit: number; state?: ImportState | undefined },
  ): Promise<ImportEntry[]>;
  /** Makes files that wait or failed due at once, budgets or not: of these datasets, or all. Returns how many. */
  retryImports(connectorId: string, datasetIds?: readonly string[]): Promise<number>;
  /** Lets versions that are held take the place of the present ones, or not: of these datasets, or all. */
  decideImports(
    connectorId: string,
    decision: 'accept' | 'reject',
    datasetIds?: readonly string[],
  ): Promise<DecidedImport[]>;
  /** Compares platform and ledger now, and with `verify` the remote too, and announces the differences; the id of its workflow. */
  reconcile(connectorId: string, options?: { verify: boolean }): Promise<string>;
  /** What the last look at the remote found, or has found so far. */
  drift(connectorId: string, limit: number): Promise<{ verification?: Verification; drift: Drift[] }>;
  runs(options: { connectorId?: string | undefined; limit: number }): Promise<Run[]>;
  run(id: string): Promise<Run>;
  setAside(runId: string, limit: number): Promise<AsideRow[]>;
  /** Makes up for the harvests that fell due between two times; the id of the schedule. */
  backfill(connectorId: string, span: { from: Date; to: Date }): Promise<string>;
  /** One harvested record, by its remote id or its dataset's: when it was seen, and which rule changed which field from what. */
  record(connectorId: string, id: string): Promise<RecordView>;
  /** Values that a value map of the connector's rules does not have, the most frequent first. */
  unmatched(connectorId: string, limit: number): Promise<Unmatched[]>;
  /** Removals and renames that wait for a decision, oldest first; with `ended` also those that are over, newest first. */
  holds(options: { connectorId?: string | undefined; ended?: boolean; limit: number }): Promise<Hold[]>;
  held(runId: string, limit: number): Promise<HeldList>;
  /** Durable when it returns, Temporal up or down; carried out right after. Refused when it is decided already. */
  decideHold(runId: string, decision: { approve: boolean; by: string }): Promise<Hold>;
  /** Records that their source lists no longer, longest missing first. */
  absent(connectorId: string, limit: number): Promise<Titled<Candidate>[]>;
  /** Records of several connectors that are likely the same. Nothing is merged. */
  duplicates(options: {
    connectorId?: string | undefined;
    limit: number;
  }): Promise<(DuplicateGroup & { records: Titled<Likeness>[] })[]>;
  dataset(id: string): Promise<PlatformEntry>;
  datasets(options: {
    cursor?: string | undefined;
    limit: number;
    filter?: EntryFilter;
  }): Promise<{ entries: PlatformEntry[]; next?: string }>;
  writeDataset(
    id: string,
    write: {
      dataset: Dataset;
      visibility?: PlatformEntry['visibility'] | undefined;
      owner?: string | undefined;
    },
    by: string,
  ): Promise<Written>;
  writeDatasets(
    writes: readonly {
      id: string;
      dataset: Dataset;
      visibility?: PlatformEntry['visibility'] | undefined;
      owner?: string | undefined;
    }[],
    by: string,
  ): Promise<Written[]>;
  setDatasetState(id: string, state: 'archived' | 'deleted', by: string): Promise<void>;
  /** The data that is kept of a dataset. */
  dataFiles(id: string): Promise<DataFile[]>;
  /** One of its files, and its content or a part of it. */
  data(
    id: string,
    distribution: string,
  ): Promise<{ file: DataFile; content: (range?: { start: number; end: number }) => Readable }>;
  datasetVersions(
    id: string,
    limit: number,
  ): Promise<{ rev: number; dataset: Dataset; state: string; by: string; at: Date }[]>;
  /** Whether the parts answer: the database, Temporal, workers polling. */
  health(): Promise<{ ok: boolean; database: boolean; temporal: boolean; workers: boolean }>;
}
