/** Where a command writes: a terminal, a file, a pipe. */
export type Sink = NodeJS.WritableStream & { isTTY?: boolean; columns?: number; writableNeedDrain?: boolean };

/** Raised when the reader of our output went away, as `head` does: no error, the command just ends. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}

/** What a command prints. Results go to stdout, everything else to stderr; with `--json` stdout holds one JSON document. */
export class Output {
  readonly json: boolean;
  readonly #stdout: Sink;
  readonly #stderr: Sink;
  #gone = false;

  constructor(stdout: Sink, stderr: Sink, json: boolean) {
    this.json = json;
    this.#stdout = stdout;
    this.#stderr = stderr;
    const onError = (): void => {
      this.#gone = true;
    };
    stdout.on('error', onError);
    stderr.on('error', onError);
  }

  /** The result of a command: as JSON, or in words. */
  async result(value: unknown, words: () => string): Promise<void> {
    if (this.json) await this.line(jsonText(value));
    else {
      const text = words();
      if (text !== '') await this.line(harmless(text));
    }
  }

  /** A long list as one JSON array, without holding it in memory. */
  async array(members: AsyncIterable<unknown>): Promise<void> {
    let before = '[';
    for await (const member of members) {
      await this.#write(this.#stdout, `${before}\n${jsonText(member)}`);
      before = ',';
    }
    await this.line(before === '[' ? '[]' : '\n]');
  }

  /** One line of a result, waiting while the reader is slower than we are. */
  async line(text: string): Promise<void> {
    await this.#write(this.#stdout, `${text}\n`);
  }

  /** A part of a result, as it is. */
  async text(text: string): Promise<void> {
    await this.#write(this.#stdout, text);
  }

  /** A message for the person at the keyboard. */
  async say(text: string): Promise<void> {
    await this.#write(this.#stderr, `${harmless(text)}\n`);
  }

  /** One machine-readable line about a record, on stderr. */
  async note(value: unknown): Promise<void> {
    await this.#write(this.#stderr, `${jsonText(value)}\n`);
  }

  /** Whether results are read on a terminal, which shows colours. */
  get onTerminal(): boolean {
    return this.#stdout.isTTY === true;
  }

  get messages(): Sink {
    return this.#stderr;
  }

  async #write(sink: Sink, text: string): Promise<void> {
    if (this.#gone) throw new ReaderGone();
    if (sink.write(text)) return;
    await drained(sink);
    if (this.#gone) throw new ReaderGone();
  }
}

/** Until the reader has caught up, or has gone. */
function drained(sink: Sink): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'close', 'error'];
    const done = (): void => {
      for (const event of events) sink.off(event, done);
      resolve();
    };
    for (const event of events) sink.on(event, done);
  });
}

/** JSON that is also safe on a terminal: the escapes that JSON leaves alone are written as such. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Text from remotes must not move the cursor, colour the screen or turn the line round. */
export function harmless(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '·');
}
