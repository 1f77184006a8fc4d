/** What is held back for a reader who is slower than the network. */
const HELD_BYTES_MAX = 512 * 1024;

export interface BodySource {
  pause(): void;
  resume(): void;
  /** The reader wants no more. */
  close(): void;
}

/** A body between the network, which pushes, and one reader, who pulls: never more than a few chunks of it are held. */
export class BodyQueue implements AsyncIterable<Uint8Array> {
  readonly #source: BodySource;
  readonly #chunks: Uint8Array[] = [];
  #held = 0;
  #isPaused = false;
  #ending: { error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(source: BodySource) {
    this.#source = source;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held >= HELD_BYTES_MAX && !this.#isPaused) {
      this.#isPaused = true;
      this.#source.pause();
    }
    this.#wake?.();
  }

  finish(): void {
    this.#ending ??= {};
    this.#wake?.();
  }

  /** What came before is still read: a file is gone on with behind its last byte. */
  fail(error: unknown): void {
    this.#ending ??= { error };
    this.#wake?.();
  }

  close(): void {
    this.#source.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    try {
      for (;;) {
        const chunk = this.#chunks.shift();
        if (chunk !== undefined) {
          this.#took(chunk.length);
          yield chunk;
        } else if (this.#ending !== undefined) {
          if ('error' in this.#ending) throw this.#ending.error;
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
          this.#wake = undefined;
        }
      }
    } finally {
      this.#source.close();
    }
  }

  #took(bytes: number): void {
    this.#held -= bytes;
    if (!this.#isPaused || this.#held > HELD_BYTES_MAX / 2) return;
    this.#isPaused = false;
    this.#source.resume();
  }
}
