import { isBlank } from './extra.ts';

export type Json = Record<string, unknown>;

/** A JSON object as it is read: it notes which keys were asked for, and as what, so that the rest can be told. Null is nothing. */
export class JsonFields {
  readonly #json: Json;
  readonly #whole = new Set<string>();
  /** Keys read as words: objects among them were not. */
  readonly #words = new Set<string>();
  /** Keys read for one word: nor were those behind it. */
  readonly #first = new Set<string>();

  constructor(json: Json) {
    this.#json = json;
  }

  raw(key: string): unknown {
    this.#whole.add(key);
    return this.#valueOf(key);
  }

  /** Everything under a key as a list, one value too. */
  list(key: string): unknown[] {
    this.#whole.add(key);
    return this.#listOf(key);
  }

  /** The first of these keys that holds a text, or a number as text. */
  text(...keys: string[]): string | undefined {
    for (const key of keys) {
      const text = this.#listOf(key).flatMap((value) => textOf(value) ?? [])[0];
      if (text === undefined) continue;
      this.#first.add(key);
      return text;
    }
    return undefined;
  }

  texts(key: string): string[] {
    this.#words.add(key);
    return this.#listOf(key).flatMap((value) => textOf(value) ?? []);
  }

  objects(key: string): Json[] {
    return this.list(key).filter(isJson);
  }

  /** What nobody read, by its key. */
  left(ignored: ReadonlySet<string> = new Set()): [string, unknown][] {
    return Object.keys(this.#json).flatMap((key): [string, unknown][] => {
      if (this.#whole.has(key) || ignored.has(key)) return [];
      const left = this.#unread(key);
      return isBlank(left) ? [] : [[key, left]];
    });
  }

  #unread(key: string): unknown {
    const value = this.#json[key];
    const isRead = this.#words.has(key) || this.#first.has(key);
    if (!isRead || (!Array.isArray(value) && !isJson(value))) return isRead ? undefined : value;
    const members = this.#listOf(key);
    if (this.#words.has(key)) return members.filter((member) => textOf(member) === undefined);
    const first = members.findIndex((member) => textOf(member) !== undefined);
    return members.filter((_, index) => index !== first);
  }

  #listOf(key: string): unknown[] {
    const value = this.#valueOf(key);
    return (Array.isArray(value) ? value : [value]).filter((member: unknown) => !isBlank(member));
  }

  #valueOf(key: string): unknown {
    const value = Object.hasOwn(this.#json, key) ? this.#json[key] : undefined;
    return isBlank(value) ? undefined : value;
  }
}

export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
