import { sql } from 'kysely';
import { announce } from '../ledger/outbox.ts';
import type { Tx } from '../ledger/ledger.ts';
import type { PlatformEntry } from './platform.ts';
import { selects } from './selection.ts';

/** A change concerns the connectors that push the dataset now, and those that pushed it before: they may have to take it back. */
export async function announceChanged(
  tx: Tx,
  entries: readonly PlatformEntry[],
  announced: Set<string>,
): Promise<void> {
  if (entries.length === 0) return;
  const pushing = await tx
    .selectFrom('connectors')
    .select(['id', 'config'])
    .where('retired_at', 'is', null)
    .where(sql<boolean>`config ? 'push'`)
    .execute();
  if (pushing.length === 0) return;
  const pairs = pushing.flatMap(({ id, config }) => {
    const select = config.push?.select;
    if (select === undefined) return [];
    return entries
      .filter((entry) => selects(select, entry))
      .map((entry) => ({ connectorId: id, datasetId: entry.id }));
  });
  await announceLinked(
    tx,
    entries.map((entry) => entry.id),
    announced,
    pairs,
  );
}

export async function announceLinked(
  tx: Tx,
  ids: readonly string[],
  announced: Set<string>,
  also: readonly { connectorId: string; datasetId: string }[] = [],
): Promise<void> {
  if (ids.length === 0) return;
  const { rows } = await sql<{ connector_id: string; dataset_id: string }>`
    select connector_id, dataset_id from links where dataset_id = any(${ids}::text[])
    union select connector_id, dataset_id from outbox where dataset_id = any(${ids}::text[])`.execute(tx);
  const pairs = [
    ...also,
    ...rows.map((row) => ({ connectorId: row.connector_id, datasetId: row.dataset_id })),
  ];
  await announce(tx, pairs);
  for (const pair of pairs) announced.add(pair.connectorId);
}
