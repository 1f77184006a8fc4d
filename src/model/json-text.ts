/** An object as the JSON that it came in, UTF-8: read as text, and parsed, when somebody looks into it. */
export class JsonText {
  readonly bytes: Buffer;
  #text: string | undefined;
  #parsed: { value: unknown } | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  static of(value: object): JsonText {
    return new JsonText(Buffer.from(JSON.stringify(value)));
  }

  get text(): string {
    this.#text ??= this.bytes.toString('utf8');
    return this.#text;
  }

  /** Throws a `SyntaxError` for text that is no JSON. */
  get value(): unknown {
    this.#parsed ??= { value: JSON.parse(this.text) };
    return this.#parsed.value;
  }

  toJSON(): unknown {
    return this.value;
  }
}
