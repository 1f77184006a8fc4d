import { sql, type Kysely } from 'kysely';

/** What the files behind datasets were when they were last read, so that one that is as it was is not read again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table uploads (
    connector_id text not null, dataset_id text not null, source text not null, etag text, last_modified text,
    length bigint not null, sha256 text not null, sha1 text not null, md5 text not null,
    read_at timestamptz not null default now(), primary key (connector_id, dataset_id, source))`.execute(db);
}
