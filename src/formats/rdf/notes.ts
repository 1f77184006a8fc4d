import type { SetAside } from '../format.ts';
import { asideOf } from '../values/record.ts';

const NOTES_MAX = 200;

/** What of a document could not be parsed, or only after mending; a flood is counted. */
export class Notes {
  readonly #list: SetAside[] = [];
  #more = 0;
  #lost: { isCut: boolean; reason: string } | undefined;

  /** The first thing that was lost; what was only mended is not. */
  get lost(): { isCut: boolean; reason: string } | undefined {
    return this.#lost;
  }

  /** A part of the document is not in the graph. */
  lose(reason: string, text?: string): void {
    this.#lost ??= { isCut: false, reason };
    this.add(reason, text);
  }

  /** The document ends before its end. */
  cut(reason: string): void {
    this.#lost ??= { isCut: true, reason };
  }

  add(reason: string, text?: string): void {
    if (this.#list.length >= NOTES_MAX) this.#more += 1;
    else this.#list.push(asideOf('parse', reason, { value: text?.trim() }));
  }

  /** Hands over what was noted since the last time. */
  take(): SetAside[] {
    const taken = this.#list.splice(0);
    if (this.#more === 0) return taken;
    const more = asideOf('parse', `${this.#more} more places could not be parsed`);
    this.#more = 0;
    return [...taken, more];
  }
}
