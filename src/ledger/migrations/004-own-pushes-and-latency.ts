import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  // Datasets that have a workflow of their own at the moment: few, and only while they fail.
  `create table own_pushes (
    connector_id text not null, dataset_id text not null, try_at timestamptz not null, primary key (connector_id, dataset_id))`,
  `alter table outcomes add column verified_at timestamptz`,
  // Most outcomes of a busy connector may be of pushes that had nothing to write: the newest that wrote are found without them.
  `create index outcomes_written on outcomes (connector_id, finished_at desc) where written_at is not null`,
  `create table push_latencies (
    connector_id text not null, stage text not null, le double precision not null, pushes bigint not null, seconds double precision not null,
    primary key (connector_id, stage, le)) with (fillfactor = 50)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
