/** What the person in front of the terminal sees: lines that stay, and one that shows that something is under way. */
export class Terminal {
  readonly #out: NodeJS.WriteStream;
  #waiting = '';

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
    // Whoever read along has left; what runs goes on.
    out.on('error', () => undefined);
  }

  readonly say = (line: string): void => {
    this.#out.write(`${this.#clear()}${line}\n${this.#waiting}`);
  };

  /** Shows what is waited for and since when; on a terminal only, a log gets the result alone. */
  async during<T>(what: string, work: () => Promise<T>): Promise<T> {
    const start = Date.now();
    const seconds = () => ((Date.now() - start) / 1000).toFixed(1);
    const show = () => {
      if (!this.#out.isTTY) return;
      const clear = this.#clear();
      this.#waiting = `  ${what} … ${seconds()} s`;
      this.#out.write(clear + this.#waiting);
    };
    show();
    const timer = setInterval(show, REFRESH_MS);
    try {
      const result = await work();
      this.#done();
      this.say(`  ${what} (${seconds()} s)`);
      return result;
    } finally {
      clearInterval(timer);
      this.#done();
    }
  }

  #done(): void {
    const clear = this.#clear();
    this.#waiting = '';
    if (clear !== '') this.#out.write(clear);
  }

  #clear(): string {
    return this.#waiting === '' ? '' : '\r\u001B[2K';
  }
}

const REFRESH_MS = 200;
