import { sql, type Kysely } from 'kysely';

const STATEMENTS = [
  // What a platform elsewhere showed of its datasets when it was last looked at: names and dates, never what they say.
  `create table platform_datasets (
    id text collate "C" primary key, platform_id text not null, title text not null, harvested_by text,
    state text not null default 'active', stamp text not null default '', settled boolean not null default true,
    pending jsonb, seen bigint not null default 0)`,
  `create index platform_datasets_by_platform on platform_datasets (platform_id)`,
  `create index platform_datasets_unsettled on platform_datasets (platform_id) where not settled`,
  // Where reading its changes goes on.
  `create table platform_feeds (platform text primary key, cursor text not null, at timestamptz not null default now())`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
