import type { SourcedPage } from './page-source.ts';
import type { Page, Verdict } from '../src/adapters/adapter.ts';
import { storedPages, type StoredPage } from '../src/ledger/run-pages.ts';
import type { Run } from '../src/ledger/runs.ts';
import type { Db } from '../src/ledger/ledger.ts';
import { fingerprintOf } from '../src/model/fingerprint.ts';

/** A listing that gives so many pages again is read no further. */
const REPEATS_MAX = 3;
const HASH = 16;

/** How far a listing has come. */
type Progress = Pick<Run, 'pages' | 'counts' | 'announcedLast'>;

/** A page as it is to be stored: where the listing turns in a circle it ends there, and the verdict says why. */
export interface WatchedPage {
  page: Page;
  stored: StoredPage;
}

/**
 * Remembers, across crashes, which pages a run has stored: by the cursor that led there and by what was on it. A cursor
 * that comes a second time, after any number of others, means that the listing would never end; so does page after page
 * that came before.
 */
export class PageWatch {
  readonly #cursors = new Map<string, number>();
  readonly #contents = new Map<string, number>();
  #repeats: string[] = [];

  /** What the run has stored so far. Bounded by the pages that a run may have. */
  static async of(db: Db, run: Run): Promise<PageWatch> {
    const watch = new PageWatch();
    for (const page of await storedPages(db, run.id)) watch.#note(page);
    return watch;
  }

  see(run: Progress, page: SourcedPage, cursor: string | undefined): WatchedPage {
    const stored: StoredPage = {
      page: run.pages + 1,
      cursor: hashOf(cursor ?? ''),
      // Records that were looked up one by one may well be listed too.
      content: page.gone === undefined ? contentOf(page) : undefined,
    };
    this.#note(stored);
    const back = page.next === undefined ? undefined : this.#cursors.get(hashOf(page.next));
    if (back !== undefined) {
      const reason = `the listing turns in a circle: page ${stored.page} leads back to page ${back}`;
      return { page: ended(page, run, reason), stored };
    }
    if (this.#repeats.length >= REPEATS_MAX && page.next !== undefined)
      return { page: ended(page, run, this.#repeated()), stored };
    if (this.#repeats.length === 0 || page.verdict?.state !== 'complete') return { page, stored };
    return {
      page: { ...page, verdict: { ...page.verdict, state: 'suspicious', reason: this.#repeated() } },
      stored,
    };
  }

  #note({ page, cursor, content }: StoredPage): void {
    this.#cursors.set(cursor, page);
    if (content === undefined) return;
    const before = this.#contents.get(content);
    if (before !== undefined) this.#repeats.push(`page ${page} is page ${before} again`);
    else this.#contents.set(content, page);
  }

  #repeated(): string {
    return `the listing repeats itself: ${this.#repeats.slice(0, REPEATS_MAX).join(', ')}`;
  }
}

function ended(page: Page, run: Progress, reason: string): Page {
  const { next: _next, ...rest } = page;
  const received = run.counts.received + recordsOn(page);
  const announced = page.announced ?? run.announcedLast;
  const verdict: Verdict = {
    state: 'suspicious',
    reason,
    received,
    ...(announced === undefined ? {} : { announced }),
  };
  return { ...rest, verdict };
}

/** Read, set aside, or known as they are. */
export function recordsOn({ records, setAside, same = [] }: Page): number {
  return records.length + setAside.length + same.length;
}

/** Of which records a page holds, in any order and whatever they say; undefined for one without records. */
function contentOf(page: Page): string | undefined {
  const { records, setAside, same = [] } = page;
  if (recordsOn(page) === 0) return undefined;
  const parts = [
    ...same.map(({ remoteId }) => remoteId),
    ...records.map(({ remoteId }) => remoteId),
    ...setAside.map(({ remoteId, raw, reason }) => remoteId ?? `${reason} ${raw ?? ''}`),
  ];
  return hashOf(parts.sort().join('\n'));
}

function hashOf(text: string): string {
  return fingerprintOf(text).slice(0, HASH);
}
