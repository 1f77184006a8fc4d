import { sql, type Kysely } from 'kysely';

/** Until when a lane of the connector waits for changes by itself: nobody needs to nudge it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table connectors add column drained_until timestamptz`.execute(db);
}
