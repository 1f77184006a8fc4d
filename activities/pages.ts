import type { Attempt } from './attempt.ts';
import { identityMark, sameAtTheEnd } from './identity.ts';
import { PageReader } from './page-reader.ts';
import { PageWatch } from './page-watch.ts';
import type { Ports } from './ports.ts';
import { openSession, type Opened } from './session.ts';
import { shortOf } from './short.ts';
import { storePage } from './store-page.ts';
import type { Page } from '../src/adapters/adapter.ts';
import { RemoteFault } from '../src/faults.ts';
import { runNotes } from '../src/ledger/harvest-states.ts';
import { analyzeHarvest } from '../src/ledger/records.ts';
import { runControls, type RunControls } from '../src/ledger/run-controls.ts';
import { saveIdentity, stopRun, takeRun, type Run } from '../src/ledger/runs.ts';
import type { RunCounts } from '../src/ledger/schema/runs.ts';
import type { PagesReport } from '../workflows/contract.ts';

/** One activity takes on so much, then the workflow hands over to the next: a shutdown never waits for long. */
const PAGES_AT_ONCE = 50;
const WORK_MS = 30_000;
/** Pages fetched and mapped ahead of the one that is being stored. */
const AHEAD = 3;
const BEAT_MS = 4_000;
/** A listing that goes on for ever is one that turns in a circle. */
const PAGES_MAX = 100_000;
/** The database must learn how large its tables have become with new records, or it plans for empty ones. */
const ANALYZE_AT = new Set([5, 50, 500]);

/**
 * Lists, maps and stores page after page from where the run stands. Each page is durable, with its cursor, before the
 * next one is stored, and before each one it is looked up what people want of the run.
 */
export async function harvestPages(
  ports: Ports,
  attempt: Attempt,
  input: { connectorId: string; runId: string },
): Promise<PagesReport> {
  const end = new AbortController();
  const opened = await openSession(ports, input.connectorId, AbortSignal.any([attempt.signal, end.signal]));
  if (opened === undefined)
    throw new RemoteFault('refused', `connector ${input.connectorId} is no longer in use`);
  let run = await takeRun(ports.db, input.runId, attempt.token);
  if (run.verdict !== undefined) return reportOf(run, { done: true });
  let notes = await runNotes(ports.db, run.id);
  let wish = await runControls(ports.db, run.id);
  const alive = setInterval(() => attempt.beat({ cursor: run.cursor, pages: run.pages }), BEAT_MS);
  const pages = new PageReader(ports, opened, run, { ...paceOf(opened, wish), attempt: attempt.attempt });
  const watch = await PageWatch.of(ports.db, run);
  const until = performance.now() + WORK_MS;
  try {
    if (run.identity === undefined) {
      run = { ...run, identity: await identityMark(opened) };
      await saveIdentity(ports.db, run.id, run.identity ?? '');
    }
    for (let count = 0; ; count += 1) {
      if (wish.stopping) return await stopped(ports, run, attempt.token);
      if (wish.paused) return reportOf(run, { done: false, paused: true });
      if (count >= PAGES_AT_ONCE || performance.now() > until || attempt.signal.aborted)
        return reportOf(run, { done: false });
      const { page: listed, cursor } = await pages.next();
      const { page: watched, stored } = watch.see(run, listed, cursor);
      const page = await sameAtTheEnd(opened, run, watched);
      const after = await storePage(ports, opened, {
        run,
        notes,
        token: attempt.token,
        page,
        stored,
        from: cursor,
        skip: wish.skip,
        gone: listed.gone ?? [],
      });
      notes = after.notes;
      run = moved(run, page, after.counts);
      attempt.beat({ cursor: run.cursor, pages: run.pages });
      if (ANALYZE_AT.has(run.pages) && run.counts.added > 0) await analyzeHarvest(ports.db);
      if (page.next === undefined) return reportOf(run, { done: true });
      if (run.pages >= PAGES_MAX)
        throw new RemoteFault('malformed', `the listing did not end within ${PAGES_MAX} pages`);
      wish = await runControls(ports.db, run.id);
      pages.tune(paceOf(opened, wish));
    }
  } finally {
    clearInterval(alive);
    end.abort();
    await pages.close();
  }
}

/** Somebody wants no more pages: what is stored stays, and nothing can be said of what was not listed. */
async function stopped(ports: Ports, run: Run, token: string): Promise<PagesReport> {
  const announced = run.announcedLast === undefined ? '' : ` of ${run.announcedLast}`;
  await stopRun(ports.db, run.id, token, {
    state: 'truncated',
    reason: `stopped by a person after page ${run.pages}: ${run.counts.received}${announced} records were read and stay`,
    received: run.counts.received,
  });
  return reportOf(run, { done: true });
}

function paceOf({ connector }: Opened, wish: RunControls): { pageSize: number; ahead: number } {
  return { pageSize: wish.pageSize ?? connector.config.harvest?.pageSize ?? 1, ahead: wish.ahead ?? AHEAD };
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

function reportOf(run: Run, end: { done: boolean; paused?: boolean }): PagesReport {
  return {
    ...end,
    pages: run.pages,
    counts: shortOf(run.counts),
    ...(run.announcedLast === undefined ? {} : { announced: run.announcedLast }),
  };
}
