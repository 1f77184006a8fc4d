import { sql } from 'kysely';
import type { Db, Tx } from '../../ledger/ledger.ts';
import type { DatasetState, Visibility } from '../../ledger/schema/platform.ts';
import type { Dataset } from '../../model/dataset.ts';
import type { DatasetChange } from '../history.ts';

interface Row {
  dataset_id: string;
  first_rev: number;
  rev: number;
  doc: Dataset;
  state: DatasetState;
  visibility: Visibility;
  before_doc: Dataset | null;
  before_state: DatasetState | null;
  before_visibility: Visibility | null;
  since: string | null;
}

/** What these writers changed, in order of dataset. `removed`: only what they took out of use, or only the rest. */
export async function changesBy(
  db: Db | Tx,
  writers: readonly string[],
  options: { after: string; limit: number; removed?: boolean },
): Promise<DatasetChange[]> {
  const { rows } = await sql<Row>`
    with written as (
      select id as dataset_id, rev, doc, state, visibility from datasets where written_by = any(${writers}::text[])
      union all
      select dataset_id, rev, doc, state, visibility from dataset_versions where written_by = any(${writers}::text[])),
    ends as (
      select dataset_id, min(rev) as first_rev, max(rev) as rev from written where dataset_id > ${options.after} group by dataset_id)
    select e.dataset_id, e.first_rev, e.rev, w.doc, w.state, w.visibility, p.doc as before_doc, p.state as before_state,
      p.visibility as before_visibility, case when d.rev > e.rev then d.written_by end as since
    from ends e join written w on w.dataset_id = e.dataset_id and w.rev = e.rev
      join datasets d on d.id = e.dataset_id
      left join dataset_versions p on p.dataset_id = e.dataset_id and p.rev = e.first_rev - 1
    where ${options.removed ?? null}::boolean is null or (w.state <> 'active') = ${options.removed ?? null}::boolean
    order by e.dataset_id limit ${options.limit}`.execute(db);
  return rows.map((row) => ({
    datasetId: row.dataset_id,
    after: { rev: row.rev, dataset: row.doc, state: row.state, visibility: row.visibility },
    created: row.first_rev === 1,
    ...(row.before_doc === null || row.before_state === null || row.before_visibility === null
      ? {}
      : {
          before: {
            rev: row.first_rev - 1,
            dataset: row.before_doc,
            state: row.before_state,
            visibility: row.before_visibility,
          },
        }),
    ...(row.since === null ? {} : { since: row.since }),
  }));
}
