import { Migrator, type Migration, type MigrationProvider } from 'kysely';
import { up as first } from './migrations/001-first.ts';
import { up as removal } from './migrations/002-removal-and-drift.ts';
import { up as uploads } from './migrations/003-uploads.ts';
import { up as ownPushesAndLatency } from './migrations/004-own-pushes-and-latency.ts';
import { up as rules } from './migrations/005-rules.ts';
import { up as trust } from './migrations/006-trust.ts';
import { up as modes } from './migrations/007-modes.ts';
import { up as data } from './migrations/008-data.ts';
import { up as lingering } from './migrations/009-lingering.ts';
import { up as sources } from './migrations/010-sources.ts';
import { up as platformDatasets } from './migrations/011-platform-datasets.ts';
import { up as roomForRecords } from './migrations/012-room-for-records.ts';
import { up as begun } from './migrations/013-begun.ts';
import { openLedger, type Ledger } from './ledger.ts';

/** In order; a released one never changes. */
const MIGRATIONS: Record<string, Migration> = {
  '001-first': { up: first },
  '002-removal-and-drift': { up: removal },
  '003-uploads': { up: uploads },
  '004-own-pushes-and-latency': { up: ownPushesAndLatency },
  '005-rules': { up: rules },
  '006-trust': { up: trust },
  '007-modes': { up: modes },
  '008-data': { up: data },
  '009-lingering': { up: lingering },
  '010-sources': { up: sources },
  '011-platform-datasets': { up: platformDatasets },
  '012-room-for-records': { up: roomForRecords },
  '013-begun': { up: begun },
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
