import type { Item } from './compare.ts';
import { noteDates } from './dates.ts';
import { wantFiles } from './import/want.ts';
import { itemOf } from './item.ts';
import { mapRecords } from './mapping.ts';
import { recordsOn } from './page-watch.ts';
import type { Ports } from './ports.ts';
import type { Opened } from './session.ts';
import { siftedBy } from './sift.ts';
import { sort, withoutRenamed } from './sort-page.ts';
import { writePage } from './write-page.ts';
import type { ListedRecord, Page, SameRecord } from '../src/adapters/adapter.ts';
import { unhurried } from '../src/adapters/unhurried.ts';
import { besideRemovals } from '../src/ledger/absences.ts';
import { openAsides } from '../src/ledger/open-asides.ts';
import { meetAgain } from '../src/ledger/known-sources.ts';
import type { Tx } from '../src/ledger/ledger.ts';
import { stepOn } from '../src/ledger/page-step.ts';
import { markFiltered, recordKey } from '../src/ledger/records.ts';
import { writeSetAside, type AsideRow } from '../src/ledger/set-aside.ts';
import type { StoredPage } from '../src/ledger/run-pages.ts';
import { saveVerdict, type Run } from '../src/ledger/runs.ts';
import type { RunCounts, RunNotes } from '../src/ledger/schema/runs.ts';

/** A newer attempt goes on with the run. */
class RunTaken extends Error {
  override readonly name = 'RunTaken';
}

/** What was known when the page was read is no longer true: the next try reads it anew. */
class Outdated extends Error {
  override readonly name = 'Outdated';
}

interface PageWork {
  run: Run;
  notes: RunNotes;
  token: string;
  page: Page;
  stored: StoredPage;
  from: string | undefined;
  /** Remote ids that a person wants left out of this run. */
  skip?: readonly string[];
  /** Remote ids that were tried again and are gone. */
  gone?: readonly string[];
}

/** Where the run stands after a page. */
interface Stored {
  counts: RunCounts;
  notes: RunNotes;
}

/** What of a page is not stored. */
interface Beside {
  /** Made by our own pushes. */
  own: number;
  /** Outside the connector's filter, by remote id. */
  filtered: readonly string[];
  aside: readonly AsideRow[];
  nonconforming: number;
}

/**
 * Makes one page durable: records, datasets, what was set aside, counts and cursor in one transaction. Where the
 * database refuses the batch, its records are tried one by one, and the one at fault is set aside with the reason.
 */
export async function storePage(ports: Ports, opened: Opened, work: PageWork): Promise<Stored> {
  const { own, skipped, others } = apart(opened, work);
  const { kept, filtered, aside, nonconforming } = await mapRecords(opened, others);
  const items = await unhurried(kept, ({ record, rules }) => itemOf(ports, opened, record, rules), {
    first: true,
  });
  const beside = { own, filtered, aside: [...skipped, ...aside], nonconforming };
  try {
    return await commit(ports, opened, work, items, beside);
  } catch (error) {
    const { good, bad } = await siftedBy(error, ports, opened, work.run, items);
    ports.log.warn(
      { connectorId: work.run.connectorId, records: bad.length },
      'the database or the platform refused records of a page',
    );
    return commit(ports, opened, work, good, { ...beside, aside: [...beside.aside, ...bad] });
  }
}

/** Whose records they are: ours that come back, those that a person wants left out, and the others. */
function apart(
  opened: Opened,
  { page, skip = [] }: PageWork,
): { own: number; skipped: AsideRow[]; others: ListedRecord[] } {
  // What one of our own pushes made does not come back as somebody else's.
  const isOwn = ({ mark }: ListedRecord): boolean =>
    mark?.startsWith(`${opened.session.installation}/`) === true;
  const foreign = page.records.filter((record) => !isOwn(record));
  const left = foreign.filter(({ remoteId }) => skip.includes(remoteId));
  return {
    own: page.records.length - foreign.length,
    skipped: left.map(({ remoteId }) => ({ remoteId, stage: 'skipped', reason: 'left out by a person' })),
    others: foreign.filter(({ remoteId }) => !skip.includes(remoteId)),
  };
}

async function commit(
  ports: Ports,
  opened: Opened,
  work: PageWork,
  items: readonly Item[],
  beside: Beside,
): Promise<Stored> {
  const { run, page } = work;
  const { same = [] } = page;
  let written = 0;
  let files = 0;
  const stored = await ports.db.transaction().execute(async (tx) => {
    await besideRemovals(tx, run.connectorId);
    const repeated = await meet(tx, run, same);
    const compared = await sort(tx, run, items);
    const sorted =
      run.mode === 'validate' ? compared : await withoutRenamed(ports, tx, opened, run, compared);
    const aside = [...page.setAside, ...beside.aside];
    let { notes } = work;
    let closed: string[] = [];
    if (run.mode !== 'validate') {
      written = sorted.changed.length;
      const settled = await writePage(ports, opened, tx, run, sorted);
      files = await wantFiles(opened, tx, run.id, [
        ...settled.map(({ item, distributionIds }) => ({ ...item, distributionIds })),
        ...sorted.unchanged.map((item) => ({ ...item, distributionIds: item.before?.distributionIds })),
      ]);
      await markFiltered(tx, run.connectorId, run.id, beside.filtered.map(recordKey));
      const serverDate = opened.serverDate();
      notes = await noteDates(ports, tx, run, { ...sorted, same }, { notes, serverDate });
      await openAsides(tx, run.connectorId, run.id, aside);
      closed = [
        ...items.map(({ key }) => key),
        ...same.map(({ remoteId }) => recordKey(remoteId)),
        ...[...(work.gone ?? []), ...beside.filtered].map(recordKey),
      ];
    }
    await writeSetAside(tx, run.connectorId, run.id, aside);
    const counts = {
      ...sorted.counts,
      received: run.counts.received + recordsOn(page),
      unchanged: sorted.counts.unchanged + same.length - repeated,
      repeated: sorted.counts.repeated + repeated,
      own: run.counts.own + beside.own,
      filtered: run.counts.filtered + beside.filtered.length,
      setAside: run.counts.setAside + aside.length,
      ...nonconformingOf(run, beside),
    };
    const ours = await stepOn(tx, {
      runId: run.id,
      connectorId: run.connectorId,
      token: work.token,
      from: work.from,
      next: page.next,
      announced: page.announced,
      counts,
      notes,
      stored: work.stored,
      closed,
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
    return { counts, notes };
  });
  if (written + files > 0) ports.nudgeDue();
  return stored;
}

/** Only told by runs that look for it. */
function nonconformingOf({ counts }: Run, { nonconforming }: Beside): { nonconforming?: number } {
  const sum = (counts.nonconforming ?? 0) + nonconforming;
  return sum === 0 ? {} : { nonconforming: sum };
}

/** Records that stand as they are; gives back how many of them the run had met before. */
async function meet(tx: Tx, run: Run, same: readonly SameRecord[]): Promise<number> {
  if (same.length === 0) return 0;
  const keys = [...new Set(same.map(({ remoteId }) => recordKey(remoteId)))];
  const again = await meetAgain(tx, run.connectorId, run.id, keys);
  if (again === undefined) throw new Outdated('records of the page were removed while it was read');
  return again + same.length - keys.length;
}
