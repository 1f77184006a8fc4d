import { sql } from 'kysely';
import { jsonArray, textArray } from '../../ledger/arrays.ts';
import type { Tx } from '../../ledger/ledger.ts';
import { fingerprint } from '../../model/fingerprint.ts';
import { pickText } from '../../model/text.ts';
import { announceChanged } from '../announcing.ts';
import type { PlatformEntry, PlatformWrite, Written } from '../platform.ts';

/** In one statement: what it holds fits the memory of a sort, and while it runs the next is prepared. */
const WRITTEN_AT_ONCE = 200;

interface Changed {
  id: string;
  rev: number;
  created: boolean;
}

/** Makes and changes datasets, keeps what they were, and announces it. */
export async function upsert(
  tx: Tx,
  writes: readonly PlatformWrite[],
  by: string,
  announced: Set<string>,
): Promise<Written[]> {
  if (writes.length === 0) return [];
  // Who writes the same datasets at the same time goes first or waits: what is superseded must be what they left.
  await sql`select from datasets where id = any(${writes.map((write) => write.id)}::text[]) order by id for update`.execute(
    tx,
  );
  const changed = new Map((await writeAll(tx, writes, by)).map((row) => [row.id, row]));
  const results = writes.map((write): Written => {
    const row = changed.get(write.id);
    if (row === undefined) return { id: write.id, action: 'unchanged', rev: 0 };
    return { id: write.id, action: row.created ? 'created' : 'updated', rev: row.rev };
  });
  const entries = writes
    .filter((write) => changed.has(write.id))
    .map((write): PlatformEntry => ({ ...write, state: 'active', rev: 0, updatedAt: new Date() }));
  await announceChanged(tx, entries, announced);
  return results;
}

/** In the order of their ids, whatever a statement holds: two who make the same datasets wait for each other one way only. */
async function writeAll(tx: Tx, writes: readonly PlatformWrite[], by: string): Promise<Changed[]> {
  const ordered = writes.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const force = writes.some((write) => write.force === true);
  const done: Changed[] = [];
  let underWay: Promise<Changed[]> = Promise.resolve([]);
  for (let at = 0, end = 0; at < ordered.length; at = end) {
    end = at + WRITTEN_AT_ONCE;
    // One that stands twice is refused, by the statement that holds both.
    while (end < ordered.length && ordered[end]?.id === ordered[end - 1]?.id) end += 1;
    const rows = rowsOf(ordered.slice(at, end));
    done.push(...(await underWay));
    underWay = write(tx, rows, by, force);
    // Lets it be sent.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return [...done, ...(await underWay)];
}

/** Columns as arrays. */
function rowsOf(writes: readonly PlatformWrite[]) {
  return {
    ids: textArray(writes.map(({ id }) => id)),
    docs: jsonArray(writes.map(({ dataset }) => JSON.stringify(dataset))),
    fingerprints: textArray(writes.map((write) => write.fingerprint ?? fingerprint(write.dataset))),
    kinds: textArray(writes.map(({ dataset }) => dataset.kind)),
    titles: textArray(writes.map(({ id, dataset }) => pickText(dataset.title, ['fr', 'en']) ?? id)),
    visibilities: textArray(writes.map(({ visibility }) => visibility)),
    owners: textArray(writes.map(({ owner }) => owner)),
    harvesters: textArray(writes.map(({ harvestedBy }) => harvestedBy)),
  };
}

async function write(
  tx: Tx,
  rows: ReturnType<typeof rowsOf>,
  by: string,
  force: boolean,
): Promise<Changed[]> {
  const result = await sql<Changed>`
    with incoming as (
      select * from unnest(${rows.ids}::text[], ${rows.docs}::jsonb[], ${rows.fingerprints}::text[], ${rows.kinds}::text[], ${rows.titles}::text[],
        ${rows.visibilities}::text[], ${rows.owners}::text[], ${rows.harvesters}::text[])
        as i(id, doc, fingerprint, kind, title, visibility, owner, harvested_by)),
    superseded as (
      insert into dataset_versions (dataset_id, rev, doc, visibility, state, written_by, at)
      select d.id, d.rev, d.doc, d.visibility, d.state, d.written_by, d.updated_at from datasets d join incoming i on i.id = d.id
      where ${force}::boolean or (d.fingerprint, d.visibility, d.owner, d.state) is distinct from (i.fingerprint, i.visibility, coalesce(i.owner, d.owner), 'active') or d.missing_since is not null)
    insert into datasets as d (id, doc, fingerprint, kind, title, visibility, owner, harvested_by, written_by)
    select id, doc, fingerprint, kind, title, visibility, owner, harvested_by, ${by} from incoming
    on conflict (id) do update set doc = excluded.doc, fingerprint = excluded.fingerprint, kind = excluded.kind, title = excluded.title,
      visibility = excluded.visibility, owner = coalesce(excluded.owner, d.owner), state = 'active', written_by = excluded.written_by,
      missing_since = null, rev = d.rev + 1, updated_at = now()
    where ${force}::boolean or (d.fingerprint, d.visibility, d.owner, d.state) is distinct from (excluded.fingerprint, excluded.visibility, coalesce(excluded.owner, d.owner), 'active')
      or d.missing_since is not null
    returning id, rev, (xmax = 0) as created`.execute(tx);
  return result.rows;
}
