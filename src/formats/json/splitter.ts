import { mendJson } from './mend.ts';

/** A part of a JSON text: a member of the whole's object, or an entry of one of its lists. */
export type JsonPart =
  | { kind: 'member'; key: string; value: unknown; mended: boolean }
  /** `key`: of the list; undefined when the whole is a list, or a value by itself on its line. */
  | { kind: 'entry'; key: string | undefined; value: unknown; mended: boolean }
  | { kind: 'broken'; key: string | undefined; text: string; reason: string }
  /** The whole's last bracket; another whole may follow, as in NDJSON. */
  | { kind: 'end'; root: '{' | '[' };

/** A longer part is left out: nothing that describes a dataset is as long. */
const PART_LENGTH_MAX = 64_000_000;
/** Deeper nesting is an attack, and walking it would cost the stack. */
const DEPTH_MAX = 200;

/**
 * Cuts a JSON text that comes piece by piece into the entries of its lists, so that only one is held at a time. It counts
 * brackets and quotes, nothing else: what is broken within an entry stays within.
 */
export class JsonSplitter {
  readonly #isList: (key: string) => boolean;
  #depth = 0;
  /** The deepest of the part at hand. */
  #deepest = 0;
  #inText = false;
  #escaped = false;
  #root: '{' | '[' | undefined;
  #key: string | undefined;
  /** Where parts begin: inside the whole's list or object (1), or inside a member's list (2). */
  #level = 1;
  #part = '';
  #partLength = 0;
  #parts: JsonPart[] = [];

  /** `isList` tells of which members of the whole the lists are cut up. */
  constructor(isList: (key: string) => boolean) {
    this.#isList = isList;
  }

  /** Whether the text ended in the middle. */
  get open(): boolean {
    return this.#depth > 0 || this.#part.trim() !== '';
  }

  /** What is left of an unfinished part, for the note. */
  get rest(): string {
    return this.#part;
  }

  take(piece: string): JsonPart[] {
    this.#parts = [];
    let from = 0;
    let slash = -1;
    for (let at = 0; at < piece.length; at += 1) {
      if (this.#inText) {
        if (this.#escaped) this.#escaped = false;
        else {
          // Texts are most of a document: only their quotes and backslashes are looked at.
          if (slash < at) slash = found(piece, '\\', at);
          const quote = found(piece, '"', at);
          this.#escaped = slash < quote;
          this.#inText = this.#escaped || quote === piece.length;
          at = Math.min(slash, quote);
        }
        continue;
      }
      const code = piece.charCodeAt(at);
      if (code === 34) this.#inText = true;
      else if (code === 123 || code === 91) {
        if (this.#opens(code, piece.slice(from, at))) from = at + 1;
      } else if (code === 125 || code === 93) {
        if (this.#closes(piece.slice(from, at))) from = at + 1;
      } else if (code === 44 && this.#depth === this.#level) {
        this.#hold(piece.slice(from, at));
        this.#finish();
        from = at + 1;
      } else if (code === 58 && this.#depth === 1 && this.#root === '{' && this.#key === undefined) {
        this.#hold(piece.slice(from, at));
        this.#key = keyOf(this.#part);
        this.#drop();
        from = at + 1;
      }
    }
    this.#hold(piece.slice(from));
    return this.#parts;
  }

  /** True when the bracket opens a list or object that is cut up, and is no part of anything. */
  #opens(code: number, before: string): boolean {
    this.#depth += 1;
    if (this.#depth === 1) {
      this.#drop();
      this.#root = code === 123 ? '{' : '[';
      this.#key = undefined;
      this.#level = 1;
      return true;
    }
    const isCut =
      this.#depth === 2 &&
      code === 91 &&
      this.#root === '{' &&
      this.#key !== undefined &&
      this.#isList(this.#key) &&
      (this.#part + before).trim() === '';
    if (isCut) {
      this.#level = 2;
      this.#drop();
      return true;
    }
    this.#deepest = Math.max(this.#deepest, this.#depth - this.#level);
    return false;
  }

  #closes(before: string): boolean {
    // More closed than opened: nothing to go by.
    if (this.#depth === 0) return true;
    if (this.#depth > this.#level) {
      this.#depth -= 1;
      return false;
    }
    this.#hold(before);
    this.#finish();
    this.#depth -= 1;
    if (this.#level === 2) {
      this.#level = 1;
      // What may follow the list is a comma.
      this.#key = undefined;
    } else if (this.#root !== undefined) this.#parts.push({ kind: 'end', root: this.#root });
    return true;
  }

  #finish(): void {
    const text = this.#part;
    const length = this.#partLength;
    const key = this.#key;
    const deepest = this.#deepest;
    this.#drop();
    const isMember = this.#root === '{' && this.#level === 1;
    if (isMember) this.#key = undefined;
    if (text.trim() === '' || (isMember && key === undefined)) return;
    if (length > PART_LENGTH_MAX) this.#broken(key, text, `longer than ${PART_LENGTH_MAX} characters`);
    else if (deepest > DEPTH_MAX) this.#broken(key, text, `nested deeper than ${DEPTH_MAX} levels`);
    else {
      const read = mendJson(text);
      if ('reason' in read) this.#broken(key, text, read.reason);
      else if (isMember) this.#parts.push({ kind: 'member', key: key ?? '', ...read });
      else this.#parts.push({ kind: 'entry', key, ...read });
    }
  }

  #broken(key: string | undefined, text: string, reason: string): void {
    this.#parts.push({ kind: 'broken', key, text: text.slice(0, 20_000), reason });
  }

  #hold(text: string): void {
    this.#partLength += text.length;
    if (this.#partLength <= PART_LENGTH_MAX) this.#part += text;
  }

  #drop(): void {
    this.#part = '';
    this.#partLength = 0;
    this.#deepest = 0;
  }
}

/** The end when there is none. */
function found(piece: string, mark: string, from: number): number {
  const at = piece.indexOf(mark, from);
  return at === -1 ? piece.length : at;
}

function keyOf(text: string): string {
  const read = mendJson(text);
  return 'value' in read && typeof read.value === 'string' ? read.value : text.trim();
}
