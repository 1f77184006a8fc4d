import { sql } from 'kysely';
import type { RuleTrace } from '../model/rule-trace.ts';
import type { Db } from './ledger.ts';
import { recordKey } from './records.ts';

/** What the ledger knows of one record, found by its remote id or by the dataset that it became. */
export interface RecordView {
  connectorId: string;
  remoteId: string;
  datasetId: string;
  seenRun: string;
  changedRun: string;
  absences: number;
  missingSince?: Date;
  removedAt?: Date;
  rules?: RuleTrace;
}

export async function recordOf(db: Db, connectorId: string, id: string): Promise<RecordView | undefined> {
  const row = await db
    .selectFrom('records')
    .selectAll()
    .where('connector_id', '=', connectorId)
    .where((where) => where.or([where('key', '=', recordKey(id)), where('dataset_id', '=', id)]))
    .executeTakeFirst();
  return (
    row && {
      connectorId: row.connector_id,
      remoteId: row.remote_id,
      datasetId: row.dataset_id,
      seenRun: row.seen_run,
      changedRun: row.changed_run,
      absences: row.absences,
      ...(row.missing_since === null ? {} : { missingSince: row.missing_since }),
      ...(row.removed_at === null ? {} : { removedAt: row.removed_at }),
      ...(row.rules === null ? {} : { rules: row.rules }),
    }
  );
}

/** Values that no entry of a rule's value map knows, the most frequent first. */
export async function unmatchedOf(
  db: Db,
  connectorId: string,
  limit: number,
): Promise<{ rule: string; field: string; value: string; records: number }[]> {
  const { rows } = await sql<{ rule: string; field: string; value: string; records: number }>`
    select u->>'rule' as rule, u->>'field' as field, u->>'value' as value, count(*)::bigint as records
    from records, jsonb_array_elements(rules->'unmatched') as u
    where connector_id = ${connectorId} and rules ? 'unmatched' and removed_at is null
    group by 1, 2, 3 order by 4 desc, 1, 2, 3 limit ${limit}`.execute(db);
  return rows;
}
