import { sql } from 'kysely';
import { textArray } from './arrays.ts';
import type { Db, Tx } from './ledger.ts';

/** The keys of records in use that were made from exactly this: nothing waits for them, and this run has not met them. */
export async function keysOfKnown(
  db: Db,
  connectorId: string,
  runId: string,
  sources: readonly { key: string; mark: string }[],
): Promise<Set<string>> {
  const { rows } = await sql<{ key: string }>`
    select r.key from unnest(${textArray(sources.map(({ key }) => key))}::text[], ${textArray(sources.map(({ mark }) => mark))}::text[]) as i(key, mark)
    join records r on r.connector_id = ${connectorId} and r.key = i.key and r.source_mark = i.mark
    where r.removed_at is null and r.missing_since is null and r.seen_run <> ${runId}
      and not exists (select 1 from pins p where p.connector_id = r.connector_id and p.key = r.key)`.execute(
    db,
  );
  return new Set(rows.map(({ key }) => key));
}

/** Notes that a run met them again, as they were. Gives back how many it had met before; undefined where one has gone since. */
export async function meetAgain(
  tx: Tx,
  connectorId: string,
  runId: string,
  keys: readonly string[],
): Promise<number | undefined> {
  const { rows } = await sql<{ again: boolean }>`
    update records r set seen_run = ${runId}, absences = 0, held_by = null, rejected_at = null from records before
    where r.connector_id = ${connectorId} and r.key = any(${textArray(keys)}::text[]) and r.removed_at is null and r.missing_since is null
      and before.connector_id = r.connector_id and before.key = r.key
    returning before.seen_run = ${runId} as again`.execute(tx);
  return rows.length === keys.length ? rows.filter(({ again }) => again).length : undefined;
}

/** Records that stay as they are, made from something else now. */
export async function moveMarks(
  tx: Tx,
  connectorId: string,
  sources: readonly { key: string; mark: string }[],
): Promise<void> {
  if (sources.length === 0) return;
  await sql`
    update records r set source_mark = i.mark
    from unnest(${textArray(sources.map(({ key }) => key))}::text[], ${textArray(sources.map(({ mark }) => mark))}::text[]) as i(key, mark)
    where r.connector_id = ${connectorId} and r.key = i.key`.execute(tx);
}
