import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  `alter table records add column modified text`,
  `alter table runs add column since text, add column mode_reason text, add column notes jsonb`,
  `create table harvest_states (
    connector_id text primary key, watermark text, scope_fingerprint text, mapping_fingerprint text, full_at timestamptz, dates jsonb, asked_mode text,
    health text not null default 'ok', health_since timestamptz not null default now())`,
  `create table run_controls (
    run_id text primary key, paused boolean not null default false, stopping boolean not null default false, page_size int, ahead int,
    skip text[] not null default '{}', paused_since timestamptz, paused_ms bigint not null default 0)`,
  `create table open_asides (
    connector_id text not null, key text not null, remote_id text not null, run_id text not null, stage text not null,
    reason text not null, tries int not null default 1, since timestamptz not null default now(), primary key (connector_id, key))`,
  // One row per version of a record that a harvest stored: what the source said, and the fingerprint of what was made of it.
  `create table record_versions (
    connector_id text not null, key text not null, run_id text not null, dataset_id text not null, fingerprint text not null,
    raw text, at timestamptz not null default now(), primary key (connector_id, key, run_id))`,
  `create index record_versions_by_dataset on record_versions (dataset_id)`,
  `create table pins (
    connector_id text not null, key text not null, fingerprint text not null, run_id text not null,
    at timestamptz not null default now(), primary key (connector_id, key))`,
  `create table notices (
    id bigint generated always as identity primary key, connector_id text not null, run_id text not null, before text not null,
    after text not null, sent jsonb not null default '[]', at timestamptz not null default now(), unique (run_id))`,
  // A run's changes are found by who wrote them.
  `create index datasets_by_writer on datasets (written_by)`,
  `create index dataset_versions_by_writer on dataset_versions (written_by)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
