import type { JSONColumnType } from 'kysely';
import type { ConnectorConfig } from '../../config/connector.ts';
import type { Moment, MaybeMoment } from './columns.ts';

export interface InstallationTable {
  id: string;
  created_at: Moment;
}

export interface ConnectorsTable {
  id: string;
  config: JSONColumnType<ConnectorConfig>;
  /** Of everything that decides what a push or a harvest does. */
  config_fingerprint: string;
  paused: boolean;
  /** Until when a lane of it waits for changes by itself. */
  drained_until: MaybeMoment;
  retired_at: MaybeMoment;
  created_at: Moment;
  updated_at: Moment;
}

export interface SecretsTable {
  connector_id: string;
  field: string;
  /** Which key sealed it: rotation reads old ones and writes the newest. */
  key_id: string;
  nonce: Buffer;
  sealed: Buffer;
  updated_at: Moment;
}
