import type { Ports } from './ports.ts';
import type { Opened } from './session.ts';
import { wantFiles } from './import/want.ts';
import type { ListedRecord, Page } from '../src/adapters/adapter.ts';
import {
  harvestedId,
  knownRecords,
  recordKey,
  touchRecords,
  writeRecords,
  writeSetAside,
  type AsideRow,
  type KnownRecord,
  type SeenRecord,
} from '../src/ledger/records.ts';
import { advanceRun, saveVerdict, type Run } from '../src/ledger/runs.ts';
import type { RunCounts } from '../src/ledger/schema.ts';
import type { Tx } from '../src/ledger/ledger.ts';
import { fingerprint } from '../src/model/fingerprint.ts';

/** A newer attempt goes on with the run. */
class RunTaken extends Error {
  override readonly name = 'RunTaken';
}

interface PageWork {
  run: Run;
  token: string;
  page: Page;
  from: string | undefined;
}

interface Item extends SeenRecord {
  record: ListedRecord;
}

/** What a page holds, against what is known. Only `changed` is written whole. */
interface Sorted {
  changed: Item[];
  unchanged: Item[];
  counts: RunCounts;
}

/**
 * Makes one page durable: records, datasets, what was set aside, counts and cursor in one transaction. Where the
 * database refuses the batch, its records are tried one by one, and the one at fault is set aside with the reason.
 */
export async function storePage(ports: Ports, opened: Opened, work: PageWork): Promise<RunCounts> {
  const own: ListedRecord[] = [];
  const items: Item[] = [];
  for (const record of work.page.records) {
    // What one of our own pushes made does not come back as somebody else's.
    if (record.mark?.startsWith(`${opened.session.installation}/`) === true) own.push(record);
    else items.push(itemOf(opened, record));
  }
  try {
    return await commit(ports, opened, work, items, own.length, []);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { good, bad } = await sift(ports, opened, work, items);
    ports.log.warn(
      { connectorId: work.run.connectorId, records: bad.length },
      'the database refused records of a page',
    );
    return commit(ports, opened, work, good, own.length, bad);
  }
}

async function commit(
  ports: Ports,
  opened: Opened,
  work: PageWork,
  items: readonly Item[],
  own: number,
  refused: readonly AsideRow[],
): Promise<RunCounts> {
  const { run, page } = work;
  let written = 0;
  let files = 0;
  const counts = await ports.db.transaction().execute(async (tx) => {
    const sorted = await sort(tx, run, items);
    written = sorted.changed.length;
    files = await wantFiles(opened, tx, run.id, [...sorted.changed, ...sorted.unchanged]);
    await write(ports, opened, tx, run, sorted);
    const aside = [...page.setAside, ...refused];
    await writeSetAside(tx, run.connectorId, run.id, aside);
    const counts = {
      ...sorted.counts,
      received: run.counts.received + page.records.length + page.setAside.length,
      own: run.counts.own + own,
      setAside: run.counts.setAside + aside.length,
    };
    const ours = await advanceRun(tx, {
      id: run.id,
      token: work.token,
      from: work.from,
      next: page.next,
      announced: page.announced,
      counts,
    });
    if (!ours) throw new RunTaken(`another attempt goes on with run ${run.id}`);
    if (page.next === undefined)
      await saveVerdict(
        tx,
        run.id,
        page.verdict ?? {
          state: 'suspicious',
          reason: 'the listing ended without a verdict',
          received: counts.received,
        },
      );
    return counts;
  });
  if (written + files > 0) ports.nudgeDue();
  return counts;
}

/** Against what is known: new, changed, as before, or a second time in this run. */
async function sort(tx: Tx, run: Run, items: readonly Item[]): Promise<Sorted> {
  const counts = { ...run.counts };
  const distinct = new Map<string, Item>();
  for (const item of items) {
    if (distinct.has(item.key)) counts.repeated += 1;
    // Of two in one page the later one is newer by the remote's own order.
    distinct.set(item.key, item);
  }
  const known = await knownRecords(tx, run.connectorId, [...distinct.keys()]);
  const changed: Item[] = [];
  const unchanged: Item[] = [];
  for (const item of distinct.values()) {
    const before = known.get(item.key);
    if (before?.seenRun === run.id) counts.repeated += 1;
    if (before === undefined) counts.added += 1;
    else if (before.gone || before.missing) counts.returned += 1;
    if (isChange(before, item)) {
      changed.push(item);
      if (before !== undefined) counts.updated += 1;
    } else {
      unchanged.push(item);
      if (before?.seenRun !== run.id) counts.unchanged += 1;
    }
  }
  return { changed, unchanged, counts };
}

function isChange(before: KnownRecord | undefined, item: Item): boolean {
  return before === undefined || before.gone || before.fingerprint !== item.fingerprint;
}

async function write(ports: Ports, opened: Opened, tx: Tx, run: Run, sorted: Sorted): Promise<void> {
  const visibility = opened.connector.config.harvest?.visibility ?? 'public';
  const by = `harvest/${run.connectorId}/${run.id}`;
  await ports.platform.upsert(
    sorted.changed.map((item) => ({
      id: item.datasetId,
      dataset: item.record.dataset,
      fingerprint: item.fingerprint,
      harvestedBy: run.connectorId,
      visibility,
    })),
    by,
    tx,
  );
  await writeRecords(tx, run.connectorId, run.id, sorted.changed);
  await touchRecords(
    tx,
    run.connectorId,
    run.id,
    sorted.unchanged.map((item) => item.key),
  );
}

/** Which records the database takes, each tried alone and undone. */
async function sift(
  ports: Ports,
  opened: Opened,
  work: PageWork,
  items: readonly Item[],
): Promise<{ good: Item[]; bad: AsideRow[] }> {
  const good: Item[] = [];
  const bad: AsideRow[] = [];
  for (const item of items) {
    try {
      await ports.db.transaction().execute(async (tx) => {
        await write(ports, opened, tx, work.run, await sort(tx, work.run, [item]));
        throw new Undone();
      });
    } catch (error) {
      if (error instanceof Undone) good.push(item);
      else if (isRefusal(error)) bad.push({ remoteId: item.remoteId, stage: 'store', reason: error.message });
      else throw error;
    }
  }
  return { good, bad };
}

class Undone extends Error {}

/** SQLSTATE classes that speak of the data itself: data exception, integrity, program limit (too long for an index). */
const REFUSALS = /^(22|23|54)/;

function isRefusal(error: unknown): error is Error & { code: string } {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && REFUSALS.test(error.code)
  );
}

function itemOf(opened: Opened, record: ListedRecord): Item {
  return {
    record,
    key: recordKey(record.remoteId),
    remoteId: record.remoteId,
    fingerprint: fingerprint(record.dataset),
    datasetId: harvestedId(opened.connector.config.id, record.remoteId),
  };
}
