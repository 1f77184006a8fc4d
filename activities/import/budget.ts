import { sizeBytes, type DataConfig } from '../../src/config/connector.ts';
import { RemoteFault } from '../../src/faults.ts';
import { traffic, type ImportClaim } from '../../src/ledger/imports.ts';
import type { Db } from '../../src/ledger/ledger.ts';

/** What one harvest may fetch is used up: the file waits for the next one. */
export class OverBudget extends Error {
  override readonly name = 'OverBudget';
}

/** Keeps a connector's files within what it may fetch for one harvest, in all and from each host. */
export class Budget {
  readonly #db: Db;
  readonly #connectorId: string;
  readonly #data: DataConfig;
  /** What files under way have still to come, so that together they keep within it too. */
  readonly #expected = new Map<ImportClaim, number>();

  constructor(db: Db, connectorId: string, data: DataConfig) {
    this.#db = db;
    this.#connectorId = connectorId;
    this.#data = data;
  }

  /** Throws when so many more bytes are too many. Without a number: when nothing is left. */
  async admit(claim: ImportClaim, bytes: number | undefined): Promise<void> {
    if (claim.forced) return;
    const perRun = sizeBytes(this.#data.bytesPerRun);
    const perHost = sizeBytes(this.#data.bytesPerHostPerRun);
    const wanted = bytes ?? 1;
    for (const [name, limit] of [
      ['bytesPerRun', perRun],
      ['bytesPerHostPerRun', perHost],
    ] as const) {
      if (wanted > limit)
        throw new RemoteFault(
          'tooLarge',
          `the file has ${wanted} bytes, more than ${name} lets a whole harvest fetch (${limit})`,
        );
    }
    this.#expected.delete(claim);
    const used = await traffic(this.#db, this.#connectorId, claim.runId, claim.host);
    const under = (host?: string): number =>
      [...this.#expected]
        .filter(([other]) => other.runId === claim.runId && (host === undefined || other.host === host))
        .reduce((sum, [, expected]) => sum + expected, 0);
    if (used.run + under() + wanted > perRun)
      throw new OverBudget(`bytesPerRun: ${used.run} of ${perRun} bytes are used up`);
    if (used.host + under(claim.host) + wanted > perHost)
      throw new OverBudget(
        `bytesPerHostPerRun: ${used.host} of ${perHost} bytes from ${claim.host} are used up`,
      );
    if (bytes !== undefined) this.#expected.set(claim, bytes);
  }

  /** Bytes that came count as used from then on. */
  came(claim: ImportClaim, bytes: number): void {
    const expected = this.#expected.get(claim);
    if (expected !== undefined) this.#expected.set(claim, Math.max(0, expected - bytes));
  }

  over(claim: ImportClaim): void {
    this.#expected.delete(claim);
  }
}
