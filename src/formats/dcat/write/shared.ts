import { createKey } from './key.ts';
import type { Thing, Value } from './tree.ts';
import { ref, thing } from './tree.ts';

/**
 * What a document has said of the addresses in it. One address may be an agent in one record and a document in another,
 * or have two names: in one graph they would be one thing with all of it. The first to speak of an address describes it.
 */
export class Shared {
  readonly #said = new Map<string, string>();
  readonly #records = new Set<string>();

  /** Whether the address is still free for a record of its own. */
  claim(iri: string): boolean {
    if (this.#records.has(iri) || (this.#said.get(iri) ?? '') !== '') return false;
    this.#records.add(iri);
    return true;
  }

  /** `key` is short for what is to be said of the address. */
  ask(iri: string, key: string): 'first' | 'again' | 'otherwise' {
    // Records are told on their own: elsewhere they are only named.
    if (this.#records.has(iri)) return key === '' ? 'again' : 'otherwise';
    const before = this.#said.get(iri);
    if (before === undefined) this.#said.set(iri, key);
    return before === undefined ? 'first' : before === key ? 'again' : 'otherwise';
  }
}

/** What one record says of others' addresses; `contested` are the parts of it that another has described otherwise. */
export class Telling {
  readonly #shared: Shared;
  readonly contested = new Set<string>();

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  /**
   * The thing as it may be written: with its address where nothing else is said of that in the document, else without,
   * or, where it needs one (`named`) or has nothing to say but that, as the mere address.
   */
  of(made: Thing, field: string, named = false): Value | undefined {
    const { iri } = made;
    const isBare = made.said.size === 0;
    if (iri === undefined) return isBare || named ? undefined : made;
    const asked = this.#shared.ask(iri, createKey(made));
    if (asked !== 'otherwise')
      return isBare ? ref(iri) : asked === 'again' ? { ...made, isTold: true } : made;
    if (!isBare && !named) return thing(undefined, made.types, ...entries(made));
    this.contested.add(field);
    return ref(iri);
  }
}

function entries(made: Thing): [string, ...Value[]][] {
  return [...made.said].map(([predicate, values]): [string, ...Value[]] => [predicate, ...values]);
}
