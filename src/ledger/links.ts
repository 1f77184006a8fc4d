import { sql } from 'kysely';
import type { Db, Tx } from './ledger.ts';
import { forgetSourceFiles } from './uploads.ts';

/** What binds a dataset to its record on a connector's remote. */
export interface Link {
  datasetId: string;
  mark: string;
  remoteId?: string;
  remoteUrl?: string;
  fingerprint?: string;
  base?: Record<string, unknown>;
  distributionIds: Record<string, string>;
  /** Whether a push has ended well since the record was intended or adopted. */
  settled: boolean;
  /** A create was about to be sent; without a remote id nobody knows whether it arrived. */
  intendedAt?: Date;
}

export async function links(
  db: Db,
  connectorId: string,
  datasetIds: readonly string[],
): Promise<Map<string, Link>> {
  const rows = await db
    .selectFrom('links')
    .selectAll()
    .where('connector_id', '=', connectorId)
    .where('dataset_id', '=', sql<string>`any(${datasetIds}::text[])`)
    .execute();
  return new Map(
    rows.map((row) => [
      row.dataset_id,
      {
        datasetId: row.dataset_id,
        mark: row.mark,
        distributionIds: row.distribution_ids,
        settled: row.pushed_at !== null,
        ...(row.remote_id === null ? {} : { remoteId: row.remote_id }),
        ...(row.remote_url === null ? {} : { remoteUrl: row.remote_url }),
        ...(row.fingerprint === null ? {} : { fingerprint: row.fingerprint }),
        ...(row.base === null ? {} : { base: row.base }),
        ...(row.intended_at === null ? {} : { intendedAt: row.intended_at }),
      },
    ]),
  );
}

/** Stands in for a fingerprint from before a removal is sent until it is confirmed. */
export const REMOVING = 'removing';

/**
 * Keeps, before a create is sent, that one may exist under this mark, and which fields it would hold: what earlier tries sent
 * counts too, until one is known to have arrived.
 */
export async function intend(
  db: Db,
  connectorId: string,
  datasetId: string,
  mark: string,
  sent: Record<string, unknown>,
): Promise<void> {
  await sql`
    insert into links as l (connector_id, dataset_id, mark, intended_at, base)
    values (${connectorId}, ${datasetId}, ${mark}, now(), ${JSON.stringify(sent)}::jsonb)
    on conflict (connector_id, dataset_id) do update set mark = excluded.mark, intended_at = now(), pushed_at = null,
      base = case when l.remote_id is null then coalesce(l.base, '{}'::jsonb) || excluded.base else excluded.base end`.execute(
    db,
  );
}

/** Keeps the remote id as soon as it is known. What the record holds is what was intended. */
export async function saveRemoteId(
  db: Db,
  connectorId: string,
  datasetId: string,
  remoteId: string,
): Promise<void> {
  await db
    .updateTable('links')
    .set({ remote_id: remoteId, fingerprint: null, distribution_ids: '{}' })
    .where('connector_id', '=', connectorId)
    .where('dataset_id', '=', datasetId)
    .execute();
}

export async function saveRemoving(db: Db, connectorId: string, datasetId: string): Promise<void> {
  await db
    .updateTable('links')
    .set({ fingerprint: REMOVING })
    .where('connector_id', '=', connectorId)
    .where('dataset_id', '=', datasetId)
    .execute();
}

export interface PushedLink {
  datasetId: string;
  mark: string;
  remoteId: string;
  remoteUrl: string | undefined;
  fingerprint: string;
  base: Record<string, unknown>;
  distributionIds: Record<string, string>;
}

/** Keeps how pushes left their records. */
export async function saveLinks(
  db: Db | Tx,
  connectorId: string,
  pushed: readonly PushedLink[],
): Promise<void> {
  if (pushed.length === 0) return;
  const rows = pushed.map((link) => ({
    d: link.datasetId,
    m: link.mark,
    r: link.remoteId,
    u: link.remoteUrl ?? null,
    f: link.fingerprint,
    b: link.base,
    i: link.distributionIds,
  }));
  await sql`
    insert into links (connector_id, dataset_id, mark, remote_id, remote_url, fingerprint, base, distribution_ids, pushed_at)
    select ${connectorId}, d, m, r, u, f, b, i, now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l(d text, m text, r text, u text, f text, b jsonb, i jsonb) order by d
    on conflict (connector_id, dataset_id) do update set mark = excluded.mark, remote_id = excluded.remote_id, remote_url = excluded.remote_url,
      fingerprint = excluded.fingerprint, base = excluded.base, distribution_ids = excluded.distribution_ids, pushed_at = now()`.execute(
    db,
  );
}

/** Forgets links whose remote records are confirmed gone. */
export async function dropLinks(
  db: Db | Tx,
  connectorId: string,
  datasetIds: readonly string[],
): Promise<void> {
  if (datasetIds.length === 0) return;
  await forgetSourceFiles(db, connectorId, datasetIds);
  await db
    .deleteFrom('links')
    .where('connector_id', '=', connectorId)
    .where('dataset_id', '=', sql<string>`any(${datasetIds}::text[])`)
    .execute();
}

/** Ids of linked datasets, in order, from after this one on. */
export async function linksAfter(
  db: Db,
  connectorId: string,
  after: string | undefined,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('links')
    .select('dataset_id')
    .where('connector_id', '=', connectorId)
    .where('dataset_id', '>', after ?? '')
    .orderBy('dataset_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.dataset_id);
}

export async function linkCount(db: Db, connectorId: string): Promise<number> {
  const row = await db
    .selectFrom('links')
    .select(sql<number>`count(*)`.as('count'))
    .where('connector_id', '=', connectorId)
    .where('remote_id', 'is not', null)
    .executeTakeFirstOrThrow();
  return row.count;
}
