import type { ConnectorConfig } from '../config/connector.ts';
import { fingerprintOf } from '../model/fingerprint.ts';
import type { Tx } from './ledger.ts';

/** Changes a connector's configuration as it is at this moment: two who change it at once both count. What it was and what it is now. */
export async function reconfigure(
  tx: Tx,
  id: string,
  change: (config: ConnectorConfig) => ConnectorConfig,
): Promise<{ before: ConnectorConfig; after: ConnectorConfig } | undefined> {
  const row = await tx
    .selectFrom('connectors')
    .select('config')
    .where('id', '=', id)
    .where('retired_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const after = change(row.config);
  await tx
    .updateTable('connectors')
    .set({ config: JSON.stringify(after), config_fingerprint: fingerprintOf(after), updated_at: new Date() })
    .where('id', '=', id)
    .execute();
  return { before: row.config, after };
}
