import { sql } from 'kysely';
import type { ConnectorConfig } from '../config/connector.ts';
import { fingerprintOf } from '../model/fingerprint.ts';
import type { Db } from './ledger.ts';

/** A connector as the ledger knows it. */
export interface Connector {
  config: ConnectorConfig;
  fingerprint: string;
  paused: boolean;
}

/** Connectors in use, by id. */
export async function connectors(db: Db): Promise<Connector[]> {
  const rows = await db
    .selectFrom('connectors')
    .selectAll()
    .where('retired_at', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ config: row.config, fingerprint: row.config_fingerprint, paused: row.paused }));
}

export async function connector(db: Db, id: string): Promise<Connector | undefined> {
  const row = await db
    .selectFrom('connectors')
    .selectAll()
    .where('id', '=', id)
    .where('retired_at', 'is', null)
    .executeTakeFirst();
  return row && { config: row.config, fingerprint: row.config_fingerprint, paused: row.paused };
}

/** Creates or replaces; one that was retired comes back with its links and records. */
export async function saveConnector(db: Db, config: ConnectorConfig): Promise<void> {
  const row = { config: JSON.stringify(config), config_fingerprint: fingerprintOf(config) };
  await db
    .insertInto('connectors')
    .values({ id: config.id, ...row, paused: false })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ ...row, retired_at: null, updated_at: new Date() }),
    )
    .execute();
}

export async function setPaused(db: Db, id: string, paused: boolean): Promise<void> {
  await db.updateTable('connectors').set({ paused, updated_at: new Date() }).where('id', '=', id).execute();
}

/** Takes it out of use. What it pushed and harvested stays known. */
export async function retireConnector(db: Db, id: string): Promise<void> {
  await db.updateTable('connectors').set({ retired_at: new Date() }).where('id', '=', id).execute();
}

/** Says for how long from now on a lane waits for the connector's changes by itself; 0: not any more. */
export async function setDrained(db: Db, id: string, ms: number): Promise<void> {
  await sql`update connectors set drained_until = now() + ${ms} * interval '1 millisecond' where id = ${id}`.execute(
    db,
  );
}

/** Whether a lane takes the connector's changes by itself at this moment. */
export async function isDrained(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('connectors')
    .select('id')
    .where('id', '=', id)
    .where('drained_until', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return row !== undefined;
}

/** Eight hexadecimal digits, made once: the prefix of the marks that this installation leaves on remotes. */
export async function installationId(db: Db): Promise<string> {
  const known = installations.get(db);
  if (known !== undefined) return known;
  const { id } = await db.selectFrom('installation').select('id').executeTakeFirstOrThrow();
  installations.set(db, id);
  return id;
}

/** It never changes, and every activity asks for it. */
const installations = new WeakMap<Db, string>();
