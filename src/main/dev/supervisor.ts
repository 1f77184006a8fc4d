import { setTimeout as sleep } from 'node:timers/promises';
import { describeExit, type Running } from './processes.ts';

export interface Service {
  name: string;
  /** Resolves when it is ready to serve, rejects when it cannot be. */
  start(): Promise<Running>;
  /** Whether it is started again after it ended by itself. Otherwise its end is the end of all. */
  restarts?: boolean;
}

interface Entry {
  service: Service;
  /** Of the current start; settles when it is ready. */
  up: Promise<Running>;
  running: Running | undefined;
  /** We asked for its end. */
  leaving: boolean;
  crashes: number[];
}

export interface SupervisorOptions {
  say: (line: string) => void;
  /** Told of each process as soon as it is ready. */
  onStart?: (name: string, pid: number) => Promise<void>;
}

/** Starts services in order, keeps an eye on them, and stops them in reverse order. */
export class Supervisor {
  readonly #say: (line: string) => void;
  readonly #onStart: (name: string, pid: number) => Promise<void>;
  readonly #entries = new Map<string, Entry>();
  #stopping: Promise<void> | undefined;
  #fail: (error: Error) => void = () => undefined;
  /** Rejects when a service that must not end has ended. */
  readonly failed: Promise<never>;

  constructor({ say, onStart = async () => undefined }: SupervisorOptions) {
    this.#say = say;
    this.#onStart = onStart;
    this.failed = new Promise((_resolve, reject) => {
      this.#fail = reject;
    });
    // Whoever cares races it; nobody has to.
    this.failed.catch(() => undefined);
  }

  async start(service: Service): Promise<Running> {
    const entry: Entry = {
      service,
      up: Promise.reject(new Error(`${service.name} was not started`)),
      running: undefined,
      leaving: false,
      crashes: [],
    };
    entry.up.catch(() => undefined);
    this.#entries.set(service.name, entry);
    return this.#launch(entry);
  }

  /** Its process once it is ready, after a restart under way if there is one. */
  up(name: string): Promise<Running> {
    return this.#entry(name).up;
  }

  /** Stops one and leaves it down. */
  async stop(name: string): Promise<void> {
    const entry = this.#entry(name);
    entry.leaving = true;
    await entry.running?.stop();
  }

  /** Starts one again that was stopped. */
  async restart(name: string): Promise<Running> {
    await this.stop(name);
    return this.#launch(this.#entry(name));
  }

  /** As `kill -9` would, from outside: what restarts by itself does. Resolves when the process is gone. */
  async kill(name: string): Promise<void> {
    const { running } = this.#entry(name);
    await running?.kill();
  }

  /** Ends everything, newest first. */
  stopAll(): Promise<void> {
    this.#stopping ??= (async () => {
      for (const { running } of [...this.#entries.values()].toReversed()) await running?.stop();
    })();
    return this.#stopping;
  }

  /** Ends everything at once, without asking. */
  async killAll(): Promise<void> {
    this.#stopping ??= Promise.resolve();
    await Promise.all([...this.#entries.values()].map(async ({ running }) => running?.kill()));
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(name);
    if (entry === undefined)
      throw new Error(`no process "${name}"; there are ${[...this.#entries.keys()].join(', ')}`);
    return entry;
  }

  #launch(entry: Entry): Promise<Running> {
    entry.leaving = false;
    entry.up = this.#ready(entry);
    entry.up.catch(() => undefined);
    return entry.up;
  }

  async #ready(entry: Entry): Promise<Running> {
    if (this.#stopping !== undefined)
      throw new Error(`${entry.service.name} is not started: everything is being stopped`);
    const running = await entry.service.start();
    if (this.#stopping !== undefined) {
      await running.stop();
      throw new Error(`${entry.service.name} is not needed any more: everything is being stopped`);
    }
    entry.running = running;
    void running.exited.then((exit) =>
      this.#ended(entry, `${entry.service.name} ended (${describeExit(exit)})`),
    );
    await this.#onStart(entry.service.name, running.pid);
    return running;
  }

  #ended(entry: Entry, message: string): void {
    entry.running = undefined;
    if (entry.leaving || this.#stopping !== undefined) return;
    const { service } = entry;
    const now = Date.now();
    entry.crashes = [...entry.crashes.filter((time) => time > now - CRASHES_WINDOW_MS), now];
    if (service.restarts !== true) {
      this.#fail(new Error(message));
    } else if (entry.crashes.length > CRASHES_MAX) {
      this.#fail(new Error(`${message}, for the ${entry.crashes.length}th time within a minute`));
    } else {
      this.#say(`${message}; starting it again`);
      const pause = RESTART_PAUSE_MS * (entry.crashes.length - 1);
      entry.up = sleep(pause).then(() => this.#ready(entry));
      entry.up.catch((error: Error) => {
        if (this.#stopping === undefined) this.#fail(error);
      });
    }
  }
}

/** A process that crashes this often will not get better by itself. */
const CRASHES_MAX = 5;
const CRASHES_WINDOW_MS = 60_000;
/** The first time at once, then after a pause that grows. */
const RESTART_PAUSE_MS = 100;
