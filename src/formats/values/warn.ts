import type { Warning } from '../../model/dataset.ts';

/** Notes a value that was dropped, repaired or guessed. */
export type Warn = (field: string, value: string | undefined, reason: string) => void;

export const VALUE_LENGTH_MAX = 500;
/** A record with more troubles than this is told to have more. */
const WARNINGS_MAX = 200;

/** The warnings of one record, each once. */
export class Warnings {
  readonly #list: Warning[] = [];
  readonly #seen = new Set<string>();
  #more = 0;

  readonly warn: Warn = (field, value, reason) => {
    const cut = value?.slice(0, VALUE_LENGTH_MAX).toWellFormed();
    const key = JSON.stringify([field, cut, reason]);
    if (this.#seen.has(key)) return;
    if (this.#list.length >= WARNINGS_MAX) {
      this.#more += 1;
      return;
    }
    this.#seen.add(key);
    this.#list.push({ field, ...(cut === undefined ? {} : { value: cut }), reason });
  };

  /** Undefined when there is nothing to tell. */
  list(): Warning[] | undefined {
    if (this.#more > 0)
      return [...this.#list, { field: 'warning', reason: `${this.#more} more are not listed` }];
    return this.#list.length === 0 ? undefined : [...this.#list];
  }
}

/** The same warnings, told of a part of the record. */
export function within(warn: Warn, part: string): Warn {
  return (field, value, reason) => warn(field === '' ? part : `${part}.${field}`, value, reason);
}
