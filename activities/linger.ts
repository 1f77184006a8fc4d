import type { Ports } from './ports.ts';
import type { Ear } from '../src/ledger/bell.ts';
import { setDrained } from '../src/ledger/connectors.ts';
import { nextDue } from '../src/ledger/outbox.ts';

/** How long a lane with nothing left stays for the next change. One that comes meanwhile needs no workflow to be pushed. */
const LINGER_MS = 1_000;
/** Lanes that may wait at once in a process: each holds one of the places for activities. */
const LINGERING_MAX = 24;
/** A mark that lasts for this long yet is not written again. */
const MARK_LEAST_MS = 300;
/** Shortest, so that a clock that differs from the database's cannot make a busy loop. */
const REST_LEAST_MS = 50;

let lingering = 0;

/**
 * A lane's wait for more. While it waits the connector is marked as drained, so that who announces a change does not nudge:
 * the lane hears of it from the database itself.
 */
export class Linger {
  readonly #ports: Ports;
  readonly #connectorId: string;
  readonly #ear: Ear;
  /** Announcements heard before the outbox was last looked into. */
  #seen = 0;
  #markedUntil = 0;

  private constructor(ports: Ports, connectorId: string, ear: Ear) {
    this.#ports = ports;
    this.#connectorId = connectorId;
    this.#ear = ear;
  }

  /** Undefined where changes cannot be heard, or too many lanes wait already. */
  static async begin(ports: Ports, connectorId: string): Promise<Linger | undefined> {
    if (ports.bell === undefined || lingering >= LINGERING_MAX) return undefined;
    lingering += 1;
    const ear = await ports.bell.listen(connectorId);
    if (ear !== undefined) return new Linger(ports, connectorId, ear);
    lingering -= 1;
    return undefined;
  }

  /** To be called before each look into the outbox. */
  looking(): void {
    this.#seen = this.#ear.heard;
  }

  /** Whether a change came since the last look, or one that waits is due, waited for some time. */
  async more(leftMs: number, signal: AbortSignal): Promise<boolean> {
    const ms = Math.min(LINGER_MS, leftMs);
    if (ms < MARK_LEAST_MS || !this.#ear.isOpen) return false;
    if (this.#markedUntil - performance.now() < MARK_LEAST_MS) {
      await setDrained(this.#ports.db, this.#connectorId, ms);
      this.#markedUntil = performance.now() + ms;
    }
    const due = await nextDue(this.#ports.db, this.#connectorId);
    const dueMs = due === undefined ? ms : Math.max(REST_LEAST_MS, due.getTime() - Date.now());
    return (await this.#ear.next(this.#seen, Math.min(ms, dueMs), signal)) || dueMs < ms;
  }

  /** Ends every wait at once: nothing more is to be begun. */
  quit(): void {
    this.#ear.close();
  }

  /** Afterwards changes are nudged for again; what came until then is still to be looked for. */
  async end(): Promise<void> {
    lingering -= 1;
    this.#ear.close();
    if (this.#markedUntil > performance.now()) await setDrained(this.#ports.db, this.#connectorId, 0);
  }
}
