import { Gathered } from './gathered.ts';
import { closePushes, type Closing } from '../src/ledger/closing.ts';
import { isLedgerTrouble, type Db } from '../src/ledger/ledger.ts';
import {
  intendAll,
  saveRemoteIds,
  saveRemovingAll,
  saveTried,
  saveWithdrawing,
  type Intent,
} from '../src/ledger/links.ts';
import type { Withdrawal } from '../src/adapters/adapter.ts';
import type { Base } from '../src/adapters/merge.ts';
import { stillHeld } from '../src/ledger/outbox.ts';

/** A push goes on after it. */
const COMPANY_MS = 15;
/** Nothing waits for it: the next push is under way already. */
const COMPANY_AT_END_MS = 100;

/**
 * What one attempt writes down about its pushes on the way and at their end. Each kind of note is written for many datasets
 * in one statement: sixteen pushes at once would otherwise wait for the database more than for the remote.
 */
export class PushWriter {
  readonly #closings: Gathered<Closing, ReadonlyMap<Closing, unknown>>;
  readonly #intents: Gathered<Intent, void>;
  readonly #remoteIds: Gathered<{ datasetId: string; remoteId: string }, void>;
  readonly #tries: Gathered<{ datasetId: string; tried: Base }, void>;
  readonly #removals: Gathered<string, void>;
  readonly #guards: Gathered<string, Set<string>>;
  readonly #withdraw: (datasetId: string, ways: readonly Withdrawal[]) => Promise<void>;

  /**
   * `isBusy`: whether many pushes are under way, so that each note waits a little for others: statements cost more than the
   * wait. A new record's id waits for nobody: until it is kept, a crash leads to a look-up.
   */
  constructor(db: Db, connectorId: string, token: string, isBusy: () => boolean = () => false) {
    const restMs = (): number => (isBusy() ? COMPANY_MS : 0);
    const endMs = (): number => (isBusy() ? COMPANY_AT_END_MS : 0);
    this.#closings = new Gathered((entries) => closeAll(db, connectorId, token, entries), endMs);
    this.#intents = new Gathered((intents) => intendAll(db, connectorId, intents), restMs);
    this.#remoteIds = new Gathered((ids) => saveRemoteIds(db, connectorId, ids));
    this.#tries = new Gathered((updates) => saveTried(db, connectorId, updates), restMs);
    this.#removals = new Gathered((datasetIds) => saveRemovingAll(db, connectorId, datasetIds), restMs);
    this.#withdraw = (datasetId, ways) => saveWithdrawing(db, connectorId, datasetId, ways);
    this.#guards = new Gathered((datasetIds) => stillHeld(db, { connectorId, token, datasetIds }), restMs);
  }

  /** Resolves when the end of a push is durable; rejects when the database is in trouble, or refuses what this end holds. */
  async close(entry: Closing): Promise<void> {
    const refused = await this.#closings.add(entry);
    if (refused.has(entry)) throw refused.get(entry);
  }

  /** Nobody else comes: ends that wait for company are written down now. */
  hurry(): void {
    this.#closings.hurry();
  }

  /** Before a create is sent: one may exist under this mark from now on. */
  intend(intent: Intent): Promise<void> {
    return this.#intents.add(intent);
  }

  /** As soon as the remote tells the id of a new record. */
  created(datasetId: string, remoteId: string): Promise<void> {
    return this.#remoteIds.add({ datasetId, remoteId });
  }

  /** Before an update is sent that could later be taken for somebody's edit. */
  trying(datasetId: string, tried: Base): Promise<void> {
    return this.#tries.add({ datasetId, tried });
  }

  /** Before a removal is sent. */
  removing(datasetId: string): Promise<void> {
    return this.#removals.add(datasetId);
  }

  /** Before a record is taken out of sight: all the ways in which that may then have happened. */
  withdrawing(datasetId: string, ways: readonly Withdrawal[]): Promise<void> {
    return this.#withdraw(datasetId, ways);
  }

  /** Whether this attempt may still write for the dataset, asked after this call. */
  async holds(datasetId: string): Promise<boolean> {
    return (await this.#guards.add(datasetId)).has(datasetId);
  }
}

/** Ends together; where the database refuses them, each alone, so that one costs the others nothing. Gives back why which were refused. */
async function closeAll(
  db: Db,
  connectorId: string,
  token: string,
  entries: readonly Closing[],
): Promise<ReadonlyMap<Closing, unknown>> {
  const refused = new Map<Closing, unknown>();
  const close = async (some: readonly Closing[]): Promise<void> => {
    try {
      await closePushes(db, connectorId, token, some);
    } catch (error) {
      if (isLedgerTrouble(error)) throw error;
      const [one] = some;
      if (one !== undefined && some.length === 1) refused.set(one, error);
      else for (const entry of some) await close([entry]);
    }
  };
  await close(entries);
  return refused;
}
