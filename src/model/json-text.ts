/** An object as the JSON text that it came in, parsed when somebody looks into it. */
export class JsonText {
  readonly text: string;
  #parsed: { value: unknown } | undefined;

  constructor(text: string) {
    this.text = text;
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
