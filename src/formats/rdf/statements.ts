import { literal, resource } from './terms.ts';
import type { Term } from './terms.ts';

/** What a statement weighs beside its text. */
const STATEMENT = 100;
/** With as many, what is said again is not kept again. */
const COMPARED_FROM = 64;
/** More are worth an index: a catalogue of a hundred thousand records is asked for its title. */
const SEARCHED_MAX = 200;

/** What is said of one subject, in the order written. */
export class Statements {
  readonly #predicates: string[] = [];
  readonly #objects: Term[] = [];
  /** Characters, what holds them included. */
  weight = 0;
  /** Of many, where the objects of each predicate are; made when asked for. */
  #index: Map<string, Term[]> | undefined;
  #said: Set<string> | undefined;

  /** Gives what it weighs; nothing when it is said already, which is looked for where much is. */
  add(predicate: string, object: Term): number {
    if (this.#predicates.length >= COMPARED_FROM && this.#isSaid(predicate, object)) return 0;
    this.#predicates.push(predicate);
    this.#objects.push(object);
    this.#index = undefined;
    const weight = STATEMENT + (object.kind === 'literal' ? object.value : object.id).length;
    this.weight += weight;
    return weight;
  }

  #isSaid(predicate: string, object: Term): boolean {
    const key = keyOf(predicate, object);
    this.#said ??= new Set([...this].map(([name, told]) => keyOf(name, told)));
    if (this.#said.has(key)) return true;
    this.#said.add(key);
    return false;
  }

  of(predicate: string): readonly Term[] {
    if (this.#predicates.length > SEARCHED_MAX) return (this.#index ??= this.#indexed()).get(predicate) ?? [];
    const found: Term[] = [];
    let at = this.#predicates.indexOf(predicate);
    while (at !== -1) {
      const object = this.#objects[at];
      if (object !== undefined) found.push(object);
      at = this.#predicates.indexOf(predicate, at + 1);
    }
    return found;
  }

  *[Symbol.iterator](): Generator<[predicate: string, object: Term]> {
    for (const [at, predicate] of this.#predicates.entries()) {
      const object = this.#objects[at];
      if (object !== undefined) yield [predicate, object];
    }
  }

  /** As JSON: a resource is its id, a literal a list. */
  packed(): object {
    const packed: unknown[] = [];
    for (const [predicate, object] of this) packed.push(predicate, packedTerm(object));
    return packed;
  }

  /** Adds what `packed` gave. */
  unpack(packed: unknown): void {
    if (!Array.isArray(packed)) return;
    for (let at = 0; at < packed.length; at += 2) this.add(String(packed[at]), unpackedTerm(packed[at + 1]));
  }

  #indexed(): Map<string, Term[]> {
    const index = new Map<string, Term[]>();
    for (const [predicate, object] of this) {
      const before = index.get(predicate);
      if (before === undefined) index.set(predicate, [object]);
      else before.push(object);
    }
    return index;
  }
}

function keyOf(predicate: string, object: Term): string {
  return JSON.stringify([predicate, packedTerm(object)]);
}

function packedTerm(term: Term): unknown {
  if (term.kind !== 'literal') return term.id;
  if (term.language !== undefined) return [term.value, term.language];
  return term.datatype === undefined ? [term.value] : [term.value, '', term.datatype];
}

function unpackedTerm(packed: unknown): Term {
  if (!Array.isArray(packed)) return resource(String(packed));
  const [value, language, datatype]: unknown[] = packed;
  return literal(
    String(value),
    typeof language === 'string' ? language : undefined,
    typeof datatype === 'string' ? datatype : undefined,
  );
}
