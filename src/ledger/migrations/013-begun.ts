import { sql, type Kysely } from 'kysely';

/** Whether a push of the dataset was begun since one was last done: it may have written what nobody heard of. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table outbox add column begun boolean not null default false`.execute(db);
}
