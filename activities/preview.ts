import { compare, type Item } from './compare.ts';
import { settledDistributions } from './distributions.ts';
import { mapRecords } from './mapping.ts';
import { PageWatch } from './page-watch.ts';
import type { Ports } from './ports.ts';
import { scopeFingerprintOf } from './settings-fingerprint.ts';
import { itemOf } from './item.ts';
import type { Opened } from './session.ts';
import type { Page } from '../src/adapters/adapter.ts';
import type { PreviewEvent, PreviewStep, PreviewSummary } from '../src/adapters/harvest-preview.ts';
import { durationMs } from '../src/config/duration.ts';
import { RemoteFault } from '../src/faults.ts';
import { pinsOf } from '../src/ledger/pins.ts';
import { knownRecords, recordKey } from '../src/ledger/records.ts';
import { recordsAfter } from '../src/ledger/kept-records.ts';
import { NO_COUNTS } from '../src/ledger/runs.ts';
import type { RunCounts } from '../src/ledger/schema/runs.ts';
import type { Dataset } from '../src/model/dataset.ts';
import { pushdownOf } from '../src/rules/pushdown.ts';
import { diffDatasets } from '../src/model/dataset-diff.ts';

export interface PreviewOptions {
  /** Records looked at; the listing is walked to its end when absent. */
  limit?: number | undefined;
  /** Whether records that stay as they are are told one by one. */
  unchanged?: boolean | undefined;
}

/** The first page is small: somebody waits for the first results. */
const FIRST_PAGE = 20;
const SHORT_WALK = 100;
const RECORDS_MAX = 2_000_000;
const KNOWN_AT_ONCE = 1_000;
/** Records told one by one that are no longer listed. */
const ABSENT_TOLD_MAX = 1_000;

/**
 * What a full harvest with these settings would do, record by record as the listing comes, then the sums. Reads the
 * remote, the ledger and the platform, and writes nothing anywhere.
 */
export async function* previewHarvest(
  ports: Ports,
  opened: Opened,
  options: PreviewOptions,
): AsyncGenerator<PreviewEvent> {
  const { adapter, session, connector } = opened;
  const { id: connectorId, harvest } = connector.config;
  if (adapter.list === undefined || harvest === undefined)
    throw new RemoteFault('refused', `connector ${connectorId} has no harvest in its configuration`);
  const limit = options.limit ?? RECORDS_MAX;
  const seen = new Set<string>();
  let counts: RunCounts = NO_COUNTS;
  let cursor: string | undefined;
  let page: Page | undefined;
  let told = 0;
  let pages = 0;
  const filter = pushdownOf(harvest);
  const watch = new PageWatch();
  do {
    // Some remotes fix the size of a page for the whole walk: theirs is small only when the walk is short.
    const small =
      cursor === undefined ? adapter.skip !== undefined || limit <= SHORT_WALK : limit <= SHORT_WALK;
    const pageSize = small ? Math.min(FIRST_PAGE, harvest.pageSize) : harvest.pageSize;
    const listed = await adapter.list(session, cursor, {
      pageSize,
      kinds: harvest.kinds,
      ...(filter === undefined ? {} : { filter }),
    });
    page = watch.see({ pages, counts }, listed, cursor).page;
    pages += 1;
    const looked = await stepsOf(ports, opened, { page, counts, seen, room: limit - told });
    counts = looked.counts;
    told += looked.taken;
    for (const step of looked.steps)
      if (step.action !== 'unchanged' || options.unchanged === true) yield { type: 'record', ...step };
    yield {
      type: 'progress',
      received: counts.received,
      ...(page.announced === undefined ? {} : { announced: page.announced }),
    };
    cursor = page.next;
  } while (cursor !== undefined && told < limit && !session.signal.aborted);
  const whole = cursor === undefined && told <= limit && page.verdict?.state === 'complete';
  const absent = whole ? yield* absentOf(ports, opened, seen) : undefined;
  yield { type: 'summary', ...summaryOf(page, counts, absent, cursor !== undefined || told > limit) };
}

interface Look {
  page: Page;
  counts: RunCounts;
  seen: Set<string>;
  room: number;
}

async function stepsOf(
  ports: Ports,
  opened: Opened,
  { page, counts, seen, room }: Look,
): Promise<{ steps: PreviewStep[]; counts: RunCounts; taken: number }> {
  const { id: connectorId } = opened.connector.config;
  const all = page.records.slice(0, room);
  const isOwn = (mark: string | undefined): boolean =>
    mark?.startsWith(`${opened.session.installation}/`) === true;
  const own = all.filter(({ mark }) => isOwn(mark));
  const foreign = all.filter(({ mark }) => !isOwn(mark));
  const { kept, filtered, aside } = await mapRecords(opened, foreign);
  const items = kept.map(({ record, rules }) => itemOf(ports, opened, record, rules));
  const keys = items.map(({ key }) => key);
  for (const remoteId of filtered) seen.add(recordKey(remoteId));
  const [known, pins] = await Promise.all([
    knownRecords(ports.db, connectorId, keys),
    pinsOf(ports.db, connectorId, keys),
  ]);
  const fresh = items.filter(({ key }) => !seen.has(key));
  for (const key of keys) seen.add(key);
  const sorted = compare(fresh, { runId: 'preview', counts, known, pins, forced: false });
  const before = await ports.platform.entries(sorted.changed.map(({ datasetId }) => datasetId));
  const steps = [
    ...sorted.changed.map((item): PreviewStep => {
      const { datasetId, remoteId, record } = item;
      const was = before.get(datasetId);
      const isNew = was === undefined || was.state === 'deleted';
      return {
        action: isNew ? 'added' : 'updated',
        remoteId,
        datasetId,
        title: titleOf(record.dataset.title),
        diff: isNew
          ? diffDatasets(undefined, record.dataset)
          : diffDatasets(was.dataset, asSettled(was.dataset, item)),
        warnings: (record.dataset.warning ?? []).map(({ field, reason }) => ({ field, reason })),
      };
    }),
    ...sorted.unchanged.map(({ datasetId, remoteId, record }): PreviewStep => ({
      action: 'unchanged',
      remoteId,
      datasetId,
      title: titleOf(record.dataset.title),
      diff: [],
      warnings: [],
    })),
    ...[...page.setAside, ...aside].map(({ remoteId, stage, field, value, reason }): PreviewStep => ({
      action: 'setAside',
      diff: [],
      warnings: [],
      reason: {
        stage,
        reason,
        ...(field === undefined ? {} : { field }),
        ...(value === undefined ? {} : { value }),
      },
      ...(remoteId === undefined ? {} : { remoteId }),
    })),
  ];
  return {
    steps,
    taken: all.length + page.setAside.length,
    counts: {
      ...sorted.counts,
      received: counts.received + all.length + page.setAside.length,
      repeated: sorted.counts.repeated + items.length - fresh.length,
      own: counts.own + own.length,
      filtered: counts.filtered + filtered.length,
      setAside: counts.setAside + page.setAside.length + aside.length,
    },
  };
}

/** As it would be written: files keep the ids that they have. */
function asSettled(was: Dataset, { record, fingerprint, before }: Item): Dataset {
  return settledDistributions(was, record.dataset, fingerprint, before?.distributionIds).dataset;
}

/** After a whole listing: what is known and was not in it. With other settings than before it is out of scope, not gone. */
async function* absentOf(
  ports: Ports,
  opened: Opened,
  seen: ReadonlySet<string>,
): AsyncGenerator<PreviewEvent, Pick<PreviewSummary, 'missing' | 'outOfScope' | 'wouldRemove'>> {
  const { config } = opened.connector;
  const scope = scopeFingerprintOf(ports, config);
  const absences = config.harvest?.absences ?? 1;
  const graceMs = config.harvest === undefined ? 0 : durationMs(config.harvest.grace);
  const narrowed = pushdownOf(config.harvest ?? {}) !== undefined;
  let outOfScope = 0;
  let missing = 0;
  let wouldRemove = 0;
  for (let after = ''; ;) {
    const page = await recordsAfter(ports.db, config.id, after, KNOWN_AT_ONCE);
    for (const record of page) {
      if (seen.has(record.key)) continue;
      const sameScope = record.scopeFingerprint === scope;
      if (sameScope) missing += 1;
      else outOfScope += 1;
      const goneMs = Date.now() - (record.missingSince?.getTime() ?? Date.now());
      const goes =
        sameScope &&
        // Where the remote filters, only a look at each tells whether it is gone.
        !narrowed &&
        record.absences + 1 >= absences &&
        goneMs >= graceMs &&
        config.harvest?.removed !== 'keep';
      if (goes) wouldRemove += 1;
      if (missing + outOfScope <= ABSENT_TOLD_MAX)
        yield {
          type: 'record',
          action: sameScope ? (goes ? 'removed' : 'missing') : 'outOfScope',
          remoteId: record.remoteId,
          datasetId: record.datasetId,
          diff: [],
          warnings: [],
        };
    }
    const last = page.at(-1);
    if (last === undefined || page.length < KNOWN_AT_ONCE) break;
    after = last.key;
  }
  return { missing, outOfScope, wouldRemove };
}

function summaryOf(
  page: Page,
  counts: RunCounts,
  absent: Pick<PreviewSummary, 'missing' | 'outOfScope' | 'wouldRemove'> | undefined,
  cut: boolean,
): PreviewSummary {
  const { received, added, updated, unchanged, repeated, own, filtered, setAside } = counts;
  return {
    whole: !cut,
    received,
    added,
    updated,
    unchanged,
    repeated,
    own,
    filtered,
    setAside,
    ...(page.announced === undefined ? {} : { announced: page.announced }),
    ...(page.verdict === undefined ? {} : { verdict: page.verdict }),
    ...absent,
  };
}

function titleOf(title: Record<string, string>): string {
  return title['fr'] ?? title['en'] ?? Object.values(title)[0] ?? '';
}
