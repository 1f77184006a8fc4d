import type { Db, Tx } from './ledger.ts';
import type { Health } from './schema/runs.ts';

/** A change of a connector's state that somebody is to be told of. */
export interface Notice {
  id: number;
  connectorId: string;
  runId: string;
  before: string;
  after: string;
  /** Targets that have it already. */
  sent: readonly string[];
  at: Date;
}

/** Notes a change of state, once for each run. `known`: this run's end was noted before. */
export async function addNotice(
  tx: Tx,
  run: { id: string; connectorId: string },
  before: Health,
  after: Health,
): Promise<'added' | 'known' | 'none'> {
  const known = await tx.selectFrom('notices').select('id').where('run_id', '=', run.id).executeTakeFirst();
  if (known !== undefined) return 'known';
  if (before === after) return 'none';
  await tx
    .insertInto('notices')
    .values({ connector_id: run.connectorId, run_id: run.id, before, after })
    .execute();
  return 'added';
}

export async function noticeOf(db: Db, runId: string): Promise<Notice | undefined> {
  const row = await db.selectFrom('notices').selectAll().where('run_id', '=', runId).executeTakeFirst();
  return (
    row && {
      id: row.id,
      connectorId: row.connector_id,
      runId: row.run_id,
      before: row.before,
      after: row.after,
      sent: row.sent,
      at: row.at,
    }
  );
}

/** A target has it: it is not told again when the others are tried once more. */
export async function noticeSent(db: Db, id: number, sent: readonly string[]): Promise<void> {
  await db
    .updateTable('notices')
    .set({ sent: JSON.stringify(sent) })
    .where('id', '=', id)
    .execute();
}
