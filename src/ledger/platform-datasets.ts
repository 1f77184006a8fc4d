import { sql, type Selectable } from 'kysely';
import { textArray } from './arrays.ts';
import type { Db, Tx } from './ledger.ts';
import type { DatasetState, PlatformDatasetsTable } from './schema/platform.ts';

/** A dataset of a platform elsewhere, as far as it is remembered here. */
export interface KnownDataset {
  id: string;
  platformId: string;
  title: string;
  harvestedBy?: string;
  state: DatasetState;
  /** Of its dates there. */
  stamp: string;
  settled: boolean;
}

export interface KnownFilter {
  harvestedBy?: string | null;
  state?: DatasetState;
  text?: string;
}

/** Ids there of these datasets, and how one has to be made again that is being replaced. */
export async function placesOf(
  db: Db | Tx,
  ids: readonly string[],
): Promise<Map<string, { platformId: string; pending: Record<string, unknown> | undefined }>> {
  const rows = await db
    .selectFrom('platform_datasets')
    .select(['id', 'platform_id', 'pending'])
    .where('id', '=', sql<string>`any(${ids}::text[])`)
    .execute();
  return new Map(
    rows.map((row) => [row.id, { platformId: row.platform_id, pending: row.pending ?? undefined }]),
  );
}

/** What is remembered under ids of the platform's. */
export async function knownByPlatform(
  db: Db | Tx,
  platformIds: readonly string[],
): Promise<Map<string, KnownDataset>> {
  const rows = await db
    .selectFrom('platform_datasets')
    .selectAll()
    .where('platform_id', '=', sql<string>`any(${platformIds}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.platform_id, knownOf(row)]));
}

/** Platform ids of what waits to be looked at: first what is known to have changed, then what was being worked on. */
export async function unsettled(db: Db | Tx, limit: number): Promise<string[]> {
  const { rows } = await sql<{ platform_id: string }>`
    select platform_id from platform_datasets where not settled and state <> 'deleted'
    order by stamp <> '', platform_id limit ${limit}`.execute(db);
  return rows.map((row) => row.platform_id);
}

/** Notes that these changed there, to be looked at one after the other; unknown ones get a place. */
export async function noteChanged(tx: Tx, platformIds: readonly string[]): Promise<void> {
  if (platformIds.length === 0) return;
  const ids = textArray(platformIds);
  await sql`update platform_datasets set settled = false, stamp = '' where platform_id = any(${ids}::text[])`.execute(
    tx,
  );
  await sql`
    insert into platform_datasets (id, platform_id, title, settled)
    select id, id, '', false from unnest(${ids}::text[]) as fresh(id)
    where not exists (select from platform_datasets p where p.platform_id = fresh.id) order by id
    on conflict (id) do nothing`.execute(tx);
}

/** Whether something that changed was not looked at yet. */
export async function hasChanged(tx: Tx): Promise<boolean> {
  const { rows } = await sql`
    select from platform_datasets where not settled and state <> 'deleted' and stamp = '' limit 1`.execute(
    tx,
  );
  return rows.length > 0;
}

/** How many there are, and how many of them have a stamp with this end. */
export async function countKnown(tx: Tx, end: string): Promise<{ all: number; ending: number }> {
  const { rows } = await sql<{ all: string; ending: string }>`
    select count(*) as all, count(*) filter (where right(stamp, length(${end})) = ${end}) as ending
    from platform_datasets where state <> 'deleted'`.execute(tx);
  return { all: Number(rows[0]?.all), ending: Number(rows[0]?.ending) };
}

/** In order of id, as bytes. */
export async function knownPage(
  db: Db,
  after: string | undefined,
  limit: number,
  filter: KnownFilter,
): Promise<KnownDataset[]> {
  let query = db.selectFrom('platform_datasets').selectAll();
  if (after !== undefined) query = query.where('id', '>', after);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.harvestedBy === null) query = query.where('harvested_by', 'is', null);
  else if (filter.harvestedBy !== undefined) query = query.where('harvested_by', '=', filter.harvestedBy);
  if (filter.text !== undefined)
    query = query.where('title', 'ilike', `%${filter.text.replaceAll(/[\\%_]/g, '\\$&')}%`);
  return (await query.orderBy('id').limit(limit).execute()).map(knownOf);
}

/** Remembers datasets as they are now; `seen` is the sweep that met them. */
export async function remember(db: Db | Tx, known: readonly KnownDataset[], seen?: number): Promise<void> {
  if (known.length === 0) return;
  const unique = [...new Map(known.map((one) => [one.id, one])).values()];
  await sql`
    insert into platform_datasets as p (id, platform_id, title, harvested_by, state, stamp, settled, seen)
    select id, platform_id, title, harvested_by, state, stamp, settled = 'true', coalesce(${seen ?? null}::bigint, 0)
    from unnest(${textArray(unique.map(({ id }) => id))}::text[], ${textArray(unique.map(({ platformId }) => platformId))}::text[],
      ${textArray(unique.map(({ title }) => title))}::text[], ${textArray(unique.map(({ harvestedBy }) => harvestedBy))}::text[],
      ${textArray(unique.map(({ state }) => state))}::text[], ${textArray(unique.map(({ stamp }) => stamp))}::text[],
      ${textArray(unique.map(({ settled }) => String(settled)))}::text[])
      as known(id, platform_id, title, harvested_by, state, stamp, settled) order by id
    on conflict (id) do update set platform_id = excluded.platform_id, title = excluded.title, harvested_by = excluded.harvested_by,
      state = excluded.state, stamp = excluded.stamp, settled = excluded.settled,
      seen = coalesce(${seen ?? null}::bigint, p.seen)`.execute(db);
  // What was kept for one whose id of ours nobody knew yet.
  await sql`
    delete from platform_datasets p using unnest(${textArray(unique.map(({ id }) => id))}::text[], ${textArray(unique.map(({ platformId }) => platformId))}::text[]) as known(id, platform_id)
    where p.platform_id = known.platform_id and p.id <> known.id`.execute(db);
}

/** Those that a sweep met as they are remembered. */
export async function metBySweep(db: Db | Tx, platformIds: readonly string[], seen: number): Promise<void> {
  if (platformIds.length === 0) return;
  await sql`update platform_datasets set seen = ${seen} where platform_id = any(${platformIds}::text[])`.execute(
    db,
  );
}

/** What this sweep did not meet. */
export async function unmetBySweep(
  db: Db | Tx,
  seen: number,
  after: string,
  limit: number,
): Promise<KnownDataset[]> {
  const rows = await db
    .selectFrom('platform_datasets')
    .selectAll()
    .where('seen', '<>', seen)
    .where('state', '<>', 'deleted')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(knownOf);
}

export async function markGone(db: Db | Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`update platform_datasets set state = 'deleted', settled = true where id = any(${ids}::text[])`.execute(
    db,
  );
}

/** Before a dataset is taken away to be made again as another kind; undefined when it stands again. */
export async function savePending(
  db: Db,
  id: string,
  pending: Record<string, unknown> | undefined,
): Promise<void> {
  const [document] = pending === undefined ? [null] : [JSON.stringify(pending)];
  await sql`update platform_datasets set pending = ${document}::jsonb where id = ${id}`.execute(db);
}

/** Holds a dataset against everybody else who would make it anew, until the transaction ends: who dies lets go. False: it is held. */
export async function holdDataset(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql<{ ours: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`anew/${id}`}, 0)) as ours`.execute(tx);
  return rows[0]?.ours === true;
}

/** Where reading a platform's changes goes on. `take` holds it against other processes until the transaction ends. */
export async function takeFeed(
  tx: Tx,
  platform: string,
): Promise<{ cursor?: string; at?: Date } | undefined> {
  const { rows: locks } = await sql<{ ours: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('navette-feed'), hashtext(${platform})) as ours`.execute(tx);
  if (locks[0]?.ours !== true) return undefined;
  const row = await tx
    .selectFrom('platform_feeds')
    .selectAll()
    .where('platform', '=', platform)
    .executeTakeFirst();
  return row === undefined ? {} : { cursor: row.cursor, at: row.at };
}

export async function saveFeed(tx: Tx, platform: string, cursor: string): Promise<void> {
  await sql`insert into platform_feeds (platform, cursor) values (${platform}, ${cursor})
    on conflict (platform) do update set cursor = excluded.cursor, at = now()`.execute(tx);
}

type Row = Omit<Selectable<PlatformDatasetsTable>, 'pending' | 'seen'>;

function knownOf(row: Row): KnownDataset {
  return {
    id: row.id,
    platformId: row.platform_id,
    title: row.title,
    state: row.state,
    stamp: row.stamp,
    settled: row.settled,
    ...(row.harvested_by === null ? {} : { harvestedBy: row.harvested_by }),
  };
}
