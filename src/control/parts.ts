import type { Client } from '@temporalio/client';
import type { Adapter, ListedRecord, ProbeReport } from '../adapters/adapter.ts';
import type { Detection } from '../adapters/detect.ts';
import type { AppliedStep, PlannedStep } from '../adapters/dataset-plan.ts';
import type { PreviewEvent } from '../adapters/harvest-preview.ts';
import type { ConnectorConfig } from '../config/connector.ts';
import type { Log } from '../config/log.ts';
import type { FileStore } from '../files/store.ts';
import type { Db, Tx } from '../ledger/ledger.ts';
import type { Keyring } from '../ledger/secrets.ts';
import type { Platform, PlatformEntry } from '../platform/platform.ts';
import type { PushPlanPage } from './control.ts';
import type { Nudger } from './nudge.ts';
import type { OwnWorkflows } from './own-workflows.ts';

/** A connector's remote, to be looked at. */
export interface RemoteView {
  /** Prefix of our marks. */
  installation: string;
  get(remoteId: string): Promise<ListedRecord | undefined>;
  /** The id of the record that carries this mark. */
  find(mark: string): Promise<string | undefined>;
}

/** What control works with; the composition root makes it. */
export interface Parts {
  db: Db;
  platform: Platform<Tx>;
  /** Connects at the first call; throws while Temporal does not answer. */
  client(): Promise<Client>;
  nudger: Nudger;
  own: OwnWorkflows;
  /** The same for workflows that bring files in. */
  importNudger: Nudger;
  /** Where data lies; absent where no folder is set. */
  files: FileStore | undefined;
  adapterOf: (kind: string) => Adapter | undefined;
  adapterKinds: () => readonly string[];
  secretFields: (adapter: Adapter) => readonly string[];
  secret(connectorId: string, field: string, reference: string): Promise<string>;
  keyring: Keyring | undefined;
  /** Looks at a connector's remote with its present settings and secrets. */
  probe(connectorId: string): Promise<ProbeReport>;
  remote(connectorId: string): Promise<RemoteView>;
  /** Which adapters fit an address. */
  detect(address: URL): Promise<Detection>;
  /** What a push would do now; reads the remote and writes nothing. */
  planPush(
    connectorId: string,
    options: { datasetIds?: readonly string[]; limit: number; after?: string },
  ): Promise<PushPlanPage>;
  /** Writes what a plan says, where everything is still as it was then. */
  applyPlan(connectorId: string, steps: readonly PlannedStep[]): Promise<AppliedStep[]>;
  /** What a full harvest with this configuration would do; reads and writes nothing. */
  previewHarvest(
    config: ConnectorConfig,
    options: { limit?: number | undefined; unchanged?: boolean | undefined },
    signal: AbortSignal,
  ): AsyncIterable<PreviewEvent>;
  /** Writes those of the entries that the connector selects into its outbox. */
  announceSelected(connectorId: string, entries: readonly PlatformEntry[]): Promise<void>;
  uiUrl: string | undefined;
  log: Log;
}
