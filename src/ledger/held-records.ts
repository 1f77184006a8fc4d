import { sql } from 'kysely';
import type { Dataset } from '../model/dataset.ts';
import { isStrong, RUNGS, type Rung } from '../model/aliases.ts';
import type { Db, Tx } from './ledger.ts';
import { arrayText, lasting, type SeenRecord } from './records.ts';
import type { Run } from './runs.ts';

/** A record under a new id that may be a known one. It waits until the listing has shown whether that one is still there. */
export interface HeldRecord extends SeenRecord {
  dataset: Dataset;
  /** What the source said, as JSON text, where that is kept. */
  raw?: string;
  /** The known record. */
  oldKey: string;
  /** What the two have in common. */
  rung: Rung;
}

/** A known record that shares aliases with new ones. */
export interface Relative {
  key: string;
  datasetId: string;
  aliases: string[];
  /** Listed in this run as well: then it is another one. */
  seen: boolean;
}

/** A new id and the old one that it may stand for, both as the run left them. */
export interface Pair {
  key: string;
  oldKey: string;
  rung: Rung;
  /** Whether the old one was last listed with the settings and identity of this run. */
  sameScope: boolean;
}

/** Whether anything was ever harvested before this run: in a first one everything is new. */
export async function hasHistory(tx: Tx, run: Run): Promise<boolean> {
  const { rows } = await sql<{ any: boolean }>`
    select exists (select 1 from runs where connector_id = ${run.connectorId} and id <> ${run.id} and pages > 0) as any`.execute(
    tx,
  );
  return rows[0]?.any ?? false;
}

export async function relatives(tx: Tx, run: Run, hashes: readonly string[]): Promise<Relative[]> {
  const { rows } = await sql<{ key: string; dataset_id: string; aliases: string[]; seen: boolean }>`
    select key, dataset_id, aliases, seen_run = ${run.id} as seen from records
    where connector_id = ${run.connectorId} and aliases && ${arrayText(hashes)}::bigint[]`.execute(tx);
  return rows.map((row) => ({
    key: row.key,
    datasetId: row.dataset_id,
    aliases: row.aliases,
    seen: row.seen,
  }));
}

export async function keepWaiting(tx: Tx, run: Run, records: readonly HeldRecord[]): Promise<void> {
  for (const one of records) {
    await sql`
      insert into held_records (connector_id, key, remote_id, fingerprint, doc, aliases, sources, old_key, rung, seen_run, modified, raw)
      values (${run.connectorId}, ${one.key}, ${one.remoteId}, ${one.fingerprint}, ${JSON.stringify(one.dataset)}::jsonb,
        ${arrayText(one.aliases ?? [])}::bigint[], ${arrayText(one.sources ?? [])}::bigint[], ${one.oldKey}, ${one.rung}, ${run.id},
        ${one.modified ?? null}, ${one.raw ?? null})
      on conflict (connector_id, key) do update set fingerprint = excluded.fingerprint, doc = excluded.doc, aliases = excluded.aliases,
        sources = excluded.sources, old_key = excluded.old_key, rung = excluded.rung, seen_run = excluded.seen_run,
        modified = excluded.modified, raw = excluded.raw`.execute(tx);
  }
}

/** Forgets those that the complete listing of this run does not hold any more. */
export async function dropUnlisted(tx: Tx, run: Run): Promise<void> {
  await sql`
    with gone as (delete from held_records where connector_id = ${run.connectorId} and seen_run <> ${run.id} returning old_key, held_by)
    update records r set held_by = null from gone
    where r.connector_id = ${run.connectorId} and r.key = gone.old_key and r.held_by = gone.held_by`.execute(
    tx,
  );
}

/** Keys of those that turned out to be records of their own: the known one is listed too, or nobody could tell for too long. */
export async function separate(tx: Tx, run: Run, waitMs: number): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select h.key from held_records h left join records o on o.connector_id = h.connector_id and o.key = h.old_key
    where h.connector_id = ${run.connectorId} and h.seen_run = ${run.id}
      and (o.key is null or o.seen_run = ${run.id}
        or (h.held_by is null and h.since <= now() - make_interval(secs => ${waitMs / 1_000})))
    order by h.key`.execute(tx);
  return rows.map((row) => row.key);
}

/** The others, as far as nobody was asked about them yet. */
export async function pairs(tx: Tx, run: Run): Promise<Pair[]> {
  const { rows } = await sql<{ key: string; old_key: string; rung: Rung; same_scope: boolean }>`
    select h.key, h.old_key, h.rung, coalesce(s.scope_fingerprint = ${run.scopeFingerprint}
      and coalesce(s.identity, ${run.identity ?? ''}) = ${run.identity ?? ''}, false) as same_scope
    from held_records h join records o on o.connector_id = h.connector_id and o.key = h.old_key
    left join runs s on s.id = o.seen_run
    where h.connector_id = ${run.connectorId} and h.seen_run = ${run.id} and h.held_by is null order by h.key`.execute(
    tx,
  );
  return rows.map((row) => ({
    key: row.key,
    oldKey: row.old_key,
    rung: row.rung,
    sameScope: row.same_scope,
  }));
}

/** One new id to an old one, the strongest likeness first; the others are records of their own. */
export function oneToOne(all: readonly Pair[]): { matched: Pair[]; rest: Pair[] } {
  const byOld = new Map<string, Pair[]>();
  for (const pair of all) byOld.set(pair.oldKey, [...(byOld.get(pair.oldKey) ?? []), pair]);
  const matched: Pair[] = [];
  const rest: Pair[] = [];
  for (const rivals of byOld.values()) {
    const best = Math.min(...rivals.map(({ rung }) => RUNGS.indexOf(rung)));
    const [first, ...others] = rivals.filter(({ rung }) => RUNGS.indexOf(rung) === best);
    if (first === undefined || others.length > 0) rest.push(...rivals);
    else {
      matched.push(first);
      rest.push(...rivals.filter((rival) => rival !== first));
    }
  }
  return { matched, rest };
}

export async function holdPairs(tx: Tx, run: Run, chosen: readonly Pair[]): Promise<void> {
  await sql`update held_records set held_by = ${run.id}
    where connector_id = ${run.connectorId} and key = any(${chosen.map(({ key }) => key)}::text[])`.execute(
    tx,
  );
  await sql`update records set held_by = ${run.id}
    where connector_id = ${run.connectorId} and key = any(${chosen.map(({ oldKey }) => oldKey)}::text[])`.execute(
    tx,
  );
}

/** How many wait, whether somebody was asked about them or not. */
export async function countWaiting(tx: Tx, connectorId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::bigint as count from held_records where connector_id = ${connectorId}`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** These, whole. */
export async function heldRecords(
  db: Db | Tx,
  connectorId: string,
  keys: readonly string[],
): Promise<(HeldRecord & { seenRun: string })[]> {
  const rows = await db
    .selectFrom('held_records')
    .selectAll()
    .where('connector_id', '=', connectorId)
    .where('key', '=', sql<string>`any(${keys}::text[])`)
    .orderBy('key')
    .execute();
  return rows.map((row) => ({
    key: row.key,
    remoteId: row.remote_id,
    fingerprint: row.fingerprint,
    dataset: row.doc,
    datasetId: '',
    aliases: row.aliases,
    sources: row.sources,
    oldKey: row.old_key,
    rung: RUNGS.find((rung) => rung === row.rung) ?? 'content',
    seenRun: row.seen_run,
    ...(row.modified === null ? {} : { modified: row.modified }),
    ...(row.raw === null ? {} : { raw: row.raw }),
  }));
}

/** New ids that wait in a hold, with whether the old one still waits with them. */
export async function heldPairs(
  db: Db | Tx,
  runId: string,
  limit: number,
): Promise<{ connectorId: string; key: string; oldKey: string; datasetId: string; still: boolean }[]> {
  const { rows } = await sql<{
    connector_id: string;
    key: string;
    old_key: string;
    dataset_id: string | null;
    still: boolean;
  }>`
    select h.connector_id, h.key, h.old_key, o.dataset_id, coalesce(o.held_by = ${runId}, false) as still
    from held_records h left join records o on o.connector_id = h.connector_id and o.key = h.old_key
    where h.held_by = ${runId} order by h.key limit ${limit}`.execute(db);
  return rows.map((row) => ({
    connectorId: row.connector_id,
    key: row.key,
    oldKey: row.old_key,
    datasetId: row.dataset_id ?? '',
    still: row.still,
  }));
}

/** The known record bears the new id from now on, and keeps the old one as an alias. */
export async function renameRecord(
  tx: Tx,
  connectorId: string,
  held: HeldRecord & { seenRun: string },
): Promise<void> {
  await sql`
    update records set key = ${held.key}, remote_id = ${held.remoteId}, fingerprint = ${held.fingerprint}, seen_run = ${held.seenRun},
      changed_run = ${held.seenRun}, modified = ${held.modified ?? null}, absences = 0, missing_since = null, removed_at = null, held_by = null, rejected_at = null,
      aliases = ${arrayText(held.aliases ?? [])}::bigint[]
        || ${lasting(sql`aliases`, sql`${arrayText(held.aliases ?? [])}::bigint[]`)},
      sources = ${arrayText(held.sources ?? [])}::bigint[],
      distribution_ids = ${held.distributionIds === undefined ? null : JSON.stringify(held.distributionIds)}::jsonb
    where connector_id = ${connectorId} and key = ${held.oldKey}`.execute(tx);
  await letIn(tx, connectorId, [held.key]);
}

/** They wait no longer. */
export async function letIn(tx: Tx, connectorId: string, keys: readonly string[]): Promise<void> {
  await sql`delete from held_records where connector_id = ${connectorId} and key = any(${keys}::text[])`.execute(
    tx,
  );
}

/** Back to waiting without a question: what they were asked about has changed. */
export async function unhold(tx: Tx, connectorId: string, keys: readonly string[]): Promise<void> {
  await sql`update held_records set held_by = null where connector_id = ${connectorId} and key = any(${keys}::text[])`.execute(
    tx,
  );
}

export function isClear({ rung, sameScope }: Pair): boolean {
  return sameScope && isStrong(rung);
}
