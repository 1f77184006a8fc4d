import type { Opened } from './session.ts';
import type { ListedRecord, ListOptions, Page, SetAside } from '../src/adapters/adapter.ts';
import { RemoteFault } from '../src/faults.ts';
import { asidesAfter } from '../src/ledger/open-asides.ts';
import type { Db } from '../src/ledger/ledger.ts';
import type { Run } from '../src/ledger/runs.ts';

/** Records that were set aside before, tried again before an incremental listing: by key, past this one. */
const AGAIN = 'navette:again:';
/** The listing from its start. Absent as a cursor it would be taken for the start of the run. */
const LISTING = 'navette:list:';
const TRIED_AT_ONCE = 20;

/** A page, with the records that were looked up one by one and are gone. */
export interface SourcedPage extends Page {
  gone?: string[];
}

/**
 * The page of a run at a cursor. An incremental listing holds only what changed, so what was set aside before is first
 * asked for by its id: a record that we could not take is not lost because it did not change since.
 */
export async function pageAt(
  db: Db,
  opened: Opened,
  run: Run,
  cursor: string | undefined,
  options: ListOptions,
): Promise<SourcedPage> {
  const { adapter, session } = opened;
  if (adapter.list === undefined) throw new RemoteFault('refused', `${adapter.title} cannot be harvested`);
  if (run.mode === 'incremental' && adapter.get !== undefined) {
    const after =
      cursor === undefined ? '' : cursor.startsWith(AGAIN) ? cursor.slice(AGAIN.length) : undefined;
    if (after !== undefined) {
      const waiting = await asidesAfter(db, run.connectorId, run.id, after, TRIED_AT_ONCE);
      const last = waiting.at(-1);
      if (last !== undefined) {
        const next = waiting.length < TRIED_AT_ONCE ? LISTING : AGAIN + last.key;
        return { ...(await triedAgain(opened, waiting)), next };
      }
    }
  }
  const place = cursor === LISTING || cursor?.startsWith(AGAIN) === true ? undefined : cursor;
  return adapter.list(session, place, {
    ...options,
    ...(run.since === undefined ? {} : { modifiedSince: run.since }),
  });
}

/** Where in the adapter's listing a cursor of ours is; undefined where it is not in the listing. */
export function listingPlace(cursor: string | undefined): { place: string | undefined } | undefined {
  if (cursor?.startsWith(AGAIN) === true) return undefined;
  return { place: cursor === LISTING ? undefined : cursor };
}

async function triedAgain(
  { adapter, session }: Opened,
  waiting: readonly { remoteId: string }[],
): Promise<{ records: ListedRecord[]; setAside: SetAside[]; gone: string[] }> {
  const records: ListedRecord[] = [];
  const setAside: SetAside[] = [];
  const gone: string[] = [];
  for (const { remoteId } of waiting) {
    try {
      const record = await adapter.get?.(session, remoteId);
      if (record === undefined) gone.push(remoteId);
      else records.push(record);
    } catch (error) {
      // What is wrong with one record is no trouble of the remote.
      if (!(error instanceof RemoteFault) || error.scope === 'remote') throw error;
      setAside.push({ remoteId, stage: 'parse', reason: error.message });
    }
  }
  return { records, setAside, gone };
}
