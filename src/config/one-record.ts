import { createHash } from 'node:crypto';
import type { ConnectorConfig } from './connector.ts';

/** Between the id of a connector and what tells its harvests of single records apart. */
const BETWEEN = '--';
const DIGEST_LENGTH = 12;
const ID_LENGTH_MAX = 63;

/** The id of the connector that harvests one record of another connector's remote, always the same. */
export function oneRecordId(connectorId: string, remoteId: string): string {
  const digest = createHash('sha256').update(remoteId).digest('hex').slice(0, DIGEST_LENGTH);
  const readable = connectorId.slice(0, ID_LENGTH_MAX - BETWEEN.length - DIGEST_LENGTH);
  return `${readable}${BETWEEN}${digest}`;
}

/** The record that is all this connector harvests: by its id, or by an identifier where ids may be addresses. */
export function onlyRecord({ harvest }: ConnectorConfig): string | undefined {
  const { include, exclude } = harvest ?? {};
  if (include === undefined || exclude !== undefined || Object.keys(include).length !== 1) return undefined;
  const [first = {}, second = {}, ...more] = include.any ?? [include, include];
  const id = typeof first.id === 'string' && Object.keys(first).length === 1 ? first.id : undefined;
  const { identifier, ...others } = second.field ?? {};
  const same = second.id === id || (identifier === id && Object.keys(others).length === 0);
  return same && more.length === 0 ? id : undefined;
}

/** The connector whose remote it harvests one record of; itself where there is no other. */
export function catalogOf(config: ConnectorConfig, all: readonly ConnectorConfig[]): ConnectorConfig {
  const remoteId = onlyRecord(config);
  if (remoteId === undefined) return config;
  return all.find(({ id }) => id !== config.id && oneRecordId(id, remoteId) === config.id) ?? config;
}
