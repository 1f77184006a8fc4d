import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  `create table installation (id text primary key, created_at timestamptz not null default now())`,
  `create table connectors (
    id text primary key, config jsonb not null, config_fingerprint text not null, paused boolean not null default false,
    retired_at timestamptz, created_at timestamptz not null default now(), updated_at timestamptz not null default now())`,
  `create table secrets (
    connector_id text not null, field text not null, key_id text not null, nonce bytea not null, sealed bytea not null,
    updated_at timestamptz not null default now(), primary key (connector_id, field))`,
  `create table datasets (
    id text primary key, doc jsonb not null, fingerprint text not null, kind text not null, title text not null,
    visibility text not null, owner text, state text not null default 'active', harvested_by text, written_by text not null,
    rev bigint not null default 1, created_at timestamptz not null default now(), updated_at timestamptz not null default now())`,
  `create index datasets_by_change on datasets (updated_at, id)`,
  `create index datasets_by_connector on datasets (harvested_by, id) where harvested_by is not null`,
  `create table dataset_versions (
    dataset_id text not null, rev bigint not null, doc jsonb not null, visibility text not null, state text not null,
    written_by text not null, at timestamptz not null, primary key (dataset_id, rev))`,
  `create table outbox (
    connector_id text not null, dataset_id text not null, rev bigint not null default 1, done_rev bigint not null default 0,
    priority int not null default 0, announced_at timestamptz not null default now(), changed_at timestamptz not null default now(),
    attempts int not null default 0, next_at timestamptz, parked text, last_fault jsonb, claim text, claimed_until timestamptz,
    primary key (connector_id, dataset_id))`,
  // Only what waits is looked for, and there it is small however many datasets were ever pushed.
  `create index outbox_waiting on outbox (connector_id, priority desc, announced_at) where rev > done_rev`,
  `create table links (
    connector_id text not null, dataset_id text not null, mark text not null, remote_id text, remote_url text, fingerprint text,
    base jsonb, distribution_ids jsonb not null default '{}', intended_at timestamptz, pushed_at timestamptz,
    primary key (connector_id, dataset_id))`,
  `create index links_by_dataset on links (dataset_id)`,
  `create table outcomes (
    id bigint generated always as identity primary key, connector_id text not null, dataset_id text not null, outcome text not null,
    rev bigint not null, announced_at timestamptz not null, started_at timestamptz not null, written_at timestamptz,
    finished_at timestamptz not null default now(), attempt int not null default 1, diff jsonb, losses jsonb, fault jsonb)`,
  `create index outcomes_by_dataset on outcomes (connector_id, dataset_id, id)`,
  `create index outcomes_by_time on outcomes (connector_id, finished_at)`,
  `create table runs (
    id text primary key, connector_id text not null, workflow_id text not null, mode text not null, state text not null,
    scope_fingerprint text not null, cursor text, pages int not null default 0, token text, counts jsonb not null,
    announced_first bigint, announced_last bigint, verdict jsonb, reason text, fault jsonb,
    started_at timestamptz not null default now(), ended_at timestamptz)`,
  `create index runs_by_connector on runs (connector_id, started_at desc)`,
  `create table records (
    connector_id text not null, key text not null, remote_id text not null, fingerprint text not null, dataset_id text not null,
    seen_run text not null, changed_run text not null, absences int not null default 0, missing_since timestamptz,
    removed_at timestamptz, primary key (connector_id, key))`,
  `create table set_aside (
    id bigint generated always as identity primary key, run_id text not null, connector_id text not null, remote_id text,
    stage text not null, field text, value text, reason text not null, raw text, at timestamptz not null default now())`,
  `create index set_aside_by_run on set_aside (run_id, id)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  await sql`insert into installation (id) values (${crypto.randomUUID().slice(0, 8)})`.execute(db);
}
