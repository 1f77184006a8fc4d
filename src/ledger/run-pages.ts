import type { Db, Tx } from './ledger.ts';

/** A page that a run has stored: its number, and hashes of the cursor that led to it and of what was on it. */
export interface StoredPage {
  page: number;
  cursor: string;
  /** Undefined for a page without records. */
  content: string | undefined;
}

/** In order. A run has at most as many as a listing may have pages. */
export async function storedPages(db: Db, runId: string): Promise<StoredPage[]> {
  const rows = await db
    .selectFrom('run_pages')
    .selectAll()
    .where('run_id', '=', runId)
    .orderBy('page')
    .execute();
  return rows.map(({ page, cursor, content }) => ({ page, cursor, content: content ?? undefined }));
}

/** A run that has ended needs them no longer. */
export async function forgetPages(tx: Db | Tx, runId: string): Promise<void> {
  await tx.deleteFrom('run_pages').where('run_id', '=', runId).execute();
}
