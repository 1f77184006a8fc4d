import { Endings, type PushEnd } from './endings.ts';
import { judge, verdictOn } from './judge.ts';
import type { Attempt } from './attempt.ts';
import { askedNow, type Asked } from './fence.ts';
import { Linger } from './linger.ts';
import { outcomeOf } from './outcome.ts';
import type { Ports } from './ports.ts';
import { pushDataset, Superseded } from './push.ts';
import type { Opened } from './session.ts';
import { PushWriter } from './writer.ts';
import { RemoteFault, type FaultReport } from '../src/faults.ts';
import { claim, renew, type Claim } from '../src/ledger/outbox.ts';
import { connector } from '../src/ledger/connectors.ts';
import { isLedgerTrouble } from '../src/ledger/ledger.ts';
import { links, type Link } from '../src/ledger/links.ts';
import type { PushConfig } from '../src/config/connector.ts';
import type { PlatformEntry } from '../src/platform/platform.ts';
import type { RemoteStop } from '../workflows/contract.ts';

/** Changes taken on at once. */
const CLAIMED_AT_ONCE = 50;
/** How long a claim lasts without a sign of life: what a crash holds back when the same activity does not come again. */
const LEASE_MS = 90_000;
const RENEW_MS = 4_000;
/** Failures in a row, with no success between, after which the remote as a whole is doubted. */
const DOUBTS_MAX = 3;

/** A change in hand, with what it takes to push it. */
interface Item {
  claim: Claim;
  claimAsked: Asked;
  entry: PlatformEntry | undefined;
  link: Link | undefined;
}

interface Doubt {
  item: Item;
  fault: RemoteFault;
  startedAt: Date;
}

/** With so many pushes under way notes to the database wait for each other. */
const COMPANY_LEAST = 6;

export interface LaneOptions {
  proven: boolean;
  /** No new change is begun after so long. */
  maxMs: number;
  /** Stays for a while when nothing is left, for what comes next. */
  lingers?: boolean;
  /** Awaited when nothing is left to do, each time when more was put off. */
  onDeferred?: () => Promise<void>;
  /** Only these datasets, even deferred or parked ones. */
  only?: readonly string[];
}

/** Works through a connector's due changes with a bounded number at once, until none is left, time is up, or the remote stops us. */
export class Lane {
  stop: RemoteStop | undefined;
  /** The connector's settings changed meanwhile: what is left waits for a lane that knows them. */
  outdated = false;
  readonly #ports: Ports;
  readonly #opened: Opened;
  readonly #attempt: Attempt;
  readonly #options: LaneOptions;
  readonly #push: PushConfig;
  readonly #writer: PushWriter;
  readonly #ends: Endings;
  readonly #queue: Item[] = [];
  readonly #startedAt = performance.now();
  #linger: Linger | undefined;
  /** Pushes under way. */
  #busy = 0;
  #waiting: Promise<boolean> | undefined;
  #refilling: Promise<void> | undefined;
  #exhausted = false;
  /** Our own database failed: the activity is tried again as a whole. */
  #broken = false;
  /** Of those put off, how many were told. */
  #told = 0;
  /** Whether the remote has answered well in this lane. */
  #reached = false;
  /** Failures that may be the remote's: how they count is decided by what comes next. */
  #doubts: Doubt[] = [];

  constructor(ports: Ports, opened: Opened, push: PushConfig, attempt: Attempt, options: LaneOptions) {
    this.#ports = ports;
    this.#opened = opened;
    this.#push = push;
    this.#attempt = attempt;
    this.#options = options;
    this.#writer = new PushWriter(
      ports.db,
      this.#connectorId,
      attempt.token,
      () => this.#busy >= COMPANY_LEAST,
    );
    this.#ends = new Endings(this.#writer, () => (this.#broken = true));
  }

  get counts(): Endings['counts'] {
    return this.#ends.counts;
  }

  get endings(): Endings['told'] {
    return this.#ends.told;
  }

  get #connectorId(): string {
    return this.#opened.connector.config.id;
  }

  async run(): Promise<void> {
    const alive = setInterval(() => {
      this.#attempt.beat(this.#ends.counts);
      // A lease that cannot be renewed ends by itself; the guard before each write then refuses.
      renew(this.#ports.db, {
        connectorId: this.#connectorId,
        token: this.#attempt.token,
        leaseMs: LEASE_MS,
      }).catch(() => undefined);
    }, RENEW_MS);
    if (this.#options.lingers === true) this.#linger = await Linger.begin(this.#ports, this.#connectorId);
    try {
      await this.#workAll();
      this.#settleDoubts();
      this.#ends.release(this.#queue.splice(0).map(({ claim }) => claim));
      await this.#ends.settled();
    } finally {
      clearInterval(alive);
      await this.#linger?.end();
    }
  }

  /** When one fails for good, the others still finish what they have under way: nobody may write beside them. */
  async #workAll(): Promise<void> {
    const works = Array.from({ length: this.#push.concurrency }, () =>
      this.#work().catch((error: unknown) => {
        this.#broken = true;
        throw error;
      }),
    );
    const all = await Promise.allSettled(works);
    await this.#ends.settled();
    for (const ended of all) if (ended.status === 'rejected') throw ended.reason;
  }

  async #work(): Promise<void> {
    for (;;) {
      const item = await this.#next();
      if (item === undefined) return;
      this.#busy += 1;
      await this.#pushOne(item).finally(() => (this.#busy -= 1));
      await this.#ends.room();
    }
  }

  async #next(): Promise<Item | undefined> {
    for (;;) {
      if (this.stop !== undefined || this.#broken || this.#attempt.signal.aborted) return undefined;
      if (performance.now() - this.#startedAt > this.#options.maxMs) return undefined;
      // Taken on early, so that nobody waits for the database while there is something to send.
      if (this.#queue.length <= this.#push.concurrency && !this.#exhausted) {
        this.#refilling ??= this.#refill().finally(() => {
          this.#refilling = undefined;
        });
      }
      const item = this.#queue.shift();
      if (item !== undefined) return item;
      if (this.#refilling !== undefined) await this.#refilling;
      else if (!(await this.#more())) return undefined;
    }
  }

  /** Whether more is to be looked for, after a while. All who have nothing to do wait together. */
  async #more(): Promise<boolean> {
    await this.#ends.settled();
    // Others may wait already, until after the next try of what was put off.
    if (this.counts.deferred > this.#told) {
      this.#told = this.counts.deferred;
      await this.#options.onDeferred?.();
    }
    this.#waiting ??= this.#wait().finally(() => {
      this.#waiting = undefined;
    });
    return this.#waiting;
  }

  async #wait(): Promise<boolean> {
    const leftMs = this.#options.maxMs - (performance.now() - this.#startedAt);
    // Who failed so far waits for the end of the lane to learn whether the remote works at all.
    if (this.#linger === undefined || this.outdated || this.#doubts.length > 0) return false;
    if (!(await this.#linger.more(leftMs, this.#attempt.signal))) return false;
    this.#exhausted = false;
    return true;
  }

  async #refill(): Promise<void> {
    this.#linger?.looking();
    const claimAsked = askedNow();
    const claims = await claim(this.#ports.db, {
      connectorId: this.#connectorId,
      token: this.#attempt.token,
      limit: CLAIMED_AT_ONCE,
      leaseMs: LEASE_MS,
      ...(this.#options.only === undefined ? {} : { only: this.#options.only }),
    });
    if (claims.length < CLAIMED_AT_ONCE) this.#exhausted = true;
    if (claims.length === 0) return;
    const ids = claims.map((taken) => taken.datasetId);
    const [outdated, entries, known] = await Promise.all([
      this.#isOutdated(),
      this.#ports.platform.entries(ids),
      links(this.#ports.db, this.#connectorId, ids),
    ]);
    if (outdated) {
      this.outdated = true;
      this.#exhausted = true;
      return this.#ends.release(claims);
    }
    this.#queue.push(
      ...claims.map((taken) => ({
        claim: taken,
        claimAsked,
        entry: entries.get(taken.datasetId),
        link: known.get(taken.datasetId),
      })),
    );
  }

  /** Settings that changed since this lane began must not judge changes that were announced after them. */
  async #isOutdated(): Promise<boolean> {
    const now = await connector(this.#ports.db, this.#connectorId);
    const { fingerprint } = this.#opened.connector;
    return now === undefined || now.paused || now.fingerprint !== fingerprint;
  }

  async #pushOne(item: Item): Promise<void> {
    const startedAt = new Date();
    try {
      const pushed = await pushDataset({
        opened: this.#opened,
        writer: this.#writer,
        ...item,
      });
      // One that needed no look at the remote says nothing of it.
      const reached = pushed.link !== undefined || pushed.outcome === 'conflict';
      this.#reached ||= reached;
      if (reached) this.#settleDoubts();
      const conflict = pushed.outcome === 'conflict';
      const base = { datasetId: item.claim.datasetId, rev: item.claim.rev };
      const details = conflict ? { ...pushed, diff: pushed.conflicts ?? [] } : pushed;
      const end: PushEnd = {
        ending: conflict
          ? { ...base, end: 'parked', parked: 'conflict', fault: undefined }
          : { ...base, end: 'done' },
        outcome: outcomeOf(item.claim, startedAt, pushed.outcome, details),
        ...(pushed.link === undefined ? {} : { link: pushed.link }),
      };
      this.#ends.keep(end, (error) => this.#failed(item, startedAt, error));
    } catch (error) {
      this.#failed(item, startedAt, error);
    }
  }

  #failed(item: Item, startedAt: Date, error: unknown): void {
    if (error instanceof Superseded) return;
    if (this.#attempt.signal.aborted) return this.#ends.release([item.claim]);
    if (isLedgerTrouble(error)) throw error;
    if (!(error instanceof RemoteFault)) {
      const message = error instanceof Error ? error.message : String(error);
      this.#ports.log.error(
        { connectorId: this.#connectorId, datasetId: item.claim.datasetId, error },
        'a push failed by a bug of ours',
      );
      return this.#fail(item, startedAt, { kind: 'internal', message }, true);
    }
    const judgement = judge(error, this.#options.proven);
    if (judgement.stop === 'no') return this.#fail(item, startedAt, error.report(), error.retryable);
    if (judgement.stop === 'now') {
      this.#halt(error);
      return this.#ends.release([item.claim]);
    }
    this.#doubts.push({ item, fault: error, startedAt });
    if (this.#doubts.length >= DOUBTS_MAX) this.#halt(error);
  }

  #halt(fault: RemoteFault): void {
    this.#linger?.quit();
    this.stop ??= {
      kind: fault.kind,
      message: fault.message,
      ...(fault.retryAfterMs === undefined ? {} : { retryAfterMs: fault.retryAfterMs }),
    };
  }

  /**
   * A success shows that the remote works, so that the failures before it were their datasets' own. At the end without
   * any success the remote itself is in doubt: nothing is held against the datasets, and it is probed first.
   */
  #settleDoubts(): void {
    const doubts = this.#doubts;
    this.#doubts = [];
    const [first] = doubts;
    if (first === undefined) return;
    if (this.stop !== undefined || !this.#reached) {
      this.#halt(first.fault);
      return this.#ends.release(doubts.map(({ item }) => item.claim));
    }
    for (const doubt of doubts) this.#fail(doubt.item, doubt.startedAt, doubt.fault.report(), true);
  }

  #fail(item: Item, startedAt: Date, fault: FaultReport, retryable: boolean): void {
    const { ending, outcome } = verdictOn(item.claim, fault, retryable, this.#push, this.#ports.random());
    this.#ends.keep({ ending, outcome: outcomeOf(item.claim, startedAt, outcome, { fault }) });
  }
}
