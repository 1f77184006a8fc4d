import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../random.ts';
import type { Switches } from './switches.ts';

/** A batch above this many ids is not tried again. */
const RETRY_IDS_MAX = 100;
/** Messages kept for whoever looks: a long run must not fill the memory. */
const SENT_MAX = 100_000;
/** As the events service: whoever takes longer has lost it. */
const WEBHOOK_DEADLINE_MS = 2_000;

/** One message on its way out of the installation. */
export interface Message {
  url: string;
  headers: Record<string, string>;
  body: unknown;
  deadlineMs?: number;
}

/** What became of a message; `lost` was never sent. */
export interface Sent extends Message {
  at: string;
  status: number | 'lost' | 'failed';
}

interface Batch {
  update: string[];
  delete: string[];
}

/**
 * The hooks of an installation. Ids of changed datasets wait in memory and go out every few seconds; what is waiting
 * when the process ends is lost, and so is a batch whose receiver is not reached or says no. Webhooks go at once, one
 * try each.
 */
export class Outbox {
  readonly sent: Sent[] = [];
  readonly #switches: Switches;
  #batch: Batch = { update: [], delete: [] };
  #timer: NodeJS.Timeout | undefined;
  #held: (() => void) | undefined;
  #random: (() => number) | undefined;
  #closed = false;

  constructor(switches: Switches) {
    this.#switches = switches;
  }

  updated(id: string): void {
    if (this.#switches.catalogsUrl === undefined) return;
    this.#batch.update.push(id);
    this.#plan();
  }

  deleted(id: string): void {
    if (this.#switches.catalogsUrl === undefined) return;
    this.#batch.delete.push(id);
    this.#plan();
  }

  webhook(message: Message): void {
    void this.#send({ ...message, deadlineMs: WEBHOOK_DEADLINE_MS });
  }

  /** What waits is lost, as when the real process dies. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #plan(): void {
    if (this.#closed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#drain();
    }, this.#switches.catalogsEveryMs);
    this.#timer.unref();
  }

  async #drain(): Promise<void> {
    const { catalogsUrl, catalogsSecret } = this.#switches;
    const batch = this.#batch;
    this.#batch = { update: [], delete: [] };
    if (catalogsUrl === undefined || batch.update.length + batch.delete.length === 0) return;
    const url = `${catalogsUrl}/api/datasets`;
    const status = await this.#send({ url, headers: { 'x-secret-key': catalogsSecret }, body: batch });
    const isTriedAgain = typeof status === 'number' && status >= 500;
    if (!isTriedAgain || batch.update.length + batch.delete.length >= RETRY_IDS_MAX) return;
    this.#batch.update.unshift(...batch.update);
    this.#batch.delete.unshift(...batch.delete);
    this.#plan();
  }

  /** Sends, or does what the switches say to messages on their way. */
  async #send(message: Message): Promise<Sent['status']> {
    const { hooksLost, hooksRepeated, hooksDelayMs } = this.#switches;
    const random = (this.#random ??= seeded(this.#switches.hooksSeed));
    // A lost message is lost on its way: its sender believes that it arrived.
    if (random() < hooksLost) {
      this.#note(message, 'lost');
      return 200;
    }
    if (hooksDelayMs > 0) await sleep(hooksDelayMs, undefined, { ref: false });
    const release = await this.#turn();
    if (this.#closed) return 'failed';
    const status = await this.#post(message);
    if (random() < hooksRepeated) await this.#post(message);
    release?.();
    return status;
  }

  /** With `hooksReordered`, the first of two waits until the second has arrived; what lets it go is answered. */
  async #turn(): Promise<(() => void) | undefined> {
    const release = this.#held;
    this.#held = undefined;
    if (release !== undefined || !this.#switches.hooksReordered) return release;
    await new Promise<void>((resolve) => {
      this.#held = resolve;
    });
    return undefined;
  }

  async #post(message: Message): Promise<Sent['status']> {
    const { url, headers, body, deadlineMs = 30_000 } = message;
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(deadlineMs),
      });
      await answer.arrayBuffer();
      return this.#note(message, answer.status);
    } catch {
      return this.#note(message, 'failed');
    }
  }

  #note(message: Message, status: Sent['status']): Sent['status'] {
    this.sent.push({ ...message, at: new Date().toISOString(), status });
    if (this.sent.length > SENT_MAX) this.sent.splice(0, SENT_MAX / 2);
    return status;
  }
}
