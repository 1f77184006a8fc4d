import { connector, connectors } from '../ledger/connectors.ts';
import { holds } from '../ledger/holds.ts';
import { tell } from './holds.ts';
import { connectorsImporting } from '../ledger/imports.ts';
import { connectorsDue } from '../ledger/outbox.ts';
import { clearData } from './clear-data.ts';
import type { Parts } from './parts.ts';
import { applySchedules, setSchedulesPaused } from './schedules.ts';

const SWEEP_MS = 15_000;
/** Schedules are looked after less often: only a lost Temporal database needs it. */
const SCHEDULES_EVERY = 20;
const HOLDS_MAX = 200;
/** An hour: data that nobody uses does no harm before. */
const CLEANING_EVERY = 240;

/**
 * The safety net under nudges: connectors with due rows are nudged again, and after Temporal was lost or empty their
 * workflows and schedules are made anew from the ledger.
 */
export class Sweeper {
  readonly #parts: Parts;
  #timer: NodeJS.Timeout | undefined;
  #round = 0;
  #sweeping: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start(): void {
    this.sweep();
    this.#timer = setInterval(() => this.sweep(), SWEEP_MS);
  }

  /** One sweep at a time; asked for meanwhile, one more follows: what is due now may be past where it looks. */
  sweep(): void {
    this.#again = this.#sweeping !== undefined;
    this.#sweeping ??= this.#once()
      .catch((error: unknown) => this.#parts.log.warn({ error }, 'a sweep failed; the next one tries again'))
      .finally(() => {
        this.#sweeping = undefined;
        if (this.#again && !this.#stopped) this.sweep();
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  async #once(): Promise<void> {
    for (const connectorId of await connectorsDue(this.#parts.db)) this.#parts.nudger.nudge(connectorId);
    await this.#holds(this.#round % SCHEDULES_EVERY === 0);
    for (const connectorId of await connectorsImporting(this.#parts.db))
      this.#parts.importNudger.nudge(connectorId);
    if (this.#round % SCHEDULES_EVERY === 0) await this.#schedules();
    if (this.#round % CLEANING_EVERY === 0) await clearData(this.#parts);
    this.#round += 1;
  }

  /** Decisions that no workflow has carried out yet; at longer intervals also those that are waited for. */
  async #holds(open: boolean): Promise<void> {
    for (const hold of await holds(this.#parts.db, { limit: HOLDS_MAX })) {
      if (hold.state !== 'open' || open) await tell(this.#parts, hold);
    }
  }

  async #schedules(): Promise<void> {
    const client = await this.#parts.client();
    for (const { config, paused } of await connectors(this.#parts.db)) {
      try {
        await applySchedules(client, config, paused);
        // Temporal's update writes the whole schedule: a pause that came in between would be lost with it.
        const now = await connector(this.#parts.db, config.id);
        if (now !== undefined && now.paused !== paused) await setSchedulesPaused(client, config, now.paused);
      } catch (error) {
        this.#parts.log.warn(
          { connectorId: config.id, error },
          'the schedules of a connector could not be made',
        );
      }
      if (config.push !== undefined) this.#parts.nudger.nudge(config.id);
    }
  }
}
