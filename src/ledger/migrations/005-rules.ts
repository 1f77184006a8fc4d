import { sql, type Kysely } from 'kysely';

/** Columns without a default: no row is written anew, whatever the size of the table. */
const STATEMENTS = [
  `alter table records add column rules jsonb, add column filtered_run text`,
  `alter table runs add column mapping_fingerprint text`,
  // Of the few records that rules could not match, so that a report need not read the others.
  `create index records_unmatched on records (connector_id) where rules ? 'unmatched'`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
