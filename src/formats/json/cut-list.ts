import { JsonText } from '../../model/json-text.ts';

/** An entry of a list that was cut out of its text. */
export class CutEntry {
  readonly json: JsonText;
  /** Those of the asked members that are text, numbers, booleans or null, without a look at the others. */
  readonly head: Readonly<Record<string, unknown>>;

  constructor(json: JsonText, head: Record<string, unknown>) {
    this.json = json;
    this.head = head;
  }
}

export interface CutText {
  /** The text with the list empty. */
  around: string;
  entries: CutEntry[];
}

/** Where the list stands, and what of each entry is wanted at once. */
export interface ListPlace {
  /** Names of the members that lead to it. */
  path: readonly string[];
  head: readonly string[];
  /** Deeper nesting within an entry is not cut. */
  depthMax: number;
}

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const SIMPLE = /^(?:"|-?\d|true$|false$|null$)/;

/**
 * Cuts a list of objects out of a JSON text by its brackets and quotes, so that entries which are known by their text need
 * not be parsed. Undefined where the text is not as expected: then whoever parses it whole tells what is wrong.
 */
export function cutList(text: string, place: ListPlace): CutText | undefined {
  try {
    return new Cutter(text, place).cut();
  } catch (error) {
    if (error instanceof Unexpected || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class Unexpected extends Error {}

class Cutter {
  readonly #text: string;
  readonly #place: ListPlace;
  #at = 0;

  constructor(text: string, place: ListPlace) {
    this.#text = text;
    this.#place = place;
  }

  cut(): CutText | undefined {
    let found: { from: number; to: number; entries: CutEntry[] } | undefined;
    const look = (level: number): void => {
      this.#members((key) => {
        if (key !== this.#place.path[level]) return this.#skip(Infinity);
        // Of a name that stands twice only one counts, and it is not ours to say which.
        if (found !== undefined) throw new Unexpected();
        if (level + 1 < this.#place.path.length) return look(level + 1);
        this.#blank();
        const from = this.#at + 1;
        const entries = this.#entries();
        found = { from, to: this.#at - 1, entries };
      });
    };
    look(0);
    this.#blank();
    if (found === undefined || this.#at !== this.#text.length) return undefined;
    const around = this.#text.slice(0, found.from) + this.#text.slice(found.to);
    return { around, entries: found.entries };
  }

  #entries(): CutEntry[] {
    const entries: CutEntry[] = [];
    this.#expect(OPEN_LIST);
    if (this.#isAt(CLOSE_LIST)) return entries;
    do entries.push(this.#entry());
    while (this.#isAt(COMMA));
    this.#expect(CLOSE_LIST);
    return entries;
  }

  #entry(): CutEntry {
    this.#blank();
    const from = this.#at;
    const head: Record<string, unknown> = {};
    this.#members((key) => {
      this.#blank();
      const begin = this.#at;
      this.#skip(this.#place.depthMax);
      if (!this.#place.head.includes(key)) return;
      const value = this.#text.slice(begin, this.#at);
      if (SIMPLE.test(value)) head[key] = JSON.parse(value);
      else delete head[key];
    });
    return new CutEntry(new JsonText(this.#text.slice(from, this.#at)), head);
  }

  /** Goes through an object; `take` is at each value and must leave it behind. */
  #members(take: (key: string) => void): void {
    this.#expect(OPEN_OBJECT);
    if (this.#isAt(CLOSE_OBJECT)) return;
    do {
      this.#blank();
      const from = this.#at;
      this.#string();
      const key = this.#text.slice(from + 1, this.#at - 1);
      // A name may be spelt with escapes.
      const name: unknown = key.includes('\\') ? JSON.parse(this.#text.slice(from, this.#at)) : key;
      this.#expect(COLON);
      take(String(name));
    } while (this.#isAt(COMMA));
    this.#expect(CLOSE_OBJECT);
  }

  /** Past a value of any kind. */
  #skip(depthMax: number): void {
    this.#blank();
    let depth = 0;
    do {
      const code = this.#text.charCodeAt(this.#at);
      if (code === QUOTE) this.#string();
      else if (code === OPEN_OBJECT || code === OPEN_LIST) {
        depth += 1;
        if (depth > depthMax) throw new Unexpected();
        this.#at += 1;
      } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
        depth -= 1;
        if (depth < 0) throw new Unexpected();
        this.#at += 1;
      } else if (depth === 0) this.#word();
      else if (this.#at >= this.#text.length) throw new Unexpected();
      else this.#at += 1;
    } while (depth > 0);
  }

  #string(): void {
    if (this.#text.charCodeAt(this.#at) !== QUOTE) throw new Unexpected();
    let end = this.#text.indexOf('"', this.#at + 1);
    while (end !== -1 && this.#isEscaped(end)) end = this.#text.indexOf('"', end + 1);
    if (end === -1) throw new Unexpected();
    this.#at = end + 1;
  }

  #isEscaped(quote: number): boolean {
    let at = quote - 1;
    while (this.#text.charCodeAt(at) === BACKSLASH) at -= 1;
    return (quote - at) % 2 === 0;
  }

  /** A number, `true`, `false` or `null`. */
  #word(): void {
    const from = this.#at;
    while (isWord(this.#text.charCodeAt(this.#at))) this.#at += 1;
    if (this.#at === from) throw new Unexpected();
  }

  #expect(code: number): void {
    if (!this.#isAt(code)) throw new Unexpected();
  }

  /** Whether this comes next; then it is left behind. */
  #isAt(code: number): boolean {
    this.#blank();
    if (this.#text.charCodeAt(this.#at) !== code) return false;
    this.#at += 1;
    return true;
  }

  #blank(): void {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 32 || code === 10 || code === 13 || code === 9)
      code = this.#text.charCodeAt((this.#at += 1));
  }
}

/** Letters, digits, signs and points; brackets, commas and quotes are none. */
function isWord(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 97 && code <= 122) ||
    code === 43 ||
    code === 45 ||
    code === 46 ||
    code === 69
  );
}
