import { sql } from 'kysely';
import { z } from 'zod';
import type { Conflict } from '../adapters/merge.ts';
import type { Db } from './ledger.ts';
import { goneAs, leftAs, RECREATING } from './links.ts';
import { announce } from './outbox.ts';

/** A dataset whose push waits for a person, because fields of it were changed on both sides. */
export interface ConflictEntry {
  datasetId: string;
  /** When the push found out. */
  since: Date;
  conflicts: Conflict[];
}

const Kept = z.array(
  z.object({
    field: z.string(),
    base: z.unknown().optional(),
    ours: z.unknown().optional(),
    theirs: z.unknown().optional(),
    gone: z.literal(true).optional(),
  }),
);

/** What waits for a decision, oldest first: these datasets, or all. */
export async function conflictsOf(
  db: Db,
  connectorId: string,
  options: { limit: number; datasetId?: string },
): Promise<ConflictEntry[]> {
  const which = options.datasetId === undefined ? sql`true` : sql`o.dataset_id = ${options.datasetId}`;
  const { rows } = await sql<{ dataset_id: string; finished_at: Date; diff: unknown }>`
    select o.dataset_id, last.finished_at, last.diff from outbox o
    cross join lateral (
      select finished_at, diff from outcomes
      where connector_id = o.connector_id and dataset_id = o.dataset_id and outcome = 'conflict'
      order by id desc limit 1) as last
    where o.connector_id = ${connectorId} and o.rev > o.done_rev and o.parked = 'conflict' and ${which}
    order by last.finished_at, o.dataset_id limit ${options.limit}`.execute(db);
  return rows.map((row) => ({
    datasetId: row.dataset_id,
    since: row.finished_at,
    conflicts: Kept.catch([]).parse(row.diff),
  }));
}

/**
 * Keeps what a person decided about a record that somebody deleted, and makes the dataset due. `ours`: it is made again.
 * `theirs`: nothing is pushed for as long as the dataset stays as it was when the question came up.
 */
export async function settleGone(
  db: Db,
  connectorId: string,
  datasetId: string,
  take: 'ours' | 'theirs',
): Promise<void> {
  const asked = goneAs('');
  const decided =
    take === 'ours'
      ? sql<string>`${RECREATING}`
      : sql<string>`${leftAs('')} || substr(fingerprint, ${asked.length + 1}::int)`;
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('links')
      .set({ fingerprint: decided })
      .where('connector_id', '=', connectorId)
      .where('dataset_id', '=', datasetId)
      .where(sql<boolean>`starts_with(fingerprint, ${asked})`)
      .execute();
    await announce(tx, [{ connectorId, datasetId }]);
  });
}

/** Keeps a base in which conflicts are decided, and makes the dataset due: the next push merges with it. */
export async function rebase(
  db: Db,
  connectorId: string,
  datasetId: string,
  base: Record<string, unknown>,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('links')
      // Without the fingerprint of its last push it is looked at even when the dataset is as it was then.
      .set({ base: JSON.stringify(base), fingerprint: null })
      .where('connector_id', '=', connectorId)
      .where('dataset_id', '=', datasetId)
      .execute();
    await announce(tx, [{ connectorId, datasetId }]);
  });
}
