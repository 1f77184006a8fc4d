import type { Attempt } from './attempt.ts';
import type { Ports } from './ports.ts';
import { openSession, type Opened } from './session.ts';
import { storePage } from './store-page.ts';
import type { Page } from '../src/adapters/adapter.ts';
import { RemoteFault } from '../src/faults.ts';
import { pushdownOf } from '../src/rules/pushdown.ts';
import { takeRun, type Run } from '../src/ledger/runs.ts';
import { analyzeHarvest } from '../src/ledger/records.ts';
import type { RunCounts } from '../src/ledger/schema.ts';
import { shortOf } from './short.ts';
import type { PagesReport } from '../workflows/contract.ts';

/** One activity takes on so much, then the workflow hands over to the next: a shutdown never waits for long. */
const PAGES_AT_ONCE = 50;
const WORK_MS = 30_000;
/** Pages fetched and mapped ahead of the one that is being stored. */
const AHEAD = 3;
const BEAT_MS = 4_000;
/** A listing that goes on for ever is one that turns in a circle. */
const PAGES_MAX = 100_000;
/** The database must learn how large its tables have become, or it plans for empty ones. */
const ANALYZE_AT = new Set([5, 50, 500]);

/** Lists, maps and stores page after page from where the run stands. Each page is durable, with its cursor, before the next one is stored. */
export async function harvestPages(
  ports: Ports,
  attempt: Attempt,
  input: { connectorId: string; runId: string },
): Promise<PagesReport> {
  const stop = new AbortController();
  const opened = await openSession(ports, input.connectorId, AbortSignal.any([attempt.signal, stop.signal]));
  if (opened === undefined)
    throw new RemoteFault('refused', `connector ${input.connectorId} is no longer in use`);
  let run = await takeRun(ports.db, input.runId, attempt.token);
  if (run.verdict !== undefined) return reportOf(run, true);
  const alive = setInterval(() => attempt.beat({ cursor: run.cursor, pages: run.pages }), BEAT_MS);
  const pages = new PageReader(opened, run.cursor);
  const until = performance.now() + WORK_MS;
  try {
    for (let count = 0; ; count += 1) {
      const { page, cursor } = await pages.next();
      const counts = await storePage(ports, opened, { run, token: attempt.token, page, from: cursor });
      run = moved(run, page, counts);
      attempt.beat({ cursor: run.cursor, pages: run.pages });
      if (ANALYZE_AT.has(run.pages)) await analyzeHarvest(ports.db);
      if (page.next === undefined) return reportOf(run, true);
      if (run.pages >= PAGES_MAX)
        throw new RemoteFault('malformed', `the listing did not end within ${PAGES_MAX} pages`);
      if (count + 1 >= PAGES_AT_ONCE || performance.now() > until || attempt.signal.aborted)
        return reportOf(run, false);
    }
  } finally {
    clearInterval(alive);
    stop.abort();
    await pages.close();
  }
}

/** Fetches and maps ahead, in order, a bounded number of pages. */
class PageReader {
  readonly #opened: Opened;
  readonly #ready: { page: Page; cursor: string | undefined }[] = [];
  #cursor: string | undefined;
  #ended = false;
  #closed = false;
  #fault: { error: unknown } | undefined;
  #fetching: Promise<void> | undefined;

  constructor(opened: Opened, cursor: string | undefined) {
    this.#opened = opened;
    this.#cursor = cursor;
  }

  async next(): Promise<{ page: Page; cursor: string | undefined }> {
    for (;;) {
      this.#goOn();
      const ready = this.#ready.shift();
      if (ready !== undefined) {
        this.#goOn();
        return ready;
      }
      if (this.#fault !== undefined) throw this.#fault.error;
      if (this.#fetching === undefined) throw new RangeError('read past the end of the listing');
      await this.#fetching;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#fetching;
  }

  #goOn(): void {
    if (
      this.#fetching !== undefined ||
      this.#ended ||
      this.#closed ||
      this.#fault !== undefined ||
      this.#ready.length >= AHEAD
    )
      return;
    this.#fetching = this.#fetch()
      .catch((error: unknown) => {
        this.#fault = { error };
      })
      .finally(() => {
        this.#fetching = undefined;
        this.#goOn();
      });
  }

  async #fetch(): Promise<void> {
    const { adapter, session, connector } = this.#opened;
    const { harvest } = connector.config;
    if (adapter.list === undefined || harvest === undefined)
      throw new RemoteFault('refused', `${adapter.title} cannot be harvested`);
    const cursor = this.#cursor;
    const filter = pushdownOf(harvest);
    const page = await adapter.list(session, cursor, {
      pageSize: harvest.pageSize,
      kinds: harvest.kinds,
      ...(filter === undefined ? {} : { filter }),
    });
    if (page.next !== undefined && page.next === cursor)
      throw new RemoteFault('malformed', 'the listing points back to the same page');
    this.#ready.push({ page, cursor });
    this.#cursor = page.next;
    this.#ended = page.next === undefined;
  }
}

function moved(run: Run, page: Page, counts: RunCounts): Run {
  const { cursor: _cursor, ...rest } = run;
  return {
    ...rest,
    pages: run.pages + 1,
    counts,
    ...(page.next === undefined ? {} : { cursor: page.next }),
    ...(page.announced === undefined ? {} : { announcedLast: page.announced }),
  };
}

function reportOf(run: Run, done: boolean): PagesReport {
  return {
    done,
    pages: run.pages,
    counts: shortOf(run.counts),
    ...(run.announcedLast === undefined ? {} : { announced: run.announcedLast }),
  };
}
