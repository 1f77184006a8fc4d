import type { Table } from './count-csv.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** The first member is kept to read its keys; one that is longer tells none. */
const SAMPLE_BYTES_MAX = 256 * 1024;
const KEY_BYTES_MAX = 100;
/** Where answers of services keep their rows. */
const ROWS_KEYS = ['features', 'records', 'results', 'data', 'items', 'rows'];

/** A list at the top, or one level below. */
interface List {
  key: string;
  members: number;
  sample: string | undefined;
}

/**
 * Counts the members of a JSON document's list: the document itself, or the list within it that holds the rows
 * (`features` of GeoJSON). Keeps nothing but the first member. Knows whether the document was cut.
 */
export class JsonCounter {
  #depth = 0;
  #inText = false;
  #escaped = false;
  #begun = false;
  #broken = false;
  /** Text since the last structural mark, at the depth where keys stand. */
  #key: number[] = [];
  #lastKey = '';
  #lists: List[] = [];
  #list: List | undefined;
  #listDepth = 0;
  #memberBegun = false;
  #sample: number[] = [];

  add(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; at += 1) this.#take(chunk[at] ?? 0);
  }

  /** `cut`: it ends before its last bracket, or is no JSON at all. */
  end(): Table & { cut: boolean } {
    const cut = this.#depth !== 0 || this.#inText || !this.#begun || this.#broken;
    const list =
      ROWS_KEYS.map((key) => this.#lists.find((one) => one.key === key)).find((one) => one !== undefined) ??
      this.#lists.toSorted((a, b) => b.members - a.members)[0];
    if (cut || list === undefined) return { cut };
    const columns = keysOf(list.sample);
    return { cut, rows: list.members, ...(columns === undefined ? {} : { columns }) };
  }

  #take(byte: number): void {
    if (this.#list !== undefined) this.#sampled(byte);
    if (this.#inText) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) {
        this.#inText = false;
        if (this.#depth === 1) this.#lastKey = Buffer.from(this.#key).toString('utf8');
      } else if (this.#depth === 1 && this.#key.length < KEY_BYTES_MAX) this.#key.push(byte);
    } else if (byte === QUOTE) {
      this.#inText = true;
      this.#key = [];
      this.#member();
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) this.#open(byte);
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) this.#close();
    else if (byte === COMMA) {
      if (this.#list !== undefined && this.#depth === this.#listDepth) this.#endMember();
    } else if (byte > 0x20 && byte !== 0x3a) this.#member();
  }

  #open(byte: number): void {
    this.#member();
    if (this.#depth === 0 && this.#begun) this.#broken = true;
    this.#begun = true;
    this.#depth += 1;
    const isTop = this.#depth === 1 && byte === OPEN_LIST;
    const isBelow = this.#depth === 2 && byte === OPEN_LIST && this.#list === undefined;
    if (!isTop && !isBelow) return;
    this.#list = { key: isTop ? '' : this.#lastKey, members: 0, sample: undefined };
    this.#listDepth = this.#depth;
    this.#sample = [];
    this.#memberBegun = false;
  }

  #close(): void {
    if (this.#list !== undefined && this.#depth === this.#listDepth) {
      this.#endMember();
      this.#lists.push(this.#list);
      this.#list = undefined;
    }
    this.#depth -= 1;
    if (this.#depth < 0) this.#broken = true;
  }

  /** Something stands where a member of the list is. */
  #member(): void {
    if (this.#list !== undefined && this.#depth === this.#listDepth) this.#memberBegun = true;
  }

  #endMember(): void {
    if (this.#list === undefined || !this.#memberBegun) return;
    this.#list.members += 1;
    // The mark that ends it was taken too.
    this.#list.sample ??= Buffer.from(this.#sample.slice(0, -1)).toString('utf8');
    this.#memberBegun = false;
  }

  #sampled(byte: number): void {
    if (this.#list?.sample === undefined && this.#sample.length < SAMPLE_BYTES_MAX) this.#sample.push(byte);
  }
}

function keysOf(sample: string | undefined): string[] | undefined {
  try {
    const member: unknown = JSON.parse(sample ?? '');
    if (!isObject(member)) return undefined;
    const { properties } = member;
    return Object.keys(isObject(properties) ? properties : member);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
