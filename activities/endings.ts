import type { PushWriter } from './writer.ts';
import type { FaultReport } from '../src/faults.ts';
import type { Closing } from '../src/ledger/closing.ts';
import { isLedgerTrouble } from '../src/ledger/ledger.ts';
import type { Claim } from '../src/ledger/outbox.ts';
import type { Outcome, OutcomeName } from '../src/ledger/outcomes.ts';
import { addPushes, NO_PUSHES, type PushCounts } from '../src/model/counts.ts';

/** Ends of pushes that may be on their way to the database at once: what a crash would have looked at again. */
const UNDER_WAY_MAX = 64;

export interface PushEnd extends Closing {
  outcome: Outcome;
}

/**
 * How the pushes of a lane ended. An end is written down while the next pushes are under way already: the dataset stays
 * claimed until then, and after a crash it is pushed again and found as it should be.
 */
export class Endings {
  /** Of those that are durable. */
  counts: PushCounts = NO_PUSHES;
  /** How each dataset ended, for those who asked by name. */
  readonly told = new Map<string, { outcome: OutcomeName | 'waiting'; fault?: FaultReport }>();
  readonly #writer: PushWriter;
  readonly #underWay = new Set<Promise<void>>();
  readonly #onTrouble: () => void;
  #trouble: { error: unknown } | undefined;

  /** `onTrouble`: an end could not be written down, which `settled` throws. */
  constructor(writer: PushWriter, onTrouble: () => void) {
    this.#writer = writer;
    this.#onTrouble = onTrouble;
  }

  /** `spoilt` is called when the database takes everything but this end: it holds something that cannot be kept. */
  keep(end: PushEnd, spoilt?: (error: unknown) => void): void {
    const { datasetId, outcome, fault } = end.outcome;
    this.#close(
      end,
      () => {
        this.counts = addPushes(this.counts, { ...NO_PUSHES, [outcome]: 1 });
        this.told.set(datasetId, { outcome, ...(fault === undefined ? {} : { fault }) });
      },
      spoilt,
    );
  }

  /** Gives claims back untried. */
  release(claims: readonly Claim[]): void {
    for (const { datasetId, rev } of claims) {
      this.#close({ ending: { datasetId, rev, end: 'released' } }, () =>
        this.told.set(datasetId, { outcome: 'waiting' }),
      );
    }
  }

  /** Waits while too many are under way: the database is slower than the remote. */
  async room(): Promise<void> {
    while (this.#underWay.size >= UNDER_WAY_MAX) await Promise.race(this.#underWay);
  }

  /** Everything so far is durable. Throws the first trouble with it, once nothing is under way. */
  async settled(): Promise<void> {
    this.#writer.hurry();
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    if (this.#trouble !== undefined) throw this.#trouble.error;
  }

  #close(closing: Closing, durable: () => void, spoilt?: (error: unknown) => void): void {
    const closed = this.#writer
      .close(closing)
      .then(durable, (error: unknown) => {
        if (spoilt !== undefined && !isLedgerTrouble(error)) return spoilt(error);
        this.#trouble ??= { error };
        this.#onTrouble();
      })
      .finally(() => this.#underWay.delete(closed));
    this.#underWay.add(closed);
  }
}
