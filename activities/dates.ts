import { laterOf } from './mode.ts';
import { settledDistributions } from './distributions.ts';
import type { Item, Sorted } from './compare.ts';
import type { Ports } from './ports.ts';
import type { SameRecord } from '../src/adapters/adapter.ts';
import { moveDates } from '../src/ledger/harvest-states.ts';
import type { Tx } from '../src/ledger/ledger.ts';
import type { Run } from '../src/ledger/runs.ts';
import type { RunNotes } from '../src/ledger/schema/runs.ts';
import { stableJson } from '../src/model/fingerprint.ts';
import type { Dataset } from '../src/model/dataset.ts';

/** Changed records of one page whose old text is read, to see whether more than a date moved. */
const LOOKED_AT_MAX = 20;

/**
 * Tells, page by page, how far the listing has come by the remote's clock, and, in passes over everything, how well its
 * dates tell of changes.
 */
export async function noteDates(
  ports: Ports,
  tx: Tx,
  run: Run,
  sorted: Sorted & { same: readonly SameRecord[] },
  { notes, serverDate }: { notes: RunNotes; serverDate: Date | undefined },
): Promise<RunNotes> {
  const clock = notes.serverDate ?? serverDate?.toISOString();
  let { newest } = notes;
  const dates = { ...notes.dates };
  const whole = run.mode === 'full';
  const looked = whole ? await onlyDates(ports, sorted) : new Set<string>();
  const moved: { key: string; modified: string }[] = [];
  for (const item of sorted.changed) {
    newest = laterOf(newest, item.modified, clock, new Date());
    const was = sorted.known.get(item.key);
    if (item.modified === undefined) dates.undated += 1;
    else dates.dated += 1;
    if (was?.modified === undefined || item.modified === undefined || was.gone) continue;
    if (looked.has(item.key)) dates.idle += 1;
    else if (was.fingerprint === item.fingerprint) continue;
    else if (was.modified === item.modified) dates.silent += 1;
    else dates.told += 1;
  }
  for (const item of sorted.unchanged) {
    newest = laterOf(newest, item.modified, clock, new Date());
    if (item.modified === undefined) dates.undated += 1;
    else dates.dated += 1;
    if (item.modified === undefined || sorted.known.get(item.key)?.modified === item.modified) continue;
    dates.idle += 1;
    moved.push({ key: item.key, modified: item.modified });
  }
  for (const { modified } of sorted.same) {
    newest = laterOf(newest, modified, clock, new Date());
    if (modified === undefined) dates.undated += 1;
    else dates.dated += 1;
  }
  await moveDates(tx, run.connectorId, moved);
  return {
    dates,
    ...(clock === undefined ? {} : { serverDate: clock }),
    ...(newest === undefined ? {} : { newest }),
  };
}

/** Those of a sample in which nothing but dates changed. */
async function onlyDates(ports: Ports, { changed, known }: Sorted): Promise<Set<string>> {
  const sample = changed
    .filter(({ key, modified }) => known.get(key)?.modified !== modified && known.has(key))
    .slice(0, LOOKED_AT_MAX);
  if (sample.length === 0) return new Set();
  const entries = await ports.platform.entries(sample.map((item) => item.datasetId));
  const same = sample.filter(({ datasetId, record, fingerprint, before: known }: Item) => {
    const before = entries.get(datasetId);
    if (before === undefined) return false;
    const { dataset } = settledDistributions(
      before.dataset,
      record.dataset,
      fingerprint,
      known?.distributionIds,
    );
    return undatedJson(before.dataset) === undatedJson(dataset);
  });
  return new Set(same.map(({ key }) => key));
}

function undatedJson({ modified: _modified, origin: _origin, warning: _warning, ...rest }: Dataset): string {
  return stableJson(rest);
}
