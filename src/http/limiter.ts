import type { Lifeline } from './lifeline.ts';

/** Gives the slot back; a second call does nothing. */
export type Leave = () => void;

interface Waiter {
  limit: number;
  start(): void;
}

interface Host {
  running: number;
  waiting: Waiter[];
  /** How many running and waiting calls ask for each limit: the smallest of them counts. */
  asked: Map<number, number>;
}

/**
 * Requests at once to one host, first come first served. Each call brings its own limit; while it runs or waits, no more
 * than the smallest limit of all runs. A host that nobody asks for is forgotten.
 */
export class HostLimiter {
  /** How many of those asked for the host takes at the moment. */
  readonly #adapted: (name: string, limit: number) => number;
  readonly #hosts = new Map<string, Host>();

  constructor(adapted: (name: string, limit: number) => number = (_name, limit) => limit) {
    this.#adapted = adapted;
  }

  /** Waits for a slot. Rejects with the lifeline's reason when the call ends before its turn. */
  async enter(name: string, limit: number, lifeline: Lifeline): Promise<Leave> {
    lifeline.throwIfEnded();
    const host = this.#hosts.get(name) ?? { running: 0, waiting: [], asked: new Map<number, number>() };
    this.#hosts.set(name, host);
    host.asked.set(limit, (host.asked.get(limit) ?? 0) + 1);
    if (host.waiting.length > 0 || host.running >= this.#smallest(name, host))
      await this.#turn(name, host, limit, lifeline);
    else host.running += 1;

    let left = false;
    return () => {
      if (left) return;
      left = true;
      host.running -= 1;
      this.#forget(name, host, limit);
    };
  }

  #turn(name: string, host: Host, limit: number, lifeline: Lifeline): Promise<void> {
    return new Promise((resolve, reject) => {
      const abandon = (): void => {
        host.waiting.splice(host.waiting.indexOf(waiter), 1);
        this.#forget(name, host, limit);
        reject(lifeline.reason);
      };
      const waiter: Waiter = {
        limit,
        start() {
          lifeline.forget(abandon);
          host.running += 1;
          resolve();
        },
      };
      host.waiting.push(waiter);
      lifeline.listen(abandon);
    });
  }

  #forget(name: string, host: Host, limit: number): void {
    const asking = (host.asked.get(limit) ?? 1) - 1;
    if (asking === 0) host.asked.delete(limit);
    else host.asked.set(limit, asking);
    while (host.waiting.length > 0 && host.running < this.#smallest(name, host))
      host.waiting.shift()?.start();
    if (host.asked.size === 0) this.#hosts.delete(name);
  }

  /** At least one, or nothing would ever run. */
  #smallest(name: string, host: Host): number {
    return this.#adapted(name, Math.max(1, Math.min(...host.asked.keys())));
  }
}
