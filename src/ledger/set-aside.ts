import type { Db, Tx } from './ledger.ts';

/** What of a listing could not be read, as a run noted it. */
export interface AsideRow {
  remoteId?: string | undefined;
  stage: string;
  field?: string | undefined;
  value?: string | undefined;
  reason: string;
  raw?: string | undefined;
}

export async function writeSetAside(
  tx: Db | Tx,
  connectorId: string,
  runId: string,
  rows: readonly AsideRow[],
): Promise<void> {
  if (rows.length === 0) return;
  for (let at = 0; at < rows.length; at += 1_000)
    await insertAside(tx, connectorId, runId, rows.slice(at, at + 1_000));
}

async function insertAside(
  tx: Db | Tx,
  connectorId: string,
  runId: string,
  rows: readonly AsideRow[],
): Promise<void> {
  await tx
    .insertInto('set_aside')
    .values(
      rows.map((row) => ({
        run_id: runId,
        connector_id: connectorId,
        remote_id: row.remoteId ?? null,
        stage: row.stage,
        field: row.field ?? null,
        value: row.value ?? null,
        reason: row.reason,
        raw: row.raw ?? null,
      })),
    )
    .execute();
}

export async function setAsideOf(db: Db, runId: string, limit: number): Promise<AsideRow[]> {
  return (await asidesOf(db, runId, 0, limit)).map(({ id: _id, ...row }) => row);
}

export interface ListedAside extends AsideRow {
  id: number;
}

/** In the order in which they came, past this one. */
export async function asidesOf(db: Db, runId: string, after: number, limit: number): Promise<ListedAside[]> {
  const rows = await db
    .selectFrom('set_aside')
    .selectAll()
    .where('run_id', '=', runId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    stage: row.stage,
    reason: row.reason,
    ...(row.remote_id === null ? {} : { remoteId: row.remote_id }),
    ...(row.field === null ? {} : { field: row.field }),
    ...(row.value === null ? {} : { value: row.value }),
    ...(row.raw === null ? {} : { raw: row.raw }),
  }));
}
