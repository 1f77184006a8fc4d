import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  // Who the remote took us for, hashed; null for runs of before.
  `alter table runs add column identity text`,
  `create table run_pages (
    run_id text not null, page int not null, cursor text not null, content text, primary key (run_id, page))`,
  `alter table records add column held_by text, add column rejected_at timestamptz,
    add column aliases bigint[] not null default '{}', add column sources bigint[] not null default '{}',
    add column distribution_ids jsonb`,
  `create index records_held on records (held_by) where held_by is not null`,
  `create index records_by_alias on records using gin (aliases)`,
  `alter table datasets add column missing_since timestamptz`,
  `create table holds (
    run_id text primary key, connector_id text not null, state text not null default 'open', removals int not null default 0,
    renames int not null default 0, applied int not null default 0, created_at timestamptz not null default now(),
    expires_at timestamptz not null, decided_at timestamptz, decided_by text, ended_at timestamptz)`,
  `create index holds_unended on holds (connector_id) where ended_at is null`,
  `create table held_records (
    connector_id text not null, key text not null, remote_id text not null, fingerprint text not null, doc jsonb not null,
    aliases bigint[] not null, sources bigint[] not null, old_key text not null, rung text not null, seen_run text not null,
    held_by text, modified text, raw text, since timestamptz not null default now(), primary key (connector_id, key))`,
  `create index held_records_by_old on held_records (connector_id, old_key)`,
];

/** Absences, decisions that wait for a person, and by what else than its id a record is known. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
