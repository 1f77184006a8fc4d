import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  `alter table links add column withdrawn text[]`,
  `create table verifications (
    id text primary key, connector_id text not null, workflow_id text not null, state text not null, place jsonb not null,
    counts jsonb not null, fault jsonb, started_at timestamptz not null default now(), ended_at timestamptz)`,
  `create index verifications_by_connector on verifications (connector_id, started_at desc)`,
  `create table drifts (
    id bigint generated always as identity primary key, verification_id text not null references verifications (id) on delete cascade,
    connector_id text not null, dataset_id text not null, remote_id text not null, kind text not null, field text not null default '',
    pushed jsonb, shown jsonb, next text not null, reason text, at timestamptz not null default now())`,
  `create index drifts_by_verification on drifts (verification_id, id)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
