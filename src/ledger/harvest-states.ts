import { sql } from 'kysely';
import type { Db, Tx } from './ledger.ts';
import type { DateCounts, Health, RunNotes } from './schema/runs.ts';

/** What a connector's harvests have come to. */
export interface HarvestState {
  /** Everything that changed before was listed: ISO date-time by the remote's clock. */
  watermark?: string;
  scopeFingerprint?: string;
  mappingFingerprint?: string;
  /** The last complete full pass, by our clock. */
  fullAt?: Date;
  dates?: DateCounts;
  askedMode?: string;
  health: Health;
  healthSince?: Date;
}

export const NO_DATES: DateCounts = { dated: 0, undated: 0, told: 0, silent: 0, idle: 0 };

export async function harvestState(db: Db | Tx, connectorId: string): Promise<HarvestState> {
  const row = await db
    .selectFrom('harvest_states')
    .selectAll()
    .where('connector_id', '=', connectorId)
    .executeTakeFirst();
  if (row === undefined) return { health: 'ok' };
  return {
    health: row.health,
    healthSince: row.health_since,
    ...(row.watermark === null ? {} : { watermark: row.watermark }),
    ...(row.scope_fingerprint === null ? {} : { scopeFingerprint: row.scope_fingerprint }),
    ...(row.mapping_fingerprint === null ? {} : { mappingFingerprint: row.mapping_fingerprint }),
    ...(row.full_at === null ? {} : { fullAt: row.full_at }),
    ...(row.dates === null ? {} : { dates: row.dates }),
    ...(row.asked_mode === null ? {} : { askedMode: row.asked_mode }),
  };
}

/** What somebody wants the next run of the connector to be. */
export async function askMode(db: Db | Tx, connectorId: string, mode: string | null): Promise<void> {
  await db
    .insertInto('harvest_states')
    .values({ connector_id: connectorId, asked_mode: mode })
    .onConflict((conflict) => conflict.column('connector_id').doUpdateSet({ asked_mode: mode }))
    .execute();
}

/** What a pass that was proved complete says for the next ones. `full` also for a forced one. */
export async function passed(
  tx: Tx,
  connectorId: string,
  pass: {
    full: boolean;
    watermark?: string | undefined;
    scopeFingerprint: string;
    mappingFingerprint?: string | undefined;
    dates?: DateCounts | undefined;
  },
): Promise<void> {
  const row = {
    scope_fingerprint: pass.scopeFingerprint,
    mapping_fingerprint: pass.mappingFingerprint ?? null,
    ...(pass.watermark === undefined ? {} : { watermark: pass.watermark }),
    ...(pass.full ? { full_at: new Date() } : {}),
    ...(pass.dates === undefined ? {} : { dates: JSON.stringify(pass.dates) }),
  };
  await tx
    .insertInto('harvest_states')
    .values({ connector_id: connectorId, ...row })
    .onConflict((conflict) => conflict.column('connector_id').doUpdateSet(row))
    .execute();
}

export async function saveHealth(tx: Tx, connectorId: string, health: Health): Promise<void> {
  const row = { health, health_since: new Date() };
  await tx
    .insertInto('harvest_states')
    .values({ connector_id: connectorId, ...row })
    .onConflict((conflict) => conflict.column('connector_id').doUpdateSet(row))
    .execute();
}

export async function runNotes(db: Db | Tx, runId: string): Promise<RunNotes> {
  const row = await db.selectFrom('runs').select('notes').where('id', '=', runId).executeTakeFirst();
  return row?.notes ?? { dates: NO_DATES };
}

/** Dates that moved although nothing else changed. */
export async function moveDates(
  tx: Tx,
  connectorId: string,
  dates: readonly { key: string; modified: string }[],
): Promise<void> {
  if (dates.length === 0) return;
  await sql`
    update records set modified = i.m
    from unnest(${dates.map(({ key }) => key)}::text[], ${dates.map(({ modified }) => modified)}::text[]) as i(k, m)
    where connector_id = ${connectorId} and key = i.k`.execute(tx);
}
