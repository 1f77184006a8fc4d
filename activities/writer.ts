import type { Db } from '../src/ledger/ledger.ts';
import { dropLinks, saveLinks, type PushedLink } from '../src/ledger/links.ts';
import { finish, type Ending } from '../src/ledger/outbox.ts';
import { recordOutcomes, type Outcome } from '../src/ledger/outcomes.ts';

/** All that is to be kept of one push. */
export interface Entry {
  ending: Ending;
  outcome?: Outcome;
  link?: PushedLink | 'gone';
}

/**
 * Writes the ends of pushes down, many in one transaction: while one is being written the next ones gather. A link and
 * its outbox row become durable together, so that a crash repeats a push but never forgets one.
 */
export class OutcomeWriter {
  readonly #db: Db;
  readonly #connectorId: string;
  readonly #token: string;
  /** Gathers what finishes while the batch before is being written. */
  #gathering: { entries: Entry[]; written: Promise<void> } | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Db, connectorId: string, token: string) {
    this.#db = db;
    this.#connectorId = connectorId;
    this.#token = token;
  }

  /** Resolves when the entry is durable; rejects when its own batch could not be written. */
  add(entry: Entry): Promise<void> {
    this.#gathering ??= this.#batch();
    this.#gathering.entries.push(entry);
    return this.#gathering.written;
  }

  #batch(): { entries: Entry[]; written: Promise<void> } {
    const entries: Entry[] = [];
    const before = this.#writing;
    const written = (async () => {
      await before.catch(() => undefined);
      this.#gathering = undefined;
      await this.#write(entries);
    })();
    this.#writing = written;
    return { entries, written };
  }

  async #write(entries: readonly Entry[]): Promise<void> {
    const outcomes = entries.flatMap((entry) => (entry.outcome === undefined ? [] : [entry.outcome]));
    const kept = entries.flatMap((entry) =>
      entry.link === undefined || entry.link === 'gone' ? [] : [entry.link],
    );
    const gone = entries.flatMap((entry) => (entry.link === 'gone' ? [entry.ending.datasetId] : []));
    await this.#db.transaction().execute(async (tx) => {
      const ours = await finish(
        tx,
        this.#connectorId,
        this.#token,
        entries.map((entry) => entry.ending),
      );
      await saveLinks(
        tx,
        this.#connectorId,
        kept.filter((link) => ours.has(link.datasetId)),
      );
      await dropLinks(
        tx,
        this.#connectorId,
        gone.filter((datasetId) => ours.has(datasetId)),
      );
      await recordOutcomes(tx, this.#connectorId, outcomes);
    });
  }
}
