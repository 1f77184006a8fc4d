import { sql, type RawBuilder } from 'kysely';
import type { Removal, Withdrawal } from '../adapters/adapter.ts';
import type { Db, Tx } from './ledger.ts';

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
  /** Ways in which we took the record out of sight, or were about to: to be undone when the dataset comes back. */
  withdrawn: readonly Withdrawal[];
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
        withdrawn: row.withdrawn ?? [],
        ...(row.remote_id === null ? {} : { remoteId: row.remote_id }),
        ...(row.remote_url === null ? {} : { remoteUrl: row.remote_url }),
        ...(row.fingerprint === null ? {} : { fingerprint: row.fingerprint }),
        ...(row.base === null ? {} : { base: row.base }),
        ...(row.intended_at === null ? {} : { intendedAt: row.intended_at }),
      },
    ]),
  );
}

/*
 * What stands in a link in place of the fingerprint of the last push. None is equal to one, so that a dataset that
 * comes back is looked at.
 */
/** From before a deletion is sent until it is confirmed. */
export const REMOVING = 'removing';
/** A person wants the record that somebody deleted made again. */
export const RECREATING = 'recreating';
/** The record is confirmed to be out of sight by this policy. */
export const withdrawnAs = (removal: Removal): string => `${WITHDRAWN}${removal}`;
export const WITHDRAWN = 'withdrawn/';
/** Somebody deleted the record, and a person is asked what to do with the dataset as it is now. */
export const goneAs = (fingerprint: string): string => `gone/${fingerprint}`;
/** The answer was to leave it so, for as long as the dataset is as it was then. */
export const leftAs = (fingerprint: string): string => `left/${fingerprint}`;

export interface Intent {
  datasetId: string;
  mark: string;
  /** The owned fields that the record would hold. */
  sent: Record<string, unknown>;
}

/**
 * Keeps, before creates are sent, that records may exist under these marks, and which fields they would hold: what earlier
 * tries sent counts too, until one is known to have arrived.
 */
export async function intendAll(db: Db, connectorId: string, intents: readonly Intent[]): Promise<void> {
  const rows = intents.map(({ datasetId, mark, sent }) => ({ d: datasetId, m: mark, s: sent }));
  await sql`
    insert into links as l (connector_id, dataset_id, mark, intended_at, base)
    select ${connectorId}, d, m, now(), s from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as i(d text, m text, s jsonb) order by d
    on conflict (connector_id, dataset_id) do update set mark = excluded.mark, intended_at = now(), pushed_at = null,
      base = case when l.remote_id is null then coalesce(l.base, '{}'::jsonb) || excluded.base else excluded.base end`.execute(
    db,
  );
}

/** Keeps remote ids as soon as they are known. What the records hold is what was intended. */
export async function saveRemoteIds(
  db: Db,
  connectorId: string,
  ids: readonly { datasetId: string; remoteId: string }[],
): Promise<void> {
  await sql`
    update links l set remote_id = i.r, fingerprint = null, distribution_ids = '{}'
    from unnest(${ids.map(({ datasetId }) => datasetId)}::text[], ${ids.map(({ remoteId }) => remoteId)}::text[]) as i(d, r)
    where l.connector_id = ${connectorId} and l.dataset_id = i.d`.execute(db);
}

/**
 * Keeps, before updates are sent, what they carry: see `src/adapters/merge.ts`. Nothing else is touched, so that one who
 * was overtaken only adds what it may still send.
 */
export async function saveTried(
  db: Db,
  connectorId: string,
  updates: readonly { datasetId: string; tried: Record<string, unknown> }[],
): Promise<void> {
  const rows = updates.map(({ datasetId, tried }) => ({ d: datasetId, t: tried }));
  await sql`
    update links l set base = coalesce(l.base, '{}'::jsonb) || i.t
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as i(d text, t jsonb)
    where l.connector_id = ${connectorId} and l.dataset_id = i.d and l.remote_id is not null`.execute(db);
}

export async function saveRemovingAll(
  db: Db,
  connectorId: string,
  datasetIds: readonly string[],
): Promise<void> {
  await db
    .updateTable('links')
    .set({ fingerprint: REMOVING })
    .where('connector_id', '=', connectorId)
    .where('dataset_id', '=', sql<string>`any(${datasetIds}::text[])`)
    .execute();
}

/** Keeps, before it is sent, that the record is taken out of sight in these ways. */
export async function saveWithdrawing(
  db: Db,
  connectorId: string,
  datasetId: string,
  withdrawn: readonly Withdrawal[],
): Promise<void> {
  await db
    .updateTable('links')
    .set({ fingerprint: null, withdrawn: [...withdrawn] })
    .where('connector_id', '=', connectorId)
    .where('dataset_id', '=', datasetId)
    .execute();
}

/** Makes the next push read the record, whatever the last one left to know. Removals under way stay known as ours. */
export async function lookAgain(
  db: Db | Tx,
  connectorId: string,
  datasetIds: readonly string[],
): Promise<void> {
  if (datasetIds.length === 0) return;
  await db
    .updateTable('links')
    .set({ fingerprint: null })
    .where('connector_id', '=', connectorId)
    .where('dataset_id', '=', sql<string>`any(${datasetIds}::text[])`)
    .where('fingerprint', '<>', REMOVING)
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
  /** Ways in which it is out of sight by our hand; none when it is shown. */
  withdrawn?: readonly Withdrawal[];
}

/** Keeps how pushes left their records, of those datasets that `ours` selects. */
export function saving(
  connectorId: string,
  pushed: readonly PushedLink[],
  ours: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const rows = pushed.map((link) => ({
    d: link.datasetId,
    m: link.mark,
    r: link.remoteId,
    u: link.remoteUrl ?? null,
    f: link.fingerprint,
    b: link.base,
    i: link.distributionIds,
    w: link.withdrawn ?? [],
  }));
  return sql`
    insert into links (connector_id, dataset_id, mark, remote_id, remote_url, fingerprint, base, distribution_ids, withdrawn, pushed_at)
    select ${connectorId}, d, m, r, u, f, b, i, w, now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l(d text, m text, r text, u text, f text, b jsonb, i jsonb, w text[])
    where d in (${ours}) order by d
    on conflict (connector_id, dataset_id) do update set mark = excluded.mark, remote_id = excluded.remote_id, remote_url = excluded.remote_url,
      fingerprint = excluded.fingerprint, base = excluded.base, distribution_ids = excluded.distribution_ids, withdrawn = excluded.withdrawn, pushed_at = now()`;
}

/** Forgets links whose remote records are confirmed gone, of those datasets that `ours` selects. */
export function dropping(
  connectorId: string,
  datasetIds: readonly string[],
  ours: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`
    delete from links where connector_id = ${connectorId} and dataset_id = any(${datasetIds}::text[]) and dataset_id in (${ours})`;
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
