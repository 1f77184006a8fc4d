import { sql } from 'kysely';
import type { FaultReport } from '../faults.ts';
import type { Held, Source } from '../model/import.ts';
import type { Db, Tx } from './ledger.ts';

/** `held`: whole, and waiting for a decision; `nextRun`: the budget of its harvest is used up. */
export type ImportState = 'due' | 'working' | 'deferred' | 'nextRun' | 'refused' | 'failed' | 'held' | 'done';

/** One file as operators see it. */
export interface ImportEntry {
  datasetId: string;
  distribution: string;
  state: ImportState;
  url?: string;
  format?: string;
  attempts: number;
  bytesGot: number;
  bytesTotal?: number;
  nextAt?: Date;
  checkedAt?: Date;
  fault?: FaultReport;
  held?: Held;
  remarks: string[];
  runId: string;
}

const STATE = sql`case
  when i.claimed_until > now() then 'working'
  when i.rev = i.done_rev then case when i.held is null then 'done' else 'held' end
  when i.parked = 'budget' then 'nextRun' when i.parked is not null then i.parked
  when i.next_at > now() then 'deferred' else 'due' end`;

/** A connector's files: those that wait or fail first, in order of dataset; `state` narrows to some. */
export async function importEntries(
  db: Db,
  connectorId: string,
  options: { limit: number; state?: ImportState | undefined },
): Promise<ImportEntry[]> {
  const { rows } = await sql<{
    dataset_id: string;
    distribution: string;
    state: ImportState;
    source: Source;
    attempts: number;
    bytes_got: number;
    bytes_total: number | null;
    next_at: Date | null;
    checked_at: Date | null;
    last_fault: FaultReport | null;
    held: Held | null;
    remarks: string[];
    run_id: string;
  }>`
    select * from (select i.*, ${STATE} as state from imports i where i.connector_id = ${connectorId} and i.wanted) i
    where ${options.state ?? null}::text is null or i.state = ${options.state ?? null}
    order by i.state = 'done', i.state <> 'working', i.dataset_id, i.distribution limit ${options.limit}`.execute(
    db,
  );
  return rows.map((row) => ({
    datasetId: row.dataset_id,
    distribution: row.distribution,
    state: row.state,
    attempts: row.attempts,
    bytesGot: row.bytes_got,
    remarks: row.remarks,
    runId: row.run_id,
    ...(row.source.url === undefined ? {} : { url: row.source.url }),
    ...(row.source.format === undefined ? {} : { format: row.source.format }),
    ...(row.bytes_total === null ? {} : { bytesTotal: row.bytes_total }),
    ...(row.next_at === null || row.state !== 'deferred' ? {} : { nextAt: row.next_at }),
    ...(row.checked_at === null ? {} : { checkedAt: row.checked_at }),
    ...(row.last_fault === null ? {} : { fault: row.last_fault }),
    ...(row.held === null ? {} : { held: row.held }),
  }));
}

export type ImportCounts = Record<ImportState, number> & {
  /** Bytes of what came for the harvest that asked last. */
  bytesOfRun: number;
};

export async function importCounts(db: Db, connectorId: string): Promise<ImportCounts> {
  const { rows } = await sql<{ state: ImportState; count: number }>`
    select ${STATE} as state, count(*)::bigint as count from imports i where i.connector_id = ${connectorId} and i.wanted group by 1`.execute(
    db,
  );
  const { rows: traffic } = await sql<{ bytes: number }>`
    select coalesce(sum(bytes), 0)::bigint as bytes from import_traffic where connector_id = ${connectorId} and run_id =
      (select run_id from imports where connector_id = ${connectorId} order by changed_at desc limit 1)`.execute(
    db,
  );
  const counts: ImportCounts = {
    due: 0,
    working: 0,
    deferred: 0,
    nextRun: 0,
    refused: 0,
    failed: 0,
    held: 0,
    done: 0,
    bytesOfRun: traffic[0]?.bytes ?? 0,
  };
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}

/** Makes what waits or failed due at once, budgets or not: of these datasets, or all. Returns how many. */
export async function retryImports(
  db: Db,
  connectorId: string,
  datasetIds?: readonly string[],
): Promise<number> {
  const which = datasetIds === undefined ? sql`true` : sql`dataset_id = any(${datasetIds}::text[])`;
  const { numAffectedRows } = await sql`
    update imports set parked = null, next_at = null, attempts = 0, forced = true
    where connector_id = ${connectorId} and wanted and rev > done_rev and (parked is not null or next_at is not null) and ${which}`.execute(
    db,
  );
  return Number(numAffectedRows ?? 0);
}

/** What is held of these datasets, locked until the transaction ends. */
export async function heldImports(
  tx: Tx,
  connectorId: string,
  datasetIds: readonly string[] | undefined,
): Promise<{ datasetId: string; distribution: string; source: Source; held: Held }[]> {
  const which = datasetIds === undefined ? sql`true` : sql`dataset_id = any(${datasetIds}::text[])`;
  const { rows } = await sql<{ dataset_id: string; distribution: string; source: Source; held: Held }>`
    select dataset_id, distribution, source, held from imports
    where connector_id = ${connectorId} and wanted and held is not null and ${which} order by dataset_id, distribution for update`.execute(
    tx,
  );
  return rows.map(({ dataset_id: datasetId, ...row }) => ({ datasetId, ...row }));
}

/** Ends a hold: what was rejected is known again when it comes again. */
export async function endHold(
  tx: Tx,
  connectorId: string,
  place: { datasetId: string; distribution: string },
  rejected: string | undefined,
): Promise<void> {
  await tx
    .updateTable('imports')
    .set({ held: null, rejected: rejected ?? null })
    .where('connector_id', '=', connectorId)
    .where('dataset_id', '=', place.datasetId)
    .where('distribution', '=', place.distribution)
    .execute();
}

/** What a dataset no longer has and is kept until all that it has is here. */
export async function unwantedImports(tx: Tx, connectorId: string, datasetId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('imports')
    .select('distribution')
    .where('connector_id', '=', connectorId)
    .where('dataset_id', '=', datasetId)
    .where('wanted', '=', false)
    .execute();
  return rows.map((row) => row.distribution);
}

/** Forgets what a dataset no longer has, once all that it has is here. Returns the keys. */
export async function dropUnwanted(tx: Tx, connectorId: string, datasetId: string): Promise<string[]> {
  const { rows } = await sql<{ distribution: string }>`
    delete from imports i where i.connector_id = ${connectorId} and i.dataset_id = ${datasetId} and not i.wanted
      and not exists (select 1 from imports o where o.connector_id = ${connectorId} and o.dataset_id = ${datasetId} and o.wanted and o.fetched is null)
    returning i.distribution`.execute(tx);
  return rows.map((row) => row.distribution);
}
