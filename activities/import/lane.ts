import type { DataConfig } from '../../src/config/connector.ts';
import { RemoteFault } from '../../src/faults.ts';
import type { FileStore } from '../../src/files/store.ts';
import { connector } from '../../src/ledger/connectors.ts';
import {
  claimImports,
  deferHost,
  finishImport,
  renewImports,
  type ImportClaim,
  type ImportEnding,
} from '../../src/ledger/imports.ts';
import { isLedgerTrouble } from '../../src/ledger/ledger.ts';
import { addImports, NO_IMPORTS, type ImportTally } from '../../src/model/counts.ts';
import type { RemoteStop } from '../../workflows/contract.ts';
import type { Attempt } from '../attempt.ts';
import type { Ports } from '../ports.ts';
import type { Opened } from '../session.ts';
import { Budget, OverBudget } from './budget.ts';
import { importOne } from './import-one.ts';
import { Superseded } from './landing.ts';
import { waitMs } from './wait.ts';

const LEASE_MS = 90_000;
const RENEW_MS = 4_000;

/** Brings a connector's due files in, a bounded number at once, until none is left, time is up, or there is no room for more. */
export class ImportLane {
  counts: ImportTally = NO_IMPORTS;
  stop: RemoteStop | undefined;
  readonly #ports: Ports;
  readonly #store: FileStore;
  readonly #opened: Opened;
  readonly #data: DataConfig;
  readonly #attempt: Attempt;
  readonly #budget: Budget;
  readonly #until: number;
  #broken = false;

  constructor(
    ports: Ports,
    store: FileStore,
    opened: Opened,
    data: DataConfig,
    attempt: Attempt,
    options: { maxMs: number },
  ) {
    this.#ports = ports;
    this.#store = store;
    this.#opened = opened;
    this.#data = data;
    this.#attempt = attempt;
    this.#budget = new Budget(ports.db, opened.connector.config.id, data);
    this.#until = performance.now() + options.maxMs;
  }

  get #connectorId(): string {
    return this.#opened.connector.config.id;
  }

  async run(): Promise<void> {
    const alive = setInterval(() => {
      this.#attempt.beat(this.counts);
      // A lease that cannot be renewed ends by itself; the next note in the ledger is then refused.
      renewImports(this.#ports.db, {
        connectorId: this.#connectorId,
        token: this.#attempt.token,
        leaseMs: LEASE_MS,
      }).catch(() => undefined);
    }, RENEW_MS);
    try {
      const works = Array.from({ length: this.#data.concurrency }, () =>
        this.#work().catch((error: unknown) => {
          this.#broken = true;
          throw error;
        }),
      );
      for (const ended of await Promise.allSettled(works))
        if (ended.status === 'rejected') throw ended.reason;
    } finally {
      clearInterval(alive);
    }
  }

  async #work(): Promise<void> {
    for (;;) {
      if (this.stop !== undefined || this.#broken || this.#attempt.signal.aborted) return;
      if (performance.now() > this.#until || (await this.#isOutdated())) return;
      const { token } = this.#attempt;
      const [claim] = await claimImports(this.#ports.db, {
        connectorId: this.#connectorId,
        token,
        limit: 1,
        leaseMs: LEASE_MS,
      });
      if (claim === undefined) return;
      await this.#importOne({ ...claim, token });
    }
  }

  /** Settings that changed since this lane began must not decide what is fetched now. */
  async #isOutdated(): Promise<boolean> {
    const now = await connector(this.#ports.db, this.#connectorId);
    return now === undefined || now.paused || now.fingerprint !== this.#opened.connector.fingerprint;
  }

  async #importOne(claim: ImportClaim & { token: string }): Promise<void> {
    const { platform } = this.#ports;
    try {
      const entry = (await platform.entries([claim.datasetId])).get(claim.datasetId);
      if (entry?.state !== 'active') return await this.#end(claim, { end: 'done', whole: false });
      const files = await platform.dataFiles([claim.datasetId]);
      const { outcome, bytes } = await importOne({
        ports: this.#ports,
        store: this.#store,
        opened: this.#opened,
        data: this.#data,
        budget: this.#budget,
        claim,
        current: files.find((file) => file.distribution === claim.distribution),
        signal: this.#attempt.signal,
      });
      this.#count({ [outcome]: 1, bytes });
    } catch (error) {
      await this.#failed(claim, error);
    }
  }

  async #failed(claim: ImportClaim & { token: string }, error: unknown): Promise<void> {
    if (error instanceof Superseded) return;
    if (isLedgerTrouble(error)) throw error;
    if (this.#attempt.signal.aborted) return this.#end(claim, { end: 'released' });
    if (error instanceof OverBudget) {
      this.#count({ nextRun: 1 });
      const fault = { kind: 'tooLarge', message: `${error.message}: it waits for the next harvest` } as const;
      return this.#end(claim, { end: 'parked', parked: 'budget', fault });
    }
    if (!(error instanceof RemoteFault)) {
      this.#ports.log.error(
        { connectorId: this.#connectorId, datasetId: claim.datasetId, error },
        'an import failed by a bug of ours',
      );
      const message = error instanceof Error ? error.message : String(error);
      return this.#fail(claim, { kind: 'internal', message }, true, undefined);
    }
    if (error.kind === 'noSpace') {
      this.stop ??= { kind: error.kind, message: error.message };
      return this.#end(claim, { end: 'released' });
    }
    return this.#fail(claim, error.report(), error.retryable, error.retryAfterMs);
  }

  async #fail(
    claim: ImportClaim & { token: string },
    fault: (ImportEnding & { end: 'parked' })['fault'],
    retryable: boolean,
    retryAfterMs: number | undefined,
  ): Promise<void> {
    if (!retryable) {
      this.#count({ refused: 1 });
      return this.#end(claim, { end: 'parked', parked: 'refused', fault });
    }
    if (claim.attempts + 1 >= this.#data.maxAttempts) {
      this.#count({ failed: 1 });
      return this.#end(claim, { end: 'parked', parked: 'failed', fault });
    }
    this.#count({ deferred: 1 });
    const wait = waitMs(claim.attempts, retryAfterMs, this.#ports.random());
    // One host of many: only its files wait.
    if (fault.kind === 'throttled' || fault.kind === 'unreachable')
      await deferHost(this.#ports.db, this.#connectorId, claim.host, wait);
    return this.#end(claim, { end: 'deferred', fault, waitMs: wait });
  }

  async #end(claim: ImportClaim & { token: string }, ending: ImportEnding): Promise<void> {
    await finishImport(this.#ports.db, this.#connectorId, claim, ending);
  }

  #count(more: Partial<ImportTally>): void {
    this.counts = addImports(this.counts, more);
    this.#attempt.beat(this.counts);
  }
}
