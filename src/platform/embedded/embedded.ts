import { sql } from 'kysely';
import type { Db, Tx } from '../../ledger/ledger.ts';
import type { DatasetState, Visibility } from '../../ledger/schema/platform.ts';
import type { Dataset } from '../../model/dataset.ts';
import type { EntryFilter, Platform, PlatformEntry, Standing } from '../platform.ts';
import type { FileStore } from '../../files/store.ts';
import { announceLinked } from '../announcing.ts';
import type { PlatformHistory, SupersededVersion } from '../history.ts';
import { changesBy } from './changes.ts';
import { embeddedData } from './data.ts';
import { upsert } from './upsert.ts';

/** The platform that comes with Navette: datasets beside the ledger, each change announced in its own transaction. */
export interface EmbeddedPlatform extends Platform<Tx> {
  history: PlatformHistory<Tx>;
}

export interface EmbeddedOptions {
  /** Where the content of data is kept; without it none is taken. */
  files?: FileStore | undefined;
  /** Told after a commit which connectors have something to push. */
  onAnnounced?: (connectorIds: readonly string[]) => void;
}

export function embeddedPlatform(db: Db, options: EmbeddedOptions = {}): EmbeddedPlatform {
  const told = (connectorIds: ReadonlySet<string>): void => {
    if (connectorIds.size > 0) options.onAnnounced?.([...connectorIds]);
  };
  /** Runs in the caller's transaction, or in one of its own and then tells who has something to push. */
  async function writing<T>(
    within: Tx | undefined,
    work: (tx: Tx, announced: Set<string>) => Promise<T>,
  ): Promise<T> {
    const announced = new Set<string>();
    if (within !== undefined) return work(within, announced);
    const result = await db.transaction().execute((tx) => work(tx, announced));
    told(announced);
    return result;
  }
  return {
    ...embeddedData(db, options.files),
    async entries(ids) {
      const rows = await db
        .selectFrom('datasets')
        .selectAll()
        .where('id', '=', sql<string>`any(${ids}::text[])`)
        .execute();
      return new Map(rows.map((row) => [row.id, entryOf(row)]));
    },
    async standings(ids) {
      const rows = await db
        .selectFrom('datasets')
        .select(['id', 'visibility', 'owner', 'harvested_by'])
        .where('id', '=', sql<string>`any(${ids}::text[])`)
        .execute();
      return new Map(rows.map((row) => [row.id, standingOf(row)]));
    },
    async page(cursor, limit, filter = {}) {
      const rows = await matching(db, filter)
        .where('id', '>', cursor ?? '')
        .orderBy('id')
        .limit(limit)
        .execute();
      const last = rows.at(-1);
      return {
        entries: rows.map(entryOf),
        ...(rows.length < limit || last === undefined ? {} : { next: last.id }),
      };
    },
    upsert: (writes, by, within) => writing(within, (tx, announced) => upsert(tx, writes, by, announced)),
    setState: (ids, state, by, within) =>
      writing(within, (tx, announced) => setState(tx, ids, state, by, announced)),
    markMissing: (ids, within) =>
      writing(within, async (tx) => {
        await sql`update datasets set missing_since = now(), updated_at = now()
          where id = any(${ids}::text[]) and missing_since is null`.execute(tx);
      }),
    history: {
      versions: (id, limit) => versions(db, id, limit),
      changesBy: (writers, options, within) => changesBy(within ?? db, writers, options),
    },
  };
}

async function versions(db: Db, id: string, limit: number): Promise<SupersededVersion[]> {
  const rows = await db
    .selectFrom('dataset_versions')
    .selectAll()
    .where('dataset_id', '=', id)
    .orderBy('rev', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    rev: row.rev,
    dataset: row.doc,
    state: row.state,
    by: row.written_by,
    at: row.at,
  }));
}

function matching(db: Db, filter: EntryFilter) {
  let query = db.selectFrom('datasets').selectAll();
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.harvestedBy === null) query = query.where('harvested_by', 'is', null);
  else if (filter.harvestedBy !== undefined) query = query.where('harvested_by', '=', filter.harvestedBy);
  if (filter.text !== undefined)
    query = query.where('title', 'ilike', `%${filter.text.replaceAll(/[\\%_]/g, '\\$&')}%`);
  return query;
}

interface Row {
  id: string;
  doc: Dataset;
  fingerprint: string;
  visibility: Visibility;
  owner: string | null;
  state: DatasetState;
  harvested_by: string | null;
  missing_since: Date | null;
  rev: number;
  updated_at: Date;
}

function standingOf(row: Pick<Row, 'id' | 'visibility' | 'owner' | 'harvested_by'>): Standing {
  return {
    id: row.id,
    visibility: row.visibility,
    ...(row.owner === null ? {} : { owner: row.owner }),
    ...(row.harvested_by === null ? {} : { harvestedBy: row.harvested_by }),
  };
}

function entryOf(row: Row): PlatformEntry {
  return {
    ...standingOf(row),
    dataset: row.doc,
    fingerprint: row.fingerprint,
    state: row.state,
    rev: row.rev,
    updatedAt: row.updated_at,
    ...(row.missing_since === null ? {} : { missingSince: row.missing_since }),
  };
}

async function setState(
  tx: Tx,
  ids: readonly string[],
  state: 'archived' | 'deleted',
  by: string,
  announced: Set<string>,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with going as (select * from datasets where id = any(${ids}::text[]) and state <> ${state} order by id for update),
    superseded as (
      insert into dataset_versions (dataset_id, rev, doc, visibility, state, written_by, at)
      select id, rev, doc, visibility, state, written_by, updated_at from going)
    update datasets d set state = ${state}, rev = d.rev + 1, updated_at = now(), written_by = ${by} from going where d.id = going.id returning d.id`.execute(
    tx,
  );
  const changed = rows.map((row) => row.id);
  await announceLinked(tx, changed, announced);
  return changed;
}
