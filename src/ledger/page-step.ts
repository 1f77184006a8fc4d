import { sql } from 'kysely';
import { textArray } from './arrays.ts';
import type { Tx } from './ledger.ts';
import type { StoredPage } from './run-pages.ts';
import type { RunCounts, RunNotes } from './schema/runs.ts';

/** What moves on with each page that a run stores. */
export interface PageStep {
  runId: string;
  connectorId: string;
  /** Of the attempt that the run belongs to. */
  token: string;
  from: string | undefined;
  next: string | undefined;
  announced: number | undefined;
  counts: RunCounts;
  notes: RunNotes;
  stored: StoredPage;
  /** Keys of records that were set aside before and have come right, or are gone. */
  closed: readonly string[];
}

/**
 * Moves the run one page on, in the page's own transaction and in one statement: each further one would cost every page a
 * round trip. False when another attempt took the run over: nothing may be written.
 */
export async function stepOn(tx: Tx, step: PageStep): Promise<boolean> {
  const { stored, announced = null } = step;
  const { rows } = await sql`
    with moved as (
      update runs set cursor = ${step.next ?? null}, pages = pages + 1, counts = ${JSON.stringify(step.counts)}::jsonb,
        announced_first = coalesce(announced_first, ${announced}::bigint),
        announced_last = coalesce(${announced}::bigint, announced_last),
        notes = ${JSON.stringify(step.notes)}::jsonb
      where id = ${step.runId} and token = ${step.token} and state = 'running' and cursor is not distinct from ${step.from ?? null}
      returning id),
    noted as (
      insert into run_pages (run_id, page, cursor, content)
      select id, ${stored.page}, ${stored.cursor}, ${stored.content ?? null} from moved),
    closed as (
      delete from open_asides where connector_id = ${step.connectorId} and key = any(${textArray(step.closed)}::text[]))
    select id from moved`.execute(tx);
  return rows.length === 1;
}
