import { sql, type RawBuilder } from 'kysely';
import type { FaultReport } from '../faults.ts';
import type { Db, Tx } from './ledger.ts';
import { WITHDRAWN } from './links.ts';

/** One dataset on one connector's remote, or on its way there or away. */
export interface Publication {
  connectorId: string;
  datasetId: string;
  /** The platform's own id of the dataset; that of ours where the platform has no other. */
  platformId: string;
  title?: string;
  /** `absent`: chosen, with nothing on the remote and nothing under way: the connector does not take it as it is. */
  state: 'waiting' | 'running' | 'error' | 'done' | 'absent';
  /** It is no longer chosen: its record is taken away. */
  leaving: boolean;
  remoteId?: string;
  remoteUrl?: string;
  fault?: FaultReport;
  changedAt?: Date;
  pushedAt?: Date;
}

export interface PublicationFilter {
  connectorId?: string | undefined;
  /** By our ids. */
  datasetIds?: readonly string[] | undefined;
}

interface Row {
  connector_id: string;
  dataset_id: string;
  platform_id: string | null;
  title: string | null;
  state: Publication['state'];
  leaving: boolean;
  remote_id: string | null;
  remote_url: string | null;
  last_fault: FaultReport | null;
  changed_at: Date | null;
  pushed_at: Date | null;
}

/** A page of them, in order of connector and dataset, and how many there are. */
export async function publications(
  db: Db | Tx,
  filter: PublicationFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ publications: Publication[]; count: number }> {
  const all = standing(filter);
  const { rows } = await sql<Row>`
    select p.*, d.platform_id, coalesce(nullif(d.title, ''), e.title) as title from (${all}) as p
      left join platform_datasets d on d.id = p.dataset_id left join datasets e on e.id = p.dataset_id
    order by p.connector_id, p.dataset_id limit ${limit} offset ${offset}`.execute(db);
  const counted = await sql<{ count: number }>`select count(*)::bigint as count from (${all}) as p`.execute(
    db,
  );
  return { publications: rows.map(publicationOf), count: counted.rows[0]?.count ?? 0 };
}

/** How many each connector has. */
export async function publicationCounts(db: Db): Promise<Map<string, number>> {
  const { rows } = await sql<{ connector_id: string; count: number }>`
    select connector_id, count(*)::bigint as count from (${standing({})}) as p group by connector_id`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.connector_id, row.count]));
}

/** Forgets what binds a dataset to its record, and what waits for it: the record stays as it is. */
export async function forgetRecord(tx: Tx, connectorId: string, datasetId: string): Promise<void> {
  for (const table of ['links', 'uploads', 'own_pushes'] as const)
    await sql`delete from ${sql.table(table)} where connector_id = ${connectorId} and dataset_id = ${datasetId}`.execute(
      tx,
    );
  await sql`
    update outbox set done_rev = rev, attempts = 0, parked = null, last_fault = null, next_at = null
    where connector_id = ${connectorId} and dataset_id = ${datasetId}`.execute(tx);
}

/** What is chosen by id, what has a record that is shown, and what waits; how it stands with each. */
function standing({ connectorId, datasetIds }: PublicationFilter): RawBuilder<unknown> {
  const connectors = connectorId === undefined ? sql`true` : sql`c.id = ${connectorId}`;
  const datasets = datasetIds === undefined ? sql`true` : sql`m.dataset_id = any(${datasetIds}::text[])`;
  return sql`
    with c as (
      select c.id, c.config->'push'->'select' as chosen from connectors c
      where c.retired_at is null and c.config ? 'push' and ${connectors}),
    named as (
      select c.id as connector_id, i.dataset_id from c, jsonb_array_elements_text(
        case when jsonb_typeof(c.chosen->'ids') = 'array' then c.chosen->'ids' else '[]' end) as i(dataset_id)
      where not coalesce(c.chosen->'exclude' ? i.dataset_id, false)),
    m as (
      select connector_id, dataset_id from named
      union select l.connector_id, l.dataset_id from links l join c on c.id = l.connector_id
      union select o.connector_id, o.dataset_id from outbox o join c on c.id = o.connector_id where o.rev > o.done_rev),
    s as (
      select m.connector_id, m.dataset_id, l.remote_id, l.remote_url, l.pushed_at, l.dataset_id is not null as linked,
        coalesce(starts_with(l.fingerprint, ${WITHDRAWN}), false) as withdrawn,
        o.last_fault, o.changed_at, o.rev > o.done_rev as undone, o.parked, o.claimed_until,
        (c.chosen ? 'ids' and not c.chosen->'ids' ? m.dataset_id) or coalesce(c.chosen->'exclude' ? m.dataset_id, false) as leaving
      from m join c on c.id = m.connector_id
        left join links l on l.connector_id = m.connector_id and l.dataset_id = m.dataset_id
        left join outbox o on o.connector_id = m.connector_id and o.dataset_id = m.dataset_id
      where ${datasets})
    select connector_id, dataset_id, remote_id, remote_url, pushed_at, changed_at, leaving,
      case when undone then last_fault end as last_fault,
      case when undone and claimed_until > now() then 'running' when undone and parked is not null then 'error'
        when undone then 'waiting' when remote_id is not null then 'done' else 'absent' end as state
    from s where not (leaving and not linked) and not (leaving and withdrawn)`;
}

function publicationOf(row: Row): Publication {
  return {
    connectorId: row.connector_id,
    datasetId: row.dataset_id,
    platformId: row.platform_id ?? row.dataset_id,
    state: row.state,
    leaving: row.leaving,
    ...(row.title === null ? {} : { title: row.title }),
    ...(row.remote_id === null ? {} : { remoteId: row.remote_id }),
    ...(row.remote_url === null ? {} : { remoteUrl: row.remote_url }),
    ...(row.last_fault === null ? {} : { fault: row.last_fault }),
    ...(row.changed_at === null ? {} : { changedAt: row.changed_at }),
    ...(row.pushed_at === null ? {} : { pushedAt: row.pushed_at }),
  };
}
