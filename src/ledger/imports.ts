import { sql } from 'kysely';
import type { FaultReport } from '../faults.ts';
import { fingerprintOf } from '../model/fingerprint.ts';
import type { Fetched, Held, Partial, Source } from '../model/import.ts';
import type { Db, Tx } from './ledger.ts';
import type { ImportParked } from './schema/imports.ts';

/** The files of one dataset that are wanted, by key; none when nothing of it is. */
export interface Wanted {
  datasetId: string;
  sources: ReadonlyMap<string, Source>;
}

/** A file that an activity has taken on. */
export interface ImportClaim {
  datasetId: string;
  distribution: string;
  source: Source;
  rev: number;
  attempts: number;
  runId: string;
  host: string;
  forced: boolean;
  fence: number;
  fetched?: Fetched;
  /** When it was last had whole. */
  verifiedAt?: Date;
  partial?: Partial;
  /** Its last writer did not close it: perhaps it still writes. */
  partialOpen: boolean;
  held?: Held;
  rejected?: string;
}

/** How a claimed import ended. */
export type ImportEnding =
  /** The copy is as it should be. `whole`: everything was fetched, so that the hash is proven. */
  | {
      end: 'done';
      fetched?: Fetched | undefined;
      whole: boolean;
      /** Absent: those of before hold. */
      remarks?: readonly string[];
      held?: Held | undefined;
    }
  | { end: 'deferred'; fault: FaultReport; waitMs: number }
  | { end: 'parked'; parked: ImportParked; fault: FaultReport }
  /** Not tried, or stopped from outside: due again at once, no attempt counted. */
  | { end: 'released' };

/**
 * Says what is wanted of some datasets. A file that is new, whose record changed, that waited for the next run, or that
 * was not asked for since `checkEveryMs`, becomes due. What is no longer wanted is kept until the rest is whole. A
 * distribution that has another id and the same address is the same. Returns how many are due.
 */
export async function wantImports(
  tx: Tx,
  options: { connectorId: string; runId: string; checkEveryMs: number },
  wanted: readonly Wanted[],
): Promise<number> {
  const rows = wanted.flatMap(({ datasetId, sources }) =>
    [...sources].map(([distribution, source]) => ({
      d: datasetId,
      k: distribution,
      s: source,
      u: source.url ?? source.table ?? '',
      f: fingerprintOf(source),
      h: hostOf(source),
    })),
  );
  const ids = wanted.map(({ datasetId }) => datasetId);
  const { connectorId, runId, checkEveryMs } = options;
  const incoming = sql`(select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(d text, k text, s jsonb, u text, f text, h text))`;
  const lost = sql`update imports i set wanted = false where i.connector_id = ${connectorId} and i.dataset_id = any(${ids}::text[]) and i.wanted
    and not exists (select 1 from ${incoming} n where n.d = i.dataset_id and n.k = i.distribution) returning i.dataset_id`;
  const gone = await lost.execute(tx);
  if (rows.length === 0) return 0;
  if (gone.rows.length > 0) await rename(tx, connectorId, rows);
  const { numAffectedRows } = await sql`
    insert into imports as i (connector_id, dataset_id, distribution, source, source_fingerprint, host, run_id)
    select ${connectorId}, n.d, n.k, n.s, n.f, n.h, ${runId} from ${incoming} n order by n.d, n.k
    on conflict (connector_id, dataset_id, distribution) do update set
      source = excluded.source, source_fingerprint = excluded.source_fingerprint, host = excluded.host, run_id = excluded.run_id,
      wanted = true, rev = i.rev + 1, forced = false, changed_at = now(),
      attempts = case when i.source_fingerprint <> excluded.source_fingerprint then 0 else i.attempts end,
      next_at = case when i.source_fingerprint <> excluded.source_fingerprint then null else i.next_at end,
      parked = null
    where i.source_fingerprint <> excluded.source_fingerprint or not i.wanted or i.parked = 'budget'
      or (i.rev = i.done_rev and (i.checked_at is null or i.checked_at <= now() - ${checkEveryMs} * interval '1 millisecond'))
      or (i.parked in ('refused', 'failed') and i.run_id <> excluded.run_id)`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** Gives what was lost to what has the same address and is new: the copy, and what is known of it. */
async function rename(
  tx: Tx,
  connectorId: string,
  rows: readonly { d: string; k: string; u: string }[],
): Promise<void> {
  const moved = await sql<{ dataset_id: string; before: string; after: string }>`
    with incoming as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(d text, k text, u text)),
    pairs as (
      select distinct on (n.d, n.k) n.d, i.distribution as before, n.k as after from incoming n
      join imports i on i.connector_id = ${connectorId} and i.dataset_id = n.d and not i.wanted and coalesce(i.source->>'url', i.source->>'table') = n.u
      where not exists (select 1 from imports o where o.connector_id = ${connectorId} and o.dataset_id = n.d and o.distribution = n.k)
      order by n.d, n.k, i.changed_at desc)
    update imports i set distribution = pairs.after, wanted = true from pairs
    where i.connector_id = ${connectorId} and i.dataset_id = pairs.d and i.distribution = pairs.before
    returning i.dataset_id, pairs.before, pairs.after`.execute(tx);
  if (moved.rows.length === 0) return;
  for (const table of ['files', 'file_versions'] as const) {
    await sql`
      update ${sql.table(table)} f set distribution = m.after
      from jsonb_to_recordset(${JSON.stringify(moved.rows)}::jsonb) as m(dataset_id text, before text, after text)
      where f.dataset_id = m.dataset_id and f.distribution = m.before`.execute(tx);
  }
}

function hostOf({ url }: Source): string {
  return url === undefined || !URL.canParse(url) ? '' : new URL(url).host;
}

interface ClaimRow {
  dataset_id: string;
  distribution: string;
  source: Source;
  rev: number;
  attempts: number;
  run_id: string;
  host: string;
  forced: boolean;
  fence: number;
  fetched: Fetched | null;
  verified_at: Date | null;
  partial: Partial | null;
  partial_open: boolean;
  held: Held | null;
  rejected: string | null;
}

/** Takes up to `limit` due imports, what operators wait for first, then the oldest. Two takers never get the same one. */
export async function claimImports(
  db: Db,
  options: { connectorId: string; token: string; limit: number; leaseMs: number },
): Promise<ImportClaim[]> {
  const { rows } = await sql<ClaimRow>`
    with due as (
      select connector_id, dataset_id, distribution from imports
      where connector_id = ${options.connectorId} and rev > done_rev and wanted and parked is null
        and (next_at is null or next_at <= now()) and (claimed_until is null or claimed_until < now())
      order by forced desc, changed_at, dataset_id, distribution limit ${options.limit} for update skip locked)
    update imports i set claim = ${options.token}, claimed_until = now() + ${options.leaseMs} * interval '1 millisecond', fence = fence + 1
    from due where i.connector_id = due.connector_id and i.dataset_id = due.dataset_id and i.distribution = due.distribution
    returning i.*`.execute(db);
  return rows.map(claimOf);
}

function claimOf(row: ClaimRow): ImportClaim {
  return {
    datasetId: row.dataset_id,
    distribution: row.distribution,
    source: row.source,
    rev: row.rev,
    attempts: row.attempts,
    runId: row.run_id,
    host: row.host,
    forced: row.forced,
    fence: row.fence,
    partialOpen: row.partial_open,
    ...(row.fetched === null ? {} : { fetched: row.fetched }),
    ...(row.verified_at === null ? {} : { verifiedAt: row.verified_at }),
    ...(row.partial === null ? {} : { partial: row.partial }),
    ...(row.held === null ? {} : { held: row.held }),
    ...(row.rejected === null ? {} : { rejected: row.rejected }),
  };
}

export async function renewImports(
  db: Db,
  options: { connectorId: string; token: string; leaseMs: number },
): Promise<void> {
  await sql`
    update imports set claimed_until = now() + ${options.leaseMs} * interval '1 millisecond'
    where connector_id = ${options.connectorId} and claim = ${options.token}`.execute(db);
}

/** Frees what earlier tries of the same activity held: they are dead, or fenced off from now on. */
export async function takeOverImports(db: Db, connectorId: string, activity: string): Promise<void> {
  await sql`
    update imports set claim = null, claimed_until = null
    where connector_id = ${connectorId} and rev > done_rev and starts_with(claim, ${activity})`.execute(db);
}

/**
 * Notes how much of a file is durable, before and while it is written. `bytes` came since the last note and count for
 * the budgets. False when somebody else took over: nothing more may be written.
 */
export async function notePartial(
  db: Db,
  connectorId: string,
  claim: ImportClaim & { token: string },
  partial: Partial | undefined,
  bytes: number,
): Promise<boolean> {
  const { rows } = await sql<{ ok: boolean }>`
    with mine as (
      update imports set partial = ${partial === undefined ? null : JSON.stringify(partial)}::jsonb, partial_open = ${partial !== undefined},
        bytes_got = ${partial?.got ?? 0}, bytes_total = ${partial?.total ?? null}
      where connector_id = ${connectorId} and dataset_id = ${claim.datasetId} and distribution = ${claim.distribution} and claim = ${claim.token}
      returning run_id),
    counted as (
      insert into import_traffic as t (connector_id, run_id, host, bytes) select ${connectorId}, ${claim.runId}, ${claim.host}, ${bytes}::bigint from mine
      on conflict (connector_id, run_id, host) do update set bytes = t.bytes + excluded.bytes)
    select true as ok from mine`.execute(db);
  return rows.length > 0;
}

/** Bytes that came for a run so far: from one host, and from all. */
export async function traffic(
  db: Db,
  connectorId: string,
  runId: string,
  host: string,
): Promise<{ host: number; run: number }> {
  const { rows } = await sql<{ host: number; run: number }>`
    select coalesce(sum(bytes) filter (where host = ${host}), 0)::bigint as host, coalesce(sum(bytes), 0)::bigint as run
    from import_traffic where connector_id = ${connectorId} and run_id = ${runId}`.execute(db);
  return rows[0] ?? { host: 0, run: 0 };
}

/**
 * Writes the end of a claimed import down. What was asked for again meanwhile stays due. False when the claim was lost:
 * nothing of it counts. */
export async function finishImport(
  db: Db | Tx,
  connectorId: string,
  claim: ImportClaim & { token: string },
  ending: ImportEnding,
): Promise<boolean> {
  const done = ending.end === 'done';
  const fault = ending.end === 'deferred' || ending.end === 'parked' ? ending.fault : undefined;
  const tried = fault !== undefined && !(ending.end === 'parked' && ending.parked === 'budget');
  const { rows } = await sql<{ ok: boolean }>`
    update imports i set
      done_rev = case when ${done} then ${claim.rev}::bigint else i.done_rev end,
      attempts = case when ${done} or i.rev > ${claim.rev}::bigint then 0 when ${tried} then i.attempts + 1 else i.attempts end,
      forced = ${ending.end === 'released'} and i.forced,
      next_at = case when i.rev > ${claim.rev}::bigint then null
        else now() + ${ending.end === 'deferred' ? ending.waitMs : null}::bigint * interval '1 millisecond' end,
      parked = case when i.rev > ${claim.rev}::bigint then null else ${ending.end === 'parked' ? ending.parked : null} end,
      last_fault = case when ${done} then null when ${ending.end === 'released'} then i.last_fault else ${fault === undefined ? null : JSON.stringify(fault)}::jsonb end,
      remarks = coalesce(${done && ending.remarks !== undefined ? JSON.stringify(ending.remarks) : null}::jsonb, i.remarks),
      fetched = case when ${done} then coalesce(${done && ending.fetched !== undefined ? JSON.stringify(ending.fetched) : null}::jsonb, i.fetched) else i.fetched end,
      held = case when ${done} then ${done && ending.held !== undefined ? JSON.stringify(ending.held) : null}::jsonb else i.held end,
      rejected = case when ${done && ending.held !== undefined} then null else i.rejected end,
      checked_at = case when ${ending.end === 'released'} then i.checked_at else now() end,
      verified_at = case when ${done && ending.whole} then now() else i.verified_at end,
      partial = case when ${done} then null else i.partial end,
      bytes_got = case when ${done} then 0 else i.bytes_got end,
      bytes_total = case when ${done} then null else i.bytes_total end,
      partial_open = false, claim = null, claimed_until = null
    where i.connector_id = ${connectorId} and i.dataset_id = ${claim.datasetId} and i.distribution = ${claim.distribution} and i.claim = ${claim.token}
    returning true as ok`.execute(db);
  return rows.length > 0;
}

/** A host that wants patience, or is away, gets it for all its files. */
export async function deferHost(db: Db, connectorId: string, host: string, waitMs: number): Promise<void> {
  await sql`
    update imports set next_at = greatest(next_at, now() + ${waitMs}::bigint * interval '1 millisecond')
    where connector_id = ${connectorId} and host = ${host} and rev > done_rev and parked is null and claim is null`.execute(
    db,
  );
}

/** When the connector's next import is due, or undefined when nothing waits. */
export async function nextImportDue(db: Db, connectorId: string): Promise<Date | undefined> {
  const { rows } = await sql<{ due: Date | null }>`
    select min(greatest(coalesce(next_at, now()), coalesce(claimed_until, now()))) as due from imports
    where connector_id = ${connectorId} and rev > done_rev and wanted and parked is null`.execute(db);
  return rows[0]?.due ?? undefined;
}

/** Connectors with an import due that nobody works on, for the sweeper. */
export async function connectorsImporting(db: Db): Promise<string[]> {
  const { rows } = await sql<{ connector_id: string }>`
    select distinct i.connector_id from imports i join connectors c on c.id = i.connector_id
    where c.retired_at is null and not c.paused and c.config->'harvest'->>'take' = 'data' and i.rev > i.done_rev and i.wanted and i.parked is null
      and (i.next_at is null or i.next_at <= now()) and (i.claimed_until is null or i.claimed_until < now())`.execute(
    db,
  );
  return rows.map((row) => row.connector_id);
}
