import { Client } from 'pg';

/** Where announcements are told: the payload is the connector's id. */
export const CHANNEL = 'navette_outbox';

/** How often a lost connection is made again. */
const AGAIN_MS = 1_000;
const CONNECT_MS = 5_000;

/** One listener's count of announcements for its connector. */
export interface Ear {
  /** Announcements heard so far: taken before looking into the outbox, it shows afterwards whether something came since. */
  readonly heard: number;
  /** Whether anything can still be heard. */
  readonly isOpen: boolean;
  /** True as soon as more were heard than `since`; false when none came in time, or nothing can be heard any more. */
  next(since: number, ms: number, signal: AbortSignal): Promise<boolean>;
  close(): void;
}

/**
 * Hears of changes the moment they are committed, by PostgreSQL's own notifications, on one connection for the whole
 * process. It is made at the first listener. Who hears nothing loses nothing: the outbox is the truth, and it is nudged
 * for as well.
 */
export class OutboxBell {
  readonly #databaseUrl: string;
  readonly #ears = new Map<string, Set<Listening>>();
  #connected: Promise<boolean> | undefined;
  #client: Client | undefined;
  #closed = false;
  #lostAt = -AGAIN_MS;

  constructor(databaseUrl: string) {
    this.#databaseUrl = databaseUrl;
  }

  /** Undefined while there is no connection. */
  async listen(connectorId: string): Promise<Ear | undefined> {
    if (this.#connected === undefined && performance.now() - this.#lostAt < AGAIN_MS) return undefined;
    this.#connected ??= this.#connect();
    if (!(await this.#connected)) return undefined;
    const ear = new Listening(() => this.#ears.get(connectorId)?.delete(ear));
    const ears = this.#ears.get(connectorId) ?? new Set();
    this.#ears.set(connectorId, ears.add(ear));
    return ear;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.end().catch(() => undefined);
    this.#lost();
  }

  async #connect(): Promise<boolean> {
    const client = new Client({
      connectionString: this.#databaseUrl,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
    });
    client.on('error', () => this.#lost());
    client.on('end', () => this.#lost());
    client.on('notification', ({ payload = '' }) => {
      for (const ear of this.#ears.get(payload) ?? []) ear.ring();
    });
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      this.#client = client;
      return !this.#closed;
    } catch {
      this.#lost();
      await client.end().catch(() => undefined);
      return false;
    }
  }

  #lost(): void {
    this.#client = undefined;
    this.#connected = undefined;
    this.#lostAt = performance.now();
    for (const ears of this.#ears.values()) for (const ear of ears) ear.close();
    this.#ears.clear();
  }
}

class Listening implements Ear {
  heard = 0;
  readonly #gone: () => void;
  readonly #waiting = new Set<() => void>();
  #closed = false;

  get isOpen(): boolean {
    return !this.#closed;
  }

  constructor(gone: () => void) {
    this.#gone = gone;
  }

  ring(): void {
    this.heard += 1;
    for (const wake of this.#waiting) wake();
  }

  async next(since: number, ms: number, signal: AbortSignal): Promise<boolean> {
    if (this.heard > since) return true;
    if (this.#closed || signal.aborted || ms <= 0) return false;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal.addEventListener('abort', wake);
      this.#waiting.add(wake);
    });
    return this.heard > since;
  }

  close(): void {
    this.#closed = true;
    this.#gone();
    for (const wake of this.#waiting) wake();
  }
}
