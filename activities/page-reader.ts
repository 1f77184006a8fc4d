import { listingPlace, pageAt, type SourcedPage } from './page-source.ts';
import type { Ports } from './ports.ts';
import type { Opened } from './session.ts';
import { knownTo } from './sources.ts';
import type { ListOptions, SetAside } from '../src/adapters/adapter.ts';
import { PAGE_SIZE_MAX } from '../src/config/connector.ts';
import { pushdownOf } from '../src/rules/pushdown.ts';
import { RemoteFault, type FaultKind } from '../src/faults.ts';
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

/** A record that broke its page, and where it stands. */
interface Skipped {
  at: string | undefined;
  aside: SetAside;
}

/** A page on its way; what went wrong is told in its turn. */
interface Coming {
  read: Promise<ReadPage | { error: unknown }>;
}

/** A page that fails like this may fail for one of its records. */
const ONE_RECORD: readonly FaultKind[] = ['broken', 'malformed', 'tooLarge'];
/** Tries after which also silence is answered with smaller pages: a large one may take the remote too long. */
const SILENT_TRIES = 3;
/** A page that holds hardly anything new is mostly waited for: while they come within this time, more are asked for at once. */
const QUICK_MS = 1_000;
const KNOWN_SHARE = 0.9;
const GROWTH_MAX = 5;
/** How a remote may fail that was asked for more than it gives. */
const TOO_MANY: readonly FaultKind[] = ['refused', ...ONE_RECORD, 'unreachable'];
const GROWN_AHEAD_MAX = 2;
/** Records left out in a row before the trouble is taken for the remote's. */
const SKIPS_MAX = 10;

/**
 * Fetches and maps ahead, in order, a bounded number of pages; narrows in on a record that breaks its page. The next page
 * is asked for as soon as an adapter knows where it begins: it is on its way while this one is mapped.
 */
export class PageReader {
  readonly #ports: Ports;
  readonly #opened: Opened;
  readonly #run: Run;
  readonly #attempt: number;
  readonly #known: ListOptions['known'];
  /** In the order of the listing, each after all before it. */
  readonly #coming: Coming[] = [];
  #pageSize: number;
  /** Below the page size after a page broke; it grows back with each page that comes. Above it while nothing is new. */
  #size: number;
  /** Not once a larger page broke. */
  #mayGrow = true;
  #ahead: number;
  /** Where the listing goes on after all that is coming. */
  #next: { cursor: string | undefined } | undefined;
  #closed = false;

  constructor(ports: Ports, opened: Opened, run: Run, options: ReaderOptions) {
    this.#ports = ports;
    this.#opened = opened;
    this.#run = run;
    this.#known = knownTo(ports, opened, run);
    this.#next = { cursor: run.cursor };
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
    this.#goOn();
    const coming = this.#coming[0];
    if (coming === undefined) throw new RangeError('read past the end of the listing');
    const read = await coming.read;
    this.#coming.shift();
    if ('error' in read) throw read.error;
    this.#goOn();
    return read;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#coming.map(({ read }) => read));
  }

  #goOn(): void {
    // Of larger pages fewer: should they turn out to be new, all that they hold is in memory.
    const ahead = this.#size > this.#pageSize ? Math.min(this.#ahead, GROWN_AHEAD_MAX) : this.#ahead;
    // One more than those that wait to be stored is on its way.
    if (this.#next === undefined || this.#closed || this.#coming.length > ahead) return;
    const { cursor } = this.#next;
    this.#next = undefined;
    this.#coming.push({ read: this.#fetch(cursor).catch((error: unknown) => ({ error })) });
  }

  async #fetch(cursor: string | undefined): Promise<ReadPage> {
    // In line before the call: an adapter may tell the next page before it first waits.
    await Promise.resolve();
    let told: string | undefined;
    const began = performance.now();
    const page = await this.#read(cursor, (next) => {
      told = next;
      this.#after(cursor, next);
    });
    const isQuick = performance.now() - began < QUICK_MS;
    this.#size = Math.min(this.#size * 2, isQuick && isKnown(page) ? this.#largest() : this.#pageSize);
    if (told === undefined) this.#after(cursor, page.next);
    else if (told !== page.next) throw new TypeError('an adapter told another next page than it gave');
    return { page, cursor };
  }

  #after(cursor: string | undefined, next: string | undefined): void {
    // A page that leads to itself ends the listing: whoever stores it sees that too.
    if (next === undefined || next === cursor) return;
    this.#next = { cursor: next };
    this.#goOn();
  }

  /**
   * The page at a cursor. One that breaks is asked for in halves until it is the single record that breaks it; that one
   * is set aside, which stands only when the record after it can be read, and it still cannot.
   */
  async #read(cursor: string | undefined, onNext: (cursor: string) => void): Promise<SourcedPage> {
    const skipped: Skipped[] = [];
    let at = cursor;
    for (;;) {
      const asked = this.#size;
      try {
        const page = await pageAt(this.#ports.db, this.#opened, this.#run, at, {
          ...this.#options(),
          onNext,
          ...(this.#known === undefined ? {} : { known: this.#known }),
        });
        return await this.#withSkipped(page, skipped);
      } catch (error) {
        if (asked > this.#pageSize && error instanceof RemoteFault && TOO_MANY.includes(error.kind)) {
          this.#mayGrow = false;
          this.#size = this.#pageSize;
          continue;
        }
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
        const { remoteId } = past;
        const aside = { stage: 'fetch', reason: error.message } as const;
        skipped.push({ at, aside: remoteId === undefined ? aside : { ...aside, remoteId } });
        at = past.next;
      }
    }
  }

  /** The remote may have recovered between a record that broke and the one after it: each is asked for once more. */
  async #withSkipped(page: SourcedPage, skipped: readonly Skipped[]): Promise<SourcedPage> {
    let whole = page;
    for (const { at, aside } of skipped) {
      const again = await this.#alone(at, aside.remoteId);
      const { records, setAside, same = [] } = again ?? { records: [], setAside: [aside] };
      whole = {
        ...whole,
        records: [...whole.records, ...records],
        setAside: [...whole.setAside, ...setAside],
        same: [...(whole.same ?? []), ...same],
      };
    }
    return whole;
  }

  /** One record by itself; undefined while it breaks, or when another comes in its place. */
  async #alone(at: string | undefined, remoteId: string | undefined): Promise<SourcedPage | undefined> {
    try {
      const options = { ...this.#options(), pageSize: 1 };
      const page = await pageAt(this.#ports.db, this.#opened, this.#run, at, options);
      const ids = [...page.records, ...page.setAside].map((one) => one.remoteId);
      return ids.length === 1 && (remoteId === undefined || ids[0] === remoteId) ? page : undefined;
    } catch (error) {
      if (error instanceof RemoteFault) return undefined;
      throw error;
    }
  }

  #largest(): number {
    if (!this.#mayGrow) return this.#pageSize;
    return Math.max(this.#pageSize, Math.min(this.#pageSize * GROWTH_MAX, PAGE_SIZE_MAX));
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

/** Whether nearly all of a page was known as it is. */
function isKnown({ records, setAside, same = [] }: SourcedPage): boolean {
  return same.length > 0 && same.length >= KNOWN_SHARE * (records.length + setAside.length + same.length);
}
