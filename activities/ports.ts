import type { Adapter } from '../src/adapters/adapter.ts';
import type { HttpClient, HttpExchange } from '../src/http/http.ts';
import type { ConnectorConfig } from '../src/config/connector.ts';
import type { Notify } from '../src/config/connector.ts';
import type { Conformance } from '../src/config/conformance.ts';
import type { Log } from '../src/config/log.ts';
import type { OutboxBell } from '../src/ledger/bell.ts';
import type { Db, Tx } from '../src/ledger/ledger.ts';
import type { FileStore } from '../src/files/store.ts';
import type { Breach } from './conformance.ts';
import type { Dataset } from '../src/model/dataset.ts';
import type { Platform } from '../src/platform/platform.ts';

/** What the activities reach the world through. Only the composition root makes one. */
export interface Ports {
  db: Db;
  platform: Platform<Tx>;
  /** Where data lands; absent where no folder is set. */
  files: FileStore | undefined;
  http: HttpClient;
  adapterOf(kind: string): Adapter | undefined;
  /** Marks the code that maps records: when it changes, they are mapped again. */
  mappingCode(): string;
  /** Rules of a profile that a dataset breaks, as it would be written in DCAT-AP. */
  breaches(profile: Conformance['profile'], dataset: Dataset): Promise<Breach[]>;
  /** The secret behind a reference in a connector's settings (`env:`, `file:`, `ledger:`). Throws in words when there is none. */
  secret(connectorId: string, field: string, reference: string): Promise<string>;
  /** Names of an adapter's secret settings. */
  secretFields: (adapter: Adapter) => readonly string[];
  /** A harvest may have brought changes that connectors push on: whoever has something due is nudged. */
  nudgeDue(): void;
  /** Hears of announcements at once; without it lanes do not wait for more. */
  bell?: OutboxBell;
  /** Template of a dataset's public page on the platform. */
  publicUrl?: string;
  /** Starts workflows of single datasets, and tells others to look again. Neither waits nor fails: the outbox is the truth. */
  own: {
    begin(connector: ConnectorConfig, datasetIds: readonly string[]): void;
    stir(connectorId: string, datasetIds: readonly string[]): void;
  };
  log: Log;
  /** Between 0 and 1: spreads retries. */
  random(): number;
  /** Who is told of a change of state where a connector does not say. */
  notify?: Notify | undefined;
  /** Absent without a mail server. `id` is the same for the same mail. */
  mail?:
    | ((mail: { to: readonly string[]; subject: string; text: string; id: string }) => Promise<void>)
    | undefined;
  observe?(connectorId: string, exchange: HttpExchange): void;
}
