import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { HarvestCounts, ImportTally, PushCounts, VerifyCounts } from '../src/model/counts.ts';

/** Task queues: pushes never wait behind harvests. Workflows of single datasets run on the first. */
export const PUSH_QUEUE = 'navette-push';
export const HARVEST_QUEUE = 'navette-harvest';
/** Tries of datasets that have a workflow of their own: they have failed before, and must not take the places of those that work. */
export const OWN_QUEUE = 'navette-push-own';
/** Files may take hours: they hold up neither. */
export const IMPORT_QUEUE = 'navette-import';

/**
 * Search attributes, all of type Keyword, created on the namespace before the first start. `SyncStatus` is `idle`, `waiting`
 * or `paused`, `HarvestVerdict` how far a listing could be believed.
 */
export const SEARCH_ATTRIBUTES = ['ConnectorId', 'ConnectorKind', 'SyncStatus', 'HarvestVerdict'] as const;

export const connectorWorkflowId = (connectorId: string): string => `connector/${connectorId}`;
/** The schedule's id, and the start of the ids of its runs: `harvest/ckan-lyon-2026-11-23T04:00:00Z`. */
export const harvestScheduleId = (connectorId: string): string => `harvest/${connectorId}`;

/** The workflow in which removals and renames of one run wait for a decision. */
export const removalsWorkflowId = (connectorId: string, runId: string): string =>
  `removals/${connectorId}/${runId}`;

/** The reconciliation of a push connector: the schedule's id, and the start of the ids of its runs. */
export const reconcileScheduleId = (connectorId: string): string => `reconcile/${connectorId}`;

/** The same with a look at every record on the remote. */
export const verifyScheduleId = (connectorId: string): string => `verify/${connectorId}`;
/** The workflow that brings in the files that a connector's harvests want. */
export const importWorkflowId = (connectorId: string): string => `import/${connectorId}`;

/** Files are due: the ledger says which. */
export const filesDue = defineSignal('filesDue');
export const importStatus = defineQuery<ImportStatusReport>('importStatus');

/** Datasets changed. Without ids it is a nudge: the changes are in the outbox already. With ids, at most 40 (a platform that speaks Temporal itself), they are written there first. */
export const datasetsChanged = defineSignal<[datasetIds?: string[]]>('datasetsChanged');
export const paused = defineSignal('paused');
export const resumed = defineSignal('resumed');
/** Settings or a secret changed: whatever waits for the owner is tried again. */
export const settingsChanged = defineSignal('settingsChanged');
/** An operator wants what failed tried again; the outbox says what. */
export const retryAsked = defineSignal('retryAsked');
/** The connector is out of use: finish what is in flight and end. */
export const retired = defineSignal('retired');
/** A person has looked at what a run wants to remove or rename. The first decision counts. */
export const removalsDecided = defineSignal<[decision: RemovalsDecision]>('removalsDecided');
/** Pushes these datasets first of all and answers with the outcomes. At most `PUSH_NOW_MAX`. */
export const pushNow = defineUpdate<PushNowOutcome[], [datasetIds: string[]]>('pushNow');
/** To the workflow of one dataset: its change was pushed, parked or announced anew, so look again. */
export const outboxChanged = defineSignal('outboxChanged');
export const status = defineQuery<ConnectorStatusReport>('status');
export const harvestProgress = defineQuery<HarvestStanding>('progress');
/** A person's wish for a harvest that is running. One that makes no sense is let pass. */
export const harvestSteered = defineSignal<[wish: HarvestWish]>('steer');

export const PUSH_NOW_MAX = 100;

export interface PushNowOutcome {
  datasetId: string;
  outcome: string;
  /** Fault kind; the words are in the ledger. */
  fault?: string;
}

export interface ConnectorInput {
  connectorId: string;
  kind: string;
  paused: boolean;
  /** What a new run of the same connector takes over; absent at a first start. */
  carried?: CarriedState;
  /** Ends a run after this many events, for tests; otherwise when the server suggests it. */
  eventsMax?: number;
}

interface CarriedState {
  counts: PushCounts;
  wait?: WaitState;
  announcements: string[];
}

/** Why nothing is pushed at the moment. Kind and words of the fault, never content. */
export interface WaitState {
  kind: string;
  message: string;
  /** ISO date-time. */
  since: string;
  /** How often in a row the remote stopped us. */
  times: number;
}

export interface ConnectorStatusReport {
  state: 'idle' | 'working' | 'waiting' | 'paused';
  counts: PushCounts;
  wait?: WaitState;
}

/** A fault of the whole remote: everything for it waits. */
export interface RemoteStop {
  kind: string;
  message: string;
  retryAfterMs?: number;
}

/** What a drain tells its workflow: numbers, and at most one fault of the whole remote. */
export interface DrainReport {
  counts: PushCounts;
  /** Milliseconds until something is due; 0 now; absent when nothing waits. */
  dueInMs?: number;
  fault?: RemoteStop;
}

/** One dataset that goes on failing. */
export interface PushInput {
  connectorId: string;
  datasetId: string;
}

/**
 * How the workflow of a dataset ended: with the outcome of its own last try; `superseded` when the connector's lane has
 * pushed or parked the dataset, or has it in hand again because of its next change or the whole remote's trouble.
 */
export interface PushEnd {
  end:
    | 'pushed'
    | 'unchanged'
    | 'removed'
    | 'refused'
    | 'failed'
    | 'conflict'
    | 'superseded'
    | 'paused'
    | 'retired';
}

export interface ImportInput {
  connectorId: string;
  kind: string;
  paused: boolean;
  carried?: { counts: ImportTally; wait?: WaitState };
  /** Ends a run after this many events, for tests; otherwise when the server suggests it. */
  eventsMax?: number;
}

export interface ImportStatusReport {
  state: 'idle' | 'working' | 'waiting' | 'paused';
  counts: ImportTally;
  wait?: WaitState;
}

/** What an activity that brings files in tells its workflow: numbers, and why it cannot go on. */
export interface ImportReport {
  counts: ImportTally;
  /** Milliseconds until something is due; 0 now; absent when nothing waits. */
  dueInMs?: number;
  fault?: RemoteStop;
}

export interface HarvestInput {
  connectorId: string;
  kind: string;
  /** `auto`: as the connector's configuration and history say, or as somebody asked for the next run. */
  mode: HarvestMode;
}

export type HarvestMode = 'auto' | 'full' | 'incremental' | 'forced' | 'validate';

export interface HarvestProgress {
  pages: number;
  counts: HarvestCounts;
  announced?: number;
}

/** Where a harvest stands, for those who look on. */
export interface HarvestStanding extends HarvestProgress {
  state: 'running' | 'paused' | 'stopping' | 'ended';
  /** Records a second while it worked. */
  perSecond?: number;
  /** Until the announced number is reached at that rate. */
  msLeft?: number;
}

export interface HarvestWish {
  /** `stop`: after the page at hand, keeping what was stored. `skip`: leave these records out. `tune`: how the listing is read. */
  action: 'pause' | 'resume' | 'stop' | 'skip' | 'tune';
  remoteIds?: string[];
  pageSize?: number;
  /** Pages read ahead of the one that is stored. */
  concurrency?: number;
}

export interface PagesReport extends HarvestProgress {
  done: boolean;
  /** It stopped because somebody paused the run. */
  paused?: boolean;
}

export interface HarvestResult {
  runId: string;
  state: 'complete' | 'partial' | 'failed';
  verdict?: string;
  reason?: string;
  counts: HarvestCounts;
  /** Somebody is to be told of it. */
  notice?: boolean;
  /** Removals or renames wait for a person; after this time they count as rejected. */
  decideWithinMs?: number;
}

export interface RemovalsInput {
  connectorId: string;
  kind: string;
  /** The run whose removals and renames wait; their list is in the ledger. */
  runId: string;
  /** How long; then they count as rejected. */
  waitMs: number;
}

export interface RemovalsDecision {
  approve: boolean;
  /** Who decided. */
  by?: string;
}

/** How far a decision has been carried out. */
export interface HoldProgress {
  done: boolean;
  state: string;
  applied: number;
}

export interface ReconcileInput {
  connectorId: string;
  kind: string;
  /** Whether the records on the remote are read and compared as well. */
  verify?: boolean;
}

export interface ReconcileResult extends ReconcileCounts {
  verified?: VerifyCounts;
}

/** How platform and ledger compare. */
export interface ReconcileCounts {
  checked: number;
  /** Datasets that the remote should show otherwise than they were last pushed. */
  stale: number;
  /** Records whose dataset is gone, or is no longer this connector's. */
  orphaned: number;
}

/** Where a reconciliation goes on: first through the platform's datasets, then through the ledger's links. */
export interface ReconcilePlace {
  side: 'platform' | 'links';
  after?: string;
}

/** The activities that workflows may call: names and shapes only. */
export interface PushActivities {
  /** Pushes what is due, for some seconds at most. `proven`: a probe just succeeded, so what fails now is the dataset's fault. */
  drain(input: { connectorId: string; proven: boolean }): Promise<DrainReport>;
  pushNow(input: {
    connectorId: string;
    datasetIds: string[];
  }): Promise<{ outcomes: PushNowOutcome[]; fault?: RemoteStop }>;
  /** Writes changes of a platform that signals ids into the outbox. */
  announce(input: { connectorId: string; datasetIds: string[] }): Promise<void>;
  /** Succeeds when the remote works with the present settings. */
  probeRemote(input: { connectorId: string }): Promise<void>;
}

export interface VerifyActivities {
  openVerification(input: { connectorId: string }): Promise<{ verificationId: string }>;
  /** Reads records for some time, durable step by step. The counts are of everything so far. */
  verifyRemote(input: {
    connectorId: string;
    verificationId: string;
  }): Promise<{ done: boolean; counts: VerifyCounts }>;
  closeVerification(input: {
    verificationId: string;
    fault?: { kind: string; message: string };
  }): Promise<void>;
}

export interface OwnActivities {
  /** Tries a dataset once when it is due; fails with its last fault, and says when the next try is, until it has come to an end. */
  pushAgain(input: PushInput): Promise<PushEnd>;
}

export interface ReconcileActivities extends VerifyActivities {
  /** Compares one page and announces what differs; where to go on, absent at the end. */
  reconcilePage(input: {
    connectorId: string;
    place: ReconcilePlace;
  }): Promise<{ next?: ReconcilePlace; counts: ReconcileCounts }>;
}

export interface ImportActivities {
  /** Brings in what is due, for minutes; a file that is under way is finished, however long it takes. */
  importFiles(input: { connectorId: string }): Promise<ImportReport>;
}

export interface HarvestActivities {
  /** Opens a run, or says how long none may start: then it is asked again. */
  openHarvest(input: { connectorId: string; mode: string }): Promise<{ runId: string; waitMs?: number }>;
  /** Works through pages for some time; durable page by page. */
  harvestPages(input: { connectorId: string; runId: string }): Promise<PagesReport>;
  settleHarvest(input: { connectorId: string; runId: string }): Promise<HarvestResult>;
  failHarvest(input: {
    connectorId: string;
    runId: string;
    kind: string;
    message: string;
  }): Promise<HarvestResult>;
  /** Makes a wish durable; a running `harvestPages` sees it at its next page. */
  steerHarvest(input: { runId: string; wish: HarvestWish }): Promise<void>;
  /** Tells those who want to know that the connector's state changed. */
  notify(input: { connectorId: string; runId: string }): Promise<void>;
  /** Keeps a decision about what a run wants to remove; without one, that nobody decided in time. */
  decideRemovals(input: { runId: string; decision?: RemovalsDecision }): Promise<{ state: string }>;
  /** Carries it out for some time. */
  applyRemovals(input: { runId: string }): Promise<HoldProgress>;
}
