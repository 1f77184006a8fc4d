import { compare, type Item, type Sorted } from './compare.ts';
import { noteDates } from './dates.ts';
import { settledDistributions, type SettledDataset } from './distributions.ts';
import { mapRecords } from './mapping.ts';
import { namesOf, setApart } from './new-ids.ts';
import type { Ports } from './ports.ts';
import type { Opened } from './session.ts';
import { wantFiles } from './import/want.ts';
import { recordsOn } from './page-watch.ts';
import { sourceOf } from './sources.ts';
import type { ListedRecord, Page, SameRecord } from '../src/adapters/adapter.ts';
import { unhurried } from '../src/adapters/unhurried.ts';
import { meetAgain, moveMarks } from '../src/ledger/known-sources.ts';
import { openAsides } from '../src/ledger/asides.ts';
import { pinsOf, unpin } from '../src/ledger/pins.ts';
import { keepVersions } from '../src/ledger/record-versions.ts';
import {
  harvestedId,
  knownRecords,
  markFiltered,
  noteRules,
  recordKey,
  touchRecords,
  writeRecords,
  writeSetAside,
  type AsideRow,
} from '../src/ledger/records.ts';
import { stepOn } from '../src/ledger/page-step.ts';
import { saveVerdict, type Run } from '../src/ledger/runs.ts';
import type { StoredPage } from '../src/ledger/run-pages.ts';
import type { RunCounts, RunNotes } from '../src/ledger/schema.ts';
import { besideRemovals } from '../src/ledger/absences.ts';
import type { Tx } from '../src/ledger/ledger.ts';
import { fingerprint } from '../src/model/fingerprint.ts';
import type { RuleTrace } from '../src/model/rule-trace.ts';
import type { PlatformEntry } from '../src/platform/platform.ts';
import { demandWritten, WriteRefused } from '../src/platform/written.ts';

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
  const items = await unhurried(kept, ({ record, rules }) => itemOf(ports, opened, record, rules));
  const beside = { own, filtered, aside: [...skipped, ...aside], nonconforming };
  try {
    return await commit(ports, opened, work, items, beside);
  } catch (error) {
    const { good, bad } = await siftedBy(error, ports, opened, work, items);
    ports.log.warn(
      { connectorId: work.run.connectorId, records: bad.length },
      'the database or the platform refused records of a page',
    );
    return commit(ports, opened, work, good, { ...beside, aside: [...beside.aside, ...bad] });
  }
}

/** Which records are at fault; any other trouble is thrown again. */
async function siftedBy(
  error: unknown,
  ports: Ports,
  opened: Opened,
  work: PageWork,
  items: readonly Item[],
): Promise<{ good: Item[]; bad: AsideRow[] }> {
  if (error instanceof WriteRefused) return refusedApart(error, items);
  if (isRefusal(error)) return sift(ports, opened, work, items);
  throw error;
}

/** The platform has said which ones it will not have, and why. */
function refusedApart({ refused }: WriteRefused, items: readonly Item[]): { good: Item[]; bad: AsideRow[] } {
  const reasons = new Map(refused.map(({ id, fault }) => [id, fault.message]));
  return {
    good: items.filter(({ datasetId }) => !reasons.has(datasetId)),
    bad: items.flatMap(({ datasetId, remoteId }) => {
      const reason = reasons.get(datasetId);
      return reason === undefined ? [] : [{ remoteId, stage: 'store' as const, reason }];
    }),
  };
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
    let notes: RunNotes | undefined;
    let closed: string[] = [];
    if (run.mode !== 'validate') {
      written = sorted.changed.length;
      const settled = await write(ports, opened, tx, run, sorted);
      files = await wantFiles(opened, tx, run.id, [
        ...settled.map(({ item, distributionIds }) => ({ ...item, distributionIds })),
        ...sorted.unchanged.map((item) => ({ ...item, distributionIds: item.before?.distributionIds })),
      ]);
      await markFiltered(tx, run.connectorId, run.id, beside.filtered.map(recordKey));
      const serverDate = opened.serverDate();
      notes = await noteDates(ports, tx, run, { ...sorted, same }, { notes: work.notes, serverDate });
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
    return { counts, notes: notes ?? work.notes };
  });
  if (written + files > 0) ports.nudgeDue();
  return stored;
}

/** Only told by runs that look for it. */
function nonconformingOf({ counts }: Run, { nonconforming }: Beside): { nonconforming?: number } {
  const sum = (counts.nonconforming ?? 0) + nonconforming;
  return sum === 0 ? {} : { nonconforming: sum };
}

async function sort(tx: Tx, run: Run, items: readonly Item[]): Promise<Sorted> {
  const keys = [...new Set(items.map(({ key }) => key))];
  const known = await knownRecords(tx, run.connectorId, keys);
  const pins = await pinsOf(tx, run.connectorId, keys);
  return compare(items, { runId: run.id, counts: run.counts, known, pins, forced: run.mode === 'forced' });
}

/** Records that stand as they are; gives back how many of them the run had met before. */
async function meet(tx: Tx, run: Run, same: readonly SameRecord[]): Promise<number> {
  if (same.length === 0) return 0;
  const keys = [...new Set(same.map(({ remoteId }) => recordKey(remoteId)))];
  const again = await meetAgain(tx, run.connectorId, run.id, keys);
  if (again === undefined) throw new Outdated('records of the page were removed while it was read');
  return again + same.length - keys.length;
}

/** Made from something else now, although it comes to the same. */
function remade({ key, mark, before }: Item): { key: string; mark: string }[] {
  return mark === undefined || before === undefined || before.mark === mark ? [] : [{ key, mark }];
}

/** Records under new ids that may be known ones are not written before the end of the listing shows what they are. */
async function withoutRenamed(
  ports: Ports,
  tx: Tx,
  opened: Opened,
  run: Run,
  sorted: Sorted,
): Promise<Sorted> {
  const fresh = sorted.changed.filter(({ before }) => before === undefined);
  const { ready, waiting } = await setApart(tx, run, fresh, (item) => rawOf(ports, opened, item));
  const known = sorted.changed.filter(({ before }) => before !== undefined);
  const { counts } = sorted;
  return {
    ...sorted,
    changed: [...known, ...ready],
    counts: { ...counts, added: counts.added - waiting, held: counts.held + waiting },
  };
}

/** What the source said, where the connector keeps it. */
function rawOf(ports: Ports, opened: Opened, { record }: Item): { raw?: string } {
  if (opened.connector.config.harvest?.versions.raw === false) return {};
  const raw = sourceOf(ports, opened, record.raw)?.text;
  return raw === undefined ? {} : { raw };
}

async function write(
  ports: Ports,
  opened: Opened,
  tx: Tx,
  run: Run,
  sorted: Sorted,
): Promise<readonly Settled[]> {
  const visibility = opened.connector.config.harvest?.visibility ?? 'public';
  const by = `harvest/${run.connectorId}/${run.id}`;
  const settled = await settledItems(ports, sorted.changed);
  const results = await ports.platform.upsert(
    settled.map(({ item, dataset, fingerprint: mark }) => ({
      id: item.datasetId,
      dataset,
      fingerprint: mark,
      harvestedBy: run.connectorId,
      visibility,
      ...(run.mode === 'forced' ? { force: true } : {}),
    })),
    by,
    tx,
  );
  demandWritten(results);
  await writeRecords(
    tx,
    run.connectorId,
    run.id,
    settled.map(({ item, distributionIds }) => ({
      ...item,
      ...namesOf(item.record.dataset),
      ...(distributionIds === undefined ? {} : { distributionIds }),
    })),
  );
  await keepVersions(
    tx,
    run.connectorId,
    run.id,
    settled.map(({ item, fingerprint: mark }) => ({
      key: item.key,
      datasetId: item.datasetId,
      fingerprint: mark,
      ...rawOf(ports, opened, item),
    })),
  );
  await unpin(
    tx,
    run.connectorId,
    sorted.changed.map(({ key }) => key),
  );
  await moveMarks(tx, run.connectorId, sorted.unchanged.flatMap(remade));
  await touchRecords(
    tx,
    run.connectorId,
    run.id,
    sorted.unchanged.map((item) => item.key),
  );
  if (opened.connector.config.harvest?.rules !== undefined)
    await noteRules(tx, run.connectorId, sorted.unchanged);
  return settled;
}

type Settled = SettledDataset & { item: Item };

/** Datasets that the platform has keep the ids of their distributions. */
async function settledItems(ports: Ports, items: readonly Item[]): Promise<Settled[]> {
  const known = items.filter(({ before }) => before !== undefined);
  const entries =
    known.length === 0
      ? new Map<string, PlatformEntry>()
      : await ports.platform.entries(known.map(({ datasetId }) => datasetId));
  return items.map((item) => ({
    item,
    ...settledDistributions(
      entries.get(item.datasetId)?.dataset,
      item.record.dataset,
      item.fingerprint,
      item.before?.distributionIds,
    ),
  }));
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

/** A listed record with what the ledger and the platform know it by. */
export function itemOf(
  ports: Ports,
  opened: Opened,
  record: ListedRecord,
  rules: RuleTrace | undefined,
): Item {
  const mark = sourceOf(ports, opened, record.raw)?.mark;
  return {
    record,
    ...(rules === undefined ? {} : { rules }),
    key: recordKey(record.remoteId),
    remoteId: record.remoteId,
    fingerprint: fingerprint(record.dataset),
    datasetId: harvestedId(opened.connector.config.id, record.remoteId),
    ...(record.modified === undefined ? {} : { modified: record.modified }),
    ...(mark === undefined ? {} : { mark }),
  };
}
