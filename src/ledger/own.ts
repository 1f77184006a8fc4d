import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { FaultReport } from '../faults.ts';
import type { Db } from './ledger.ts';

/** Workflows of single datasets of one connector at once: each costs forty times a push. */
export const OWN_MAX = 20;
/**
 * A dataset that has a workflow of its own is left to it: in the outbox it is due this much later. When the workflow has not
 * tried by then, because somebody ended it or Temporal lost it, the connector's lane does.
 */
export const GRACE = sql`interval '30 seconds'`;
/** Of the encoded id in a workflow's id. */
const ID_LENGTH_MAX = 200;

/** Readable where it can be; long ids are cut and told apart by their hash. Safe in a path of an address. */
export function pushWorkflowId(connectorId: string, datasetId: string): string {
  const encoded = encodeURIComponent(datasetId);
  if (encoded.length <= ID_LENGTH_MAX) return `push/${connectorId}/${encoded}`;
  const hash = createHash('sha256').update(datasetId).digest('hex').slice(0, 32);
  let beginning = '';
  for (const character of datasetId) {
    const next = beginning + encodeURIComponent(character);
    if (next.length + 1 + hash.length > ID_LENGTH_MAX) break;
    beginning = next;
  }
  return `push/${connectorId}/${beginning}~${hash}`;
}

/** Takes datasets from their workflows whose change was pushed, parked or announced anew meanwhile. Returns them. */
export async function endOwn(db: Db, connectorId: string): Promise<string[]> {
  const { rows } = await sql<{ dataset_id: string }>`
    delete from own_pushes p where p.connector_id = ${connectorId} and not exists (
      select from outbox o where o.connector_id = p.connector_id and o.dataset_id = p.dataset_id
        and o.rev > o.done_rev and o.parked is null and o.next_at = p.try_at + ${GRACE})
    returning p.dataset_id`.execute(db);
  return rows.map((row) => row.dataset_id);
}

/** Gives datasets that failed `after` times workflows of their own, oldest change first, as long as there may be more. Returns them. */
export async function beginOwn(db: Db, connectorId: string, after: number): Promise<string[]> {
  return db.transaction().execute(async (tx) => {
    // Two lanes that count at the same moment would both find room for the last one.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`own/${connectorId}`}, 0))`.execute(tx);
    const { rows } = await sql<{ dataset_id: string }>`
      with failing as (
        select o.dataset_id, o.next_at from outbox o
        where o.connector_id = ${connectorId} and o.rev > o.done_rev and o.parked is null and o.attempts >= ${after}
          and o.next_at is not null and (o.claimed_until is null or o.claimed_until < now())
          and not exists (select from own_pushes p where p.connector_id = o.connector_id and p.dataset_id = o.dataset_id)
        order by o.announced_at, o.dataset_id
        limit greatest(0, ${OWN_MAX} - (select count(*) from own_pushes where connector_id = ${connectorId}))
        for update of o skip locked),
      later as (
        update outbox o set next_at = failing.next_at + ${GRACE} from failing
        where o.connector_id = ${connectorId} and o.dataset_id = failing.dataset_id)
      insert into own_pushes (connector_id, dataset_id, try_at)
      select ${connectorId}, dataset_id, next_at from failing returning dataset_id`.execute(tx);
    return rows.map((row) => row.dataset_id);
  });
}

/** How the change of a dataset stands that has, or had, a workflow of its own. */
export interface OwnState {
  /** Whether it is left to that workflow: neither pushed, parked nor announced anew. */
  ours: boolean;
  /** Milliseconds until its next try; not above zero when it is due. */
  dueInMs: number;
  fault: FaultReport | undefined;
}

export async function ownState(
  db: Db,
  connectorId: string,
  datasetId: string,
): Promise<OwnState | undefined> {
  const { rows } = await sql<{
    ours: boolean;
    due_in_ms: number;
    last_fault: FaultReport | null;
  }>`
    select coalesce(o.rev > o.done_rev and o.parked is null and o.next_at = p.try_at + ${GRACE}, false) as ours, o.last_fault,
      ceil(extract(epoch from p.try_at - now()) * 1000)::float8 as due_in_ms
    from outbox o join own_pushes p on p.connector_id = o.connector_id and p.dataset_id = o.dataset_id
    where o.connector_id = ${connectorId} and o.dataset_id = ${datasetId}`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  return { ours: row.ours, dueInMs: row.due_in_ms, fault: row.last_fault ?? undefined };
}

/** After one more failed try the dataset stays with its workflow until the next, or for so long where nothing else says when that is. */
export async function keepOwn(
  db: Db,
  connectorId: string,
  datasetId: string,
  restMs: number | null = null,
): Promise<void> {
  await sql`
    with failing as (
      select coalesce(o.next_at, now() + ${restMs}::float8 * interval '1 millisecond') as next_at from outbox o
      where o.connector_id = ${connectorId} and o.dataset_id = ${datasetId} and o.rev > o.done_rev and o.parked is null
        and (o.next_at is not null or ${restMs}::float8 is not null) and not exists (
          select from own_pushes p where p.connector_id = o.connector_id and p.dataset_id = o.dataset_id
            and o.next_at = p.try_at + ${GRACE})
      for update of o),
    later as (
      update outbox o set next_at = failing.next_at + ${GRACE} from failing
      where o.connector_id = ${connectorId} and o.dataset_id = ${datasetId})
    insert into own_pushes as p (connector_id, dataset_id, try_at)
    select ${connectorId}, ${datasetId}, next_at from failing
    on conflict (connector_id, dataset_id) do update set try_at = excluded.try_at`.execute(db);
}

/** The workflow lets go: the connector's lane tries the dataset when it would have. */
export async function giveBack(db: Db, connectorId: string, datasetId: string): Promise<void> {
  await sql`
    with gone as (
      delete from own_pushes where connector_id = ${connectorId} and dataset_id = ${datasetId} returning try_at)
    update outbox o set next_at = gone.try_at from gone
    where o.connector_id = ${connectorId} and o.dataset_id = ${datasetId} and o.next_at = gone.try_at + ${GRACE}`.execute(
    db,
  );
}

/** Datasets of a connector that have workflows of their own. */
export async function ownDatasets(db: Db, connectorId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('own_pushes')
    .select('dataset_id')
    .where('connector_id', '=', connectorId)
    .execute();
  return rows.map((row) => row.dataset_id);
}
