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
  /** Names of plain letters and underscores. */
  head: readonly string[];
  /** Deeper nesting within an entry is not cut. */
  depthMax: number;
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

const TEXT = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;
/** As the first, and not the name of a member where it has escapes. */
const PLAIN_NAME = String.raw`"[^"\\]*"|"[^"\\]*(?:\\.[^"\\]*)+"(?!\s*:)`;
const BETWEEN = String.raw`[^"{}[\]]*`;
const STRING = new RegExp(TEXT, 'sy');
const WORD = /[-+.0-9a-zE]+/y;
/** As far as no bracket comes outside of strings. */
const FLAT = new RegExp(`${BETWEEN}(?:${TEXT}${BETWEEN})*`, 'sy');
/** The same, as far as no name is spelt with escapes. */
const PLAINLY_NAMED = new RegExp(`${BETWEEN}(?:(?:${PLAIN_NAME})${BETWEEN})*`, 'sy');
/** A text of ASCII without escapes. */
const PLAIN = /^"[ !#-[\]-~]*"$/;
/** A text, number, boolean or null. */
const SIMPLE = new RegExp(String.raw`${TEXT}|-?\d[-+.\deE]*|true|false|null`, 'sy');

/**
 * Cuts a list of objects out of JSON by its brackets and quotes, so that entries which are known by their bytes need
 * neither be decoded nor parsed. `bytes` are sound UTF-8, in which a quote or bracket is never a part of another character.
 * Undefined where the JSON is not as expected: then whoever parses it whole tells what is wrong. What is wrong within an
 * entry is found by whoever parses that.
 */
export function cutList(bytes: Buffer, place: ListPlace): CutText | undefined {
  try {
    return new Cutter(bytes, place).cut();
  } catch (error) {
    if (error instanceof Unexpected || error instanceof SyntaxError) return undefined;
    // A pattern gives up after millions of strings, or of escapes in one, without a bracket between.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

class Unexpected extends Error {}

class Cutter {
  readonly #bytes: Buffer;
  /** A character for each byte, so that places in both are the same: a pattern goes through text much faster than a loop. */
  readonly #text: string;
  readonly #place: ListPlace;
  /** Finds a wanted name with its colon. Within a string no quote stands without a backslash before it. */
  readonly #wanted: RegExp;
  #at = 0;

  constructor(bytes: Buffer, place: ListPlace) {
    this.#bytes = bytes;
    this.#text = bytes.toString('latin1');
    this.#place = place;
    this.#wanted = new RegExp(`"(${place.head.join('|')})"\\s*:\\s*`, 'g');
  }

  cut(): CutText | undefined {
    let found: { from: number; to: number; entries: CutEntry[] } | undefined;
    const look = (level: number): void => {
      this.#members((name) => {
        if (name !== this.#place.path[level]) return this.#skip();
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
    const around = this.#decoded(0, found.from) + this.#decoded(found.to, this.#bytes.length);
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
    if (this.#text.charCodeAt(from) !== OPEN_OBJECT) throw new Unexpected();
    const head: Record<string, unknown> = {};
    let isPlain = true;
    this.#brackets(this.#place.depthMax + 1, () => {
      const begin = this.#at;
      this.#past(PLAINLY_NAMED);
      if (isPlain) this.#readHead(this.#text.slice(begin, this.#at), head);
      if (this.#text.charCodeAt(this.#at) !== QUOTE) return;
      isPlain = false;
      this.#past(FLAT);
    });
    const json = new JsonText(this.#bytes.subarray(from, this.#at));
    return new CutEntry(json, isPlain ? head : this.#headOf(json));
  }

  /** From members of an entry none of which is a list or an object, or only the last. What stands last counts. */
  #readHead(members: string, head: Record<string, unknown>): void {
    this.#wanted.lastIndex = 0;
    for (let found = this.#wanted.exec(members); found !== null; found = this.#wanted.exec(members)) {
      const [, name = ''] = found;
      SIMPLE.lastIndex = this.#wanted.lastIndex;
      const [value] = SIMPLE.exec(members) ?? [];
      if (value === undefined) delete head[name];
      else head[name] = PLAIN.test(value) ? value.slice(1, -1) : parsed(value);
    }
  }

  /** The same, where a wanted name may be spelt with escapes. */
  #headOf(json: JsonText): Record<string, unknown> {
    const members = Object.entries({ ...(json.value as object) });
    return Object.fromEntries(
      members.filter(
        ([name, value]) => this.#place.head.includes(name) && (typeof value !== 'object' || value === null),
      ),
    );
  }

  /** Goes through an object; `take` is at each value and must leave it behind. */
  #members(take: (name: string) => void): void {
    this.#expect(OPEN_OBJECT);
    if (this.#isAt(CLOSE_OBJECT)) return;
    do {
      this.#blank();
      const from = this.#at;
      this.#past(STRING);
      const name = String(JSON.parse(this.#decoded(from, this.#at)));
      this.#expect(COLON);
      take(name);
    } while (this.#isAt(COMMA));
    this.#expect(CLOSE_OBJECT);
  }

  /** Past a value of any kind. */
  #skip(): void {
    this.#blank();
    const first = this.#text.charCodeAt(this.#at);
    if (first === QUOTE) this.#past(STRING);
    else if (first === OPEN_OBJECT || first === OPEN_LIST) this.#brackets(Infinity);
    else this.#past(WORD);
  }

  /** Past a list or an object. `outermost` goes past what stands between the brackets in it. */
  #brackets(depthMax: number, outermost?: () => void): void {
    let depth = 0;
    do {
      const code = this.#text.charCodeAt(this.#at);
      if (code === OPEN_OBJECT || code === OPEN_LIST) depth += 1;
      else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth -= 1;
      else throw new Unexpected();
      if (depth > depthMax) throw new Unexpected();
      this.#at += 1;
      if (depth === 1 && outermost !== undefined) outermost();
      else if (depth > 0) this.#past(FLAT);
    } while (depth > 0);
  }

  /** Past what the sticky pattern finds here. */
  #past(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) throw new Unexpected();
    this.#at = pattern.lastIndex;
  }

  #decoded(from: number, to: number): string {
    return this.#bytes.toString('utf8', from, to);
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

function parsed(latin1: string): unknown {
  return JSON.parse(Buffer.from(latin1, 'latin1').toString());
}
