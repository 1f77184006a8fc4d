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
  /** As text, with the list empty. */
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
 * Cuts a list of objects out of JSON by its brackets and quotes, so that entries which are known by their bytes need
 * neither be decoded nor parsed. `bytes` are sound UTF-8, in which a quote or bracket is never a part of another character.
 * Undefined where the JSON is not as expected: then whoever parses it whole tells what is wrong.
 */
export function cutList(bytes: Buffer, place: ListPlace): CutText | undefined {
  try {
    return new Cutter(bytes, place).cut();
  } catch (error) {
    if (error instanceof Unexpected || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class Unexpected extends Error {}

class Cutter {
  readonly #bytes: Buffer;
  /** The same, as what is read fastest byte by byte. */
  readonly #codes: Uint8Array;
  readonly #place: ListPlace;
  readonly #headLengths: ReadonlySet<number>;
  #at = 0;

  constructor(bytes: Buffer, place: ListPlace) {
    this.#bytes = bytes;
    this.#codes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#place = place;
    this.#headLengths = new Set(place.head.map((name) => Buffer.byteLength(name)));
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
    if (found === undefined || this.#at !== this.#bytes.length) return undefined;
    const around = this.#text(0, found.from) + this.#text(found.to, this.#bytes.length);
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
      if (key === undefined || !this.#place.head.includes(key)) return;
      const value = this.#text(begin, this.#at);
      if (SIMPLE.test(value)) head[key] = JSON.parse(value);
      else delete head[key];
    }, this.#headLengths);
    return new CutEntry(new JsonText(this.#bytes.subarray(from, this.#at)), head);
  }

  /**
   * Goes through an object; `take` is at each value and must leave it behind. It is told the names whose length in bytes is
   * one of these, and others as it comes.
   */
  #members(take: (key: string | undefined) => void, lengths?: ReadonlySet<number>): void {
    this.#expect(OPEN_OBJECT);
    if (this.#isAt(CLOSE_OBJECT)) return;
    do {
      this.#blank();
      const key = this.#name(lengths);
      this.#expect(COLON);
      take(key);
    } while (this.#isAt(COMMA));
    this.#expect(CLOSE_OBJECT);
  }

  #name(lengths: ReadonlySet<number> | undefined): string | undefined {
    const from = this.#at;
    const to = stringEnd(this.#codes, from);
    this.#at = to;
    // A name may be spelt with escapes.
    if (hasEscape(this.#codes, from, to)) return String(JSON.parse(this.#text(from, to)));
    return lengths === undefined || lengths.has(to - from - 2) ? this.#text(from + 1, to - 1) : undefined;
  }

  #text(from: number, to: number): string {
    return this.#bytes.toString('utf8', from, to);
  }

  /** Past a value of any kind. */
  #skip(depthMax: number): void {
    this.#blank();
    this.#at = valueEnd(this.#codes, this.#at, depthMax);
  }

  #expect(code: number): void {
    if (!this.#isAt(code)) throw new Unexpected();
  }

  /** Whether this comes next; then it is left behind. */
  #isAt(code: number): boolean {
    this.#blank();
    if (this.#codes[this.#at] !== code) return false;
    this.#at += 1;
    return true;
  }

  #blank(): void {
    let code = this.#codes[this.#at];
    while (code === 32 || code === 10 || code === 13 || code === 9) code = this.#codes[(this.#at += 1)];
  }
}

/** Past the value that begins there. Nearly all of a text is gone through here, never beyond its end: that would cost each byte a check more. */
function valueEnd(codes: Uint8Array, from: number, depthMax: number): number {
  const { length } = codes;
  let at = from;
  let depth = 0;
  do {
    if (at >= length) throw new Unexpected();
    const code = codes[at];
    if (code === QUOTE) at = stringEnd(codes, at);
    else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      depth += 1;
      if (depth > depthMax) throw new Unexpected();
      at += 1;
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
      depth -= 1;
      if (depth < 0) throw new Unexpected();
      at += 1;
    } else if (depth === 0) at = wordEnd(codes, at);
    else at += 1;
  } while (depth > 0);
  return at;
}

/** Past the string that begins there. */
function stringEnd(codes: Uint8Array, from: number): number {
  const { length } = codes;
  let at = from + 1;
  if (at >= length || codes[from] !== QUOTE) throw new Unexpected();
  for (let code = codes[at]; code !== QUOTE; code = codes[at]) {
    at += code === BACKSLASH ? 2 : 1;
    if (at >= length) throw new Unexpected();
  }
  return at + 1;
}

function hasEscape(codes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (codes[at] === BACKSLASH) return true;
  return false;
}

/** Past a number, `true`, `false` or `null`. */
function wordEnd(codes: Uint8Array, from: number): number {
  const { length } = codes;
  let at = from;
  while (at < length && isWord(codes[at] ?? 0)) at += 1;
  if (at === from) throw new Unexpected();
  return at;
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
