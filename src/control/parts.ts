import type { Client } from '@temporalio/client';
import type { Adapter, ProbeReport } from '../adapters/adapter.ts';
import type { Log } from '../config/log.ts';
import type { Db } from '../ledger/ledger.ts';
import type { Keyring } from '../ledger/secrets.ts';
import type { EmbeddedPlatform } from '../platform/embedded/embedded.ts';
import type { PlatformEntry } from '../platform/platform.ts';
import type { Nudger } from './nudge.ts';

/** What control works with; the composition root makes it. */
export interface Parts {
  db: Db;
  platform: EmbeddedPlatform;
  /** Connects at the first call; throws while Temporal does not answer. */
  client(): Promise<Client>;
  nudger: Nudger;
  adapterOf: (kind: string) => Adapter | undefined;
  adapterKinds: () => readonly string[];
  secretFields: (adapter: Adapter) => readonly string[];
  secret(connectorId: string, field: string, reference: string): Promise<string>;
  keyring: Keyring | undefined;
  /** Looks at a connector's remote with its present settings and secrets. */
  probe(connectorId: string): Promise<ProbeReport>;
  /** Writes those of the entries that the connector selects into its outbox. */
  announceSelected(connectorId: string, entries: readonly PlatformEntry[]): Promise<void>;
  uiUrl: string | undefined;
  log: Log;
}
