import { sql } from 'kysely';
import type { Db, Tx } from './ledger.ts';

/** Until the transaction ends nobody else puts this content to use or clears it away. */
export async function lockContent(tx: Tx, sha256: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`content/${sha256}`}, 0))`.execute(tx);
}

/** Which of these contents nothing needs: no dataset, and nothing that waits for a decision. */
export async function unusedContents(db: Db | Tx, contents: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`
    select c.sha256 from unnest(${contents}::text[]) as c(sha256)
    where not exists (select 1 from files f where f.sha256 = c.sha256)
      and not exists (select 1 from imports i where i.held->>'sha256' = c.sha256)`.execute(db);
  return rows.map((row) => row.sha256);
}

/** Data of datasets that were deleted goes with them. */
export async function dropDataOfDeleted(db: Db): Promise<void> {
  for (const table of ['files', 'file_versions', 'imports'] as const) {
    await sql`
      delete from ${sql.table(table)} f using datasets d where d.id = f.dataset_id and d.state = 'deleted' and d.updated_at < now() - interval '1 hour'`.execute(
      db,
    );
  }
}

/** Files on their way that an import knows of. */
export async function knownPartials(db: Db): Promise<Set<string>> {
  const { rows } = await sql<{ name: string }>`
    select partial->>'name' as name from imports where partial is not null`.execute(db);
  return new Set(rows.map((row) => row.name));
}
