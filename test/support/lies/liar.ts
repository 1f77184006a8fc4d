import { verdictOf } from '../../../activities/verdict.ts';
import { RemoteFault } from '../../../src/faults.ts';
import type { FoundRecord, Page } from '../../../src/adapters/adapter.ts';
import { createHttpClient } from '../../../src/http/client.ts';
import { NO_COUNTS, type Run } from '../../../src/ledger/runs.ts';
import type { Asked, Said } from '../scripted.ts';
import { LOGIN_PAGE } from './in-answers.ts';
import type { Lie, Outcome, Telling } from './lie.ts';
import { mouth, type Reply } from './server.ts';
import type { Speech } from './speech.ts';

/** More pages than any of these listings has: one that goes on has no end. */
const PAGES_MAX = 40;
const PAGE_SIZE = 2;
/** Ample for a page of these listings, little enough for a body that never ends. */
const LIMITS = { headersMs: 20_000, stallMs: 20_000, bodyBytesMax: 1_000_000, wireBytesMax: 1_000_000 };
const TOTAL_MS = 20_000;
const DRIPPING_MS = 700;

/** How a listing ended. */
export interface Told {
  outcome: Outcome;
  /** Of the verdict or of the fault. */
  reason: string | undefined;
  retryAfterMs: number | undefined;
  /** Records that live and were in none of the pages. */
  missing: string[];
  /** Set aside without an id: each may be one of those that are missing. */
  nameless: number;
  requests: number;
  pages: Page[];
  /** Honest answers to pages. */
  honest: Said[];
}

interface Visit {
  lie?: Lie;
  all?: readonly unknown[];
  change?: (body: string) => string;
  known?: (found: readonly FoundRecord[]) => Promise<Set<string>>;
}

/** Lists a remote that lies, to its end. */
export async function listed(speech: Speech, visit: Visit = {}): Promise<Told> {
  const honest: Said[] = [];
  const remote = await mouth((asked) => answer(speech, asked, visit, honest));
  const client = createHttpClient({
    egress: { allow: ['127.0.0.1'] },
    userAgent: 'navette test',
    pauseMs: () => 1,
  });
  const { signal } = new AbortController();
  const isDripping = visit.lie?.name.includes('drips') === true;
  const limits = { ...LIMITS, totalMs: isDripping ? DRIPPING_MS : TOTAL_MS };
  const session = {
    settings: speech.adapter.Settings.parse(speech.settings(remote.url)),
    http: client.session({ signal, secrets: [], limits }),
    signal,
    installation: 'test',
    now: () => new Date(),
  };
  const pages: Page[] = [];
  try {
    let cursor: string | undefined;
    do {
      const page: Page = await speech.adapter.list!(session, cursor, {
        pageSize: PAGE_SIZE,
        kinds: ['dataset'],
        ...(visit.known === undefined ? {} : { known: visit.known }),
      });
      pages.push(page);
      cursor = page.next;
      if (pages.length > PAGES_MAX) throw new Error(`no end after ${pages.length} pages`);
    } while (cursor !== undefined);
    const verdict = believed(speech, pages);
    return {
      outcome: verdict.state as Outcome,
      reason: verdict.reason,
      retryAfterMs: undefined,
      ...seen(speech, pages),
      requests: remote.asked.length,
      pages,
      honest,
    };
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    const { kind: outcome, message: reason, retryAfterMs } = error;
    return {
      outcome,
      reason,
      retryAfterMs,
      ...seen(speech, pages),
      requests: remote.asked.length,
      pages,
      honest,
    };
  } finally {
    await client.close();
    await remote.close();
  }
}

function answer(speech: Speech, asked: Asked, { lie, all = [], change }: Visit, honest: Said[]): Reply {
  if (asked.path === '/login') return LOGIN_PAGE;
  const true_ = speech.honest(asked);
  const said = change === undefined ? true_ : { ...true_, body: change(true_.body) };
  if (!speech.isPage(asked) || (said.status ?? 200) !== 200) return said;
  const known = honest.findIndex(({ body }) => body === said.body);
  const page = known === -1 ? honest.length : known;
  if (known === -1) honest.push(said);
  if (lie === undefined) return said;
  const parts = speech.read(said.body);
  const telling: Telling = {
    speech,
    asked,
    said,
    parts,
    page: page + 1,
    earlier: honest.slice(0, page),
    all,
    but: (other) => ({ ...said, body: speech.write(said.body, { ...parts, ...other }) }),
  };
  return lie.tell(telling);
}

/** The verdict as a run ends with it: the adapter's, checked against the records that came. */
function believed({ ids }: Speech, pages: readonly Page[]): NonNullable<Run['verdict']> {
  const came = pages.flatMap(({ records, same = [] }) =>
    [...records, ...same].map(({ remoteId }) => remoteId),
  );
  const distinct = new Set(came).size;
  const setAside = pages.flatMap((page) => page.setAside).length;
  const verdict = pages.at(-1)?.verdict;
  const run: Run = {
    id: 'lie',
    connectorId: 'lie',
    workflowId: 'lie',
    mode: 'full',
    state: 'running',
    scopeFingerprint: '',
    pages: pages.length,
    startedAt: new Date(),
    counts: { ...NO_COUNTS, received: came.length + setAside, repeated: came.length - distinct, setAside },
    ...(verdict === undefined ? {} : { verdict }),
  };
  return verdictOf(run, { distinct, live: ids.length, sameScope: true });
}

function seen({ ids }: Speech, pages: readonly Page[]): Pick<Told, 'missing' | 'nameless'> {
  const came = new Set(
    pages.flatMap(({ records, setAside, same = [] }) =>
      [...records, ...setAside, ...same].flatMap(({ remoteId }) => remoteId ?? []),
    ),
  );
  return {
    missing: ids.filter((id) => !came.has(id)),
    nameless: pages.flatMap(({ setAside }) => setAside).filter(({ remoteId }) => remoteId === undefined)
      .length,
  };
}
