import { Migrator, type Migration, type MigrationProvider } from 'kysely';
import { up as first } from './migrations/001-first.ts';
import { up as data } from './migrations/008-data.ts';
import { openLedger, type Ledger } from './ledger.ts';

/** In order; a released one never changes. */
const MIGRATIONS: Record<string, Migration> = {
  '001-first': { up: first },
  '008-data': { up: data },
};

const provider: MigrationProvider = { getMigrations: () => Promise.resolve(MIGRATIONS) };

/** Brings the database to the newest schema. Several processes may start at once: Kysely's migrator holds an advisory lock. */
export async function migrate(ledger: Ledger): Promise<void> {
  const { error } = await new Migrator({ db: ledger.db, provider }).migrateToLatest();
  if (error !== undefined) {
    throw new Error(
      `the ledger could not be brought to the newest schema: ${error instanceof Error ? error.message : 'unknown'}`,
      {
        cause: error,
      },
    );
  }
}

/** The same for a database that is not open yet. */
export async function migrateToLatest(databaseUrl: string): Promise<void> {
  const ledger = openLedger(databaseUrl, { connections: 1 });
  try {
    await migrate(ledger);
  } finally {
    await ledger.close();
  }
}
