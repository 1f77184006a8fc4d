import { isBlank } from './extra.ts';

export type Json = Record<string, unknown>;

/** A JSON object as it is read: it notes which keys were asked for, so that the others can be told. Null is nothing. */
export class JsonFields {
  readonly #json: Json;
  readonly #read = new Set<string>();

  constructor(json: Json) {
    this.#json = json;
  }

  raw(key: string): unknown {
    this.#read.add(key);
    const value = Object.hasOwn(this.#json, key) ? this.#json[key] : undefined;
    return isBlank(value) ? undefined : value;
  }

  /** Everything under a key as a list, one value too. */
  list(key: string): unknown[] {
    const value = this.raw(key);
    return (Array.isArray(value) ? value : [value]).filter((member: unknown) => !isBlank(member));
  }

  /** The first of these keys that holds a text, or a number as text. */
  text(...keys: string[]): string | undefined {
    const found = keys.map((key) => this.texts(key)[0]);
    return found.find((text) => text !== undefined);
  }

  texts(key: string): string[] {
    return this.list(key).flatMap((value) => textOf(value) ?? []);
  }

  objects(key: string): Json[] {
    return this.list(key).filter(isJson);
  }

  left(ignored: ReadonlySet<string> = new Set()): [string, unknown][] {
    return Object.entries(this.#json).filter(
      ([key, value]) => !this.#read.has(key) && !ignored.has(key) && !isBlank(value),
    );
  }
}

export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
