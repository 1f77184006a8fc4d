import { sql } from 'kysely';
import type { Db } from '../../src/ledger/ledger.ts';

/** Every row of every table, as text, to see that nothing at all was written. */
export async function wholeDatabase(db: Db): Promise<Record<string, string[]>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(
    db,
  );
  const whole: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await sql<{
      row: string;
    }>`select t::text as row from ${sql.table(name)} t order by 1`.execute(db);
    whole[name] = rows.map(({ row }) => row);
  }
  return whole;
}
