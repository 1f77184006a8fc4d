import { sql, type Kysely } from 'kysely';

/** What a record was made from, and how: equal to the remote's present answer, nothing has to be mapped again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table records add column source_mark text`.execute(db);
}
