import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  // What a connector brings from behind its datasets, one row per file: what is wanted, how far it is, what was had last.
  `create table imports (
    connector_id text not null, dataset_id text not null, distribution text not null,
    source jsonb not null, source_fingerprint text not null, host text not null, run_id text not null, wanted boolean not null default true,
    rev bigint not null default 1, done_rev bigint not null default 0, forced boolean not null default false,
    changed_at timestamptz not null default now(), attempts int not null default 0, next_at timestamptz, parked text, last_fault jsonb,
    remarks jsonb not null default '[]',
    claim text, claimed_until timestamptz, fence bigint not null default 0,
    fetched jsonb, checked_at timestamptz, verified_at timestamptz,
    partial jsonb, partial_open boolean not null default false, bytes_got bigint not null default 0, bytes_total bigint,
    held jsonb, rejected text,
    primary key (connector_id, dataset_id, distribution))`,
  `create index imports_waiting on imports (connector_id, forced desc, changed_at) where rev > done_rev`,
  // How much each host sent for each harvest.
  `create table import_traffic (
    connector_id text not null, run_id text not null, host text not null, bytes bigint not null default 0,
    primary key (connector_id, run_id, host))`,
  // The embedded platform's data: content is kept by its hash in a folder, once however many datasets have it.
  `create table files (
    dataset_id text not null, distribution text not null, version int not null default 1, sha256 text not null, bytes bigint not null,
    row_count bigint, columns jsonb, format text, media_type text not null, compress_format text, name text not null, url text,
    written_by text not null, at timestamptz not null default now(), primary key (dataset_id, distribution))`,
  `create index files_by_content on files (sha256)`,
  `create table file_versions (
    dataset_id text not null, distribution text not null, version int not null, sha256 text not null, bytes bigint not null,
    row_count bigint, columns jsonb, written_by text not null, at timestamptz not null, primary key (dataset_id, distribution, version))`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
