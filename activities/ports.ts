import type { Adapter } from '../src/adapters/adapter.ts';
import type { HttpClient, HttpExchange } from '../src/http/http.ts';
import type { Log } from '../src/config/log.ts';
import type { Db, Tx } from '../src/ledger/ledger.ts';
import type { FileStore } from '../src/files/store.ts';
import type { Platform } from '../src/platform/platform.ts';

/** What the activities reach the world through. Only the composition root makes one. */
export interface Ports {
  db: Db;
  platform: Platform<Tx>;
  /** Where data lands; absent where no folder is set. */
  files: FileStore | undefined;
  http: HttpClient;
  adapterOf(kind: string): Adapter | undefined;
  /** The secret behind a reference in a connector's settings (`env:`, `file:`, `ledger:`). Throws in words when there is none. */
  secret(connectorId: string, field: string, reference: string): Promise<string>;
  /** Names of an adapter's secret settings. */
  secretFields: (adapter: Adapter) => readonly string[];
  /** A harvest may have brought changes that connectors push on: whoever has something due is nudged. */
  nudgeDue(): void;
  log: Log;
  /** Between 0 and 1: spreads retries. */
  random(): number;
  observe?(connectorId: string, exchange: HttpExchange): void;
}
