import { listingPlace, pageAt, type SourcedPage } from './page-source.ts';
import type { Opened } from './session.ts';
import type { ListOptions, SetAside } from '../src/adapters/adapter.ts';
import { pushdownOf } from '../src/rules/pushdown.ts';
import { RemoteFault, type FaultKind } from '../src/faults.ts';
import type { Db } from '../src/ledger/ledger.ts';
import type { Run } from '../src/ledger/runs.ts';

export interface ReadPage {
  page: SourcedPage;
  /** Where it was asked for. */
  cursor: string | undefined;
}

export interface ReaderOptions {
  /** Records asked for in a page. */
  pageSize: number;
  /** Pages fetched and mapped ahead of the one that is being stored. */
  ahead: number;
  /** Which try of the activity this is: a page that broke once is first asked for again as it is. */
  attempt: number;
}

/** A page that fails like this may fail for one of its records. */
const ONE_RECORD: readonly FaultKind[] = ['broken', 'malformed', 'tooLarge'];
/** Tries after which also silence is answered with smaller pages: a large one may take the remote too long. */
const SILENT_TRIES = 3;
/** Records left out in a row before the trouble is taken for the remote's. */
const SKIPS_MAX = 10;

/** Fetches and maps ahead, in order, a bounded number of pages; narrows in on a record that breaks its page. */
export class PageReader {
  readonly #db: Db;
  readonly #opened: Opened;
  readonly #run: Run;
  readonly #attempt: number;
  readonly #ready: ReadPage[] = [];
  #pageSize: number;
  /** Below the page size after a page broke; it grows back with each page that comes. */
  #size: number;
  #ahead: number;
  #cursor: string | undefined;
  #ended = false;
  #closed = false;
  #fault: { error: unknown } | undefined;
  #fetching: Promise<void> | undefined;

  constructor(db: Db, opened: Opened, run: Run, options: ReaderOptions) {
    this.#db = db;
    this.#opened = opened;
    this.#run = run;
    this.#cursor = run.cursor;
    this.#attempt = options.attempt;
    this.#pageSize = options.pageSize;
    this.#size = options.pageSize;
    this.#ahead = options.ahead;
  }

  /** From the next page on. */
  tune({ pageSize, ahead }: { pageSize: number; ahead: number }): void {
    this.#ahead = ahead;
    if (pageSize === this.#pageSize) return;
    this.#pageSize = pageSize;
    this.#size = pageSize;
  }

  async next(): Promise<ReadPage> {
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
      this.#ready.length >= this.#ahead
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
    const cursor = this.#cursor;
    const page = await this.#read(cursor);
    this.#size = Math.min(this.#size * 2, this.#pageSize);
    this.#ready.push({ page, cursor });
    this.#cursor = page.next;
    // A page that leads to itself ends the listing: whoever stores it sees that too.
    this.#ended = page.next === undefined || page.next === cursor;
  }

  /**
   * The page at a cursor. One that breaks is asked for in halves until it is the single record that breaks it; that one
   * is set aside, which stands only when the record after it can be read.
   */
  async #read(cursor: string | undefined): Promise<SourcedPage> {
    const skipped: SetAside[] = [];
    let at = cursor;
    for (;;) {
      try {
        const page = await pageAt(this.#db, this.#opened, this.#run, at, this.#options());
        return skipped.length === 0 ? page : { ...page, setAside: [...skipped, ...page.setAside] };
      } catch (error) {
        if (!(error instanceof RemoteFault) || !this.#mayBeOne(error)) throw error;
        if (this.#size > 1) {
          this.#size = Math.floor(this.#size / 2);
          continue;
        }
        const place = listingPlace(at);
        const { adapter, session } = this.#opened;
        if (place === undefined || skipped.length >= SKIPS_MAX) throw error;
        const past = await adapter.skip?.(session, place.place, this.#options());
        if (past === undefined) throw error;
        at = past.next;
        skipped.push({
          stage: 'fetch',
          reason: error.message,
          ...(past.remoteId === undefined ? {} : { remoteId: past.remoteId }),
        });
      }
    }
  }

  #options(): ListOptions {
    const { harvest } = this.#opened.connector.config;
    const filter = pushdownOf(harvest ?? {});
    return {
      pageSize: this.#size,
      kinds: harvest?.kinds ?? ['dataset'],
      ...(filter === undefined ? {} : { filter }),
    };
  }

  #mayBeOne(fault: RemoteFault): boolean {
    if (this.#opened.adapter.skip === undefined) return false;
    if (fault.kind === 'unreachable') return this.#size > 1 && this.#attempt >= SILENT_TRIES;
    if (fault.kind === 'tooLarge') return true;
    return this.#attempt > 1 && ONE_RECORD.includes(fault.kind);
  }
}
