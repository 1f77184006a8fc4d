import { sql } from 'kysely';
import type { Db } from './ledger.ts';

/** What people want of a run while it goes on. */
export interface RunControls {
  paused: boolean;
  stopping: boolean;
  pageSize?: number;
  /** Pages read ahead. */
  ahead?: number;
  /** Remote ids to be left out. */
  skip: readonly string[];
  /** Milliseconds that the run stood still, this pause included. */
  pausedMs: number;
}

const NO_CONTROLS: RunControls = { paused: false, stopping: false, skip: [], pausedMs: 0 };

export async function runControls(db: Db, runId: string): Promise<RunControls> {
  const { rows } = await sql<{
    paused: boolean;
    stopping: boolean;
    page_size: number | null;
    ahead: number | null;
    skip: string[];
    stood: number;
  }>`
    select paused, stopping, page_size, ahead, skip,
      (paused_ms + coalesce(extract(epoch from now() - paused_since) * 1000, 0))::bigint as stood
    from run_controls where run_id = ${runId}`.execute(db);
  const [row] = rows;
  if (row === undefined) return NO_CONTROLS;
  return {
    paused: row.paused,
    stopping: row.stopping,
    skip: row.skip,
    pausedMs: row.stood,
    ...(row.page_size === null ? {} : { pageSize: row.page_size }),
    ...(row.ahead === null ? {} : { ahead: row.ahead }),
  };
}

export async function setRunPaused(db: Db, runId: string, paused: boolean): Promise<void> {
  await sql`
    insert into run_controls as c (run_id, paused, paused_since) values (${runId}, ${paused}, ${paused ? sql`now()` : null})
    on conflict (run_id) do update set paused = ${paused},
      paused_ms = c.paused_ms + coalesce(extract(epoch from now() - c.paused_since) * 1000, 0)::bigint,
      paused_since = ${paused ? sql`now()` : null}
    where c.paused <> ${paused}`.execute(db);
}

export async function setRunStopping(db: Db, runId: string): Promise<void> {
  await sql`
    insert into run_controls (run_id, stopping) values (${runId}, true)
    on conflict (run_id) do update set stopping = true`.execute(db);
}

export async function skipRecords(db: Db, runId: string, remoteIds: readonly string[]): Promise<void> {
  await sql`
    insert into run_controls as c (run_id, skip) values (${runId}, ${remoteIds}::text[])
    on conflict (run_id) do update set skip = (select array_agg(distinct id) from unnest(c.skip || excluded.skip) as ids(id))`.execute(
    db,
  );
}

export async function tuneRun(
  db: Db,
  runId: string,
  { pageSize, ahead }: { pageSize?: number | undefined; ahead?: number | undefined },
): Promise<void> {
  await sql`
    insert into run_controls as c (run_id, page_size, ahead) values (${runId}, ${pageSize ?? null}, ${ahead ?? null})
    on conflict (run_id) do update set page_size = coalesce(excluded.page_size, c.page_size), ahead = coalesce(excluded.ahead, c.ahead)`.execute(
    db,
  );
}
