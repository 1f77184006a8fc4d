import { sql } from 'kysely';
import type { Db, Tx } from './ledger.ts';

/** What a person took back of these records: key → fingerprint of what the source says and is left alone. */
export async function pinsOf(
  db: Db | Tx,
  connectorId: string,
  keys: readonly string[],
): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<{ key: string; fingerprint: string }>`
    select key, fingerprint from pins where connector_id = ${connectorId} and key = any(${keys}::text[])`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.key, row.fingerprint]));
}

/** The source says something else now: what was taken back no longer matters. */
export async function unpin(tx: Tx, connectorId: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`delete from pins where connector_id = ${connectorId} and key = any(${keys}::text[])`.execute(tx);
}

export async function pin(
  tx: Tx,
  connectorId: string,
  runId: string,
  pins: readonly { key: string; fingerprint: string }[],
): Promise<void> {
  if (pins.length === 0) return;
  await sql`
    insert into pins (connector_id, key, fingerprint, run_id)
    select ${connectorId}, k, f, ${runId} from unnest(${pins.map(({ key }) => key)}::text[], ${pins.map(({ fingerprint }) => fingerprint)}::text[]) as i(k, f)
    on conflict (connector_id, key) do update set fingerprint = excluded.fingerprint, run_id = excluded.run_id, at = now()`.execute(
    tx,
  );
}
