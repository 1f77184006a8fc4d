import { detach } from '../../vocabularies/memo.ts';
import { nameOf } from './names.ts';
import { Packed } from './packed.ts';
import { Statements } from './statements.ts';
import { isResource, literal } from './terms.ts';
import type { Literal, Resource, Term } from './terms.ts';

/** Longer literals are cut: nobody writes a description of a megabyte. */
const LITERAL_LENGTH_MAX = 1_000_000;
/** Characters that are open; with more, the subjects begun first are packed until half as many are. */
const OPEN_MAX = 4_000_000;
/** A subject told of in more places stays open: the publisher that every record of a catalogue describes again. */
const PLACES_MAX = 4;
/** Characters of subjects that stay unpacked: those of some records. */
const RECENT_MAX = 1_000_000;

/**
 * What a document says, by subject. Predicates are names (`dct:title`); named graphs are one. Statements stand in any order, so a
 * document is held whole; of a large one only what was written or asked for last is open, the rest is packed.
 */
export class Graph {
  readonly #open = new Map<string, Statements>();
  #openSize = 0;
  /** Subjects told of again and again. */
  readonly #often = new Map<string, Statements>();
  readonly #packed = new Packed();
  /** Where subjects were packed, by the order in which they were begun. */
  readonly #places = new Map<string, number | readonly number[]>();
  readonly #recent = new Map<string, Statements>();
  #recentWeight = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(subject: string, predicate: string, object: Term): void {
    const kept =
      object.kind === 'literal' && object.value.length > LITERAL_LENGTH_MAX && !isWhole(object)
        ? literal(object.value.slice(0, LITERAL_LENGTH_MAX).toWellFormed(), object.language, object.datatype)
        : object;
    this.#size += 1;
    const often = this.#often.get(subject);
    if (often !== undefined) {
      often.add(nameOf(predicate), kept);
      return;
    }
    let statements = this.#open.get(subject);
    if (statements === undefined) this.#open.set(subject, (statements = new Statements()));
    this.#openSize += statements.add(nameOf(predicate), kept);
    this.#recent.delete(subject);
    if (this.#openSize > OPEN_MAX) this.#pack();
  }

  has(id: string): boolean {
    return this.#open.has(id) || this.#places.has(id);
  }

  /** In the order in which they were begun. */
  *subjects(): Generator<string> {
    yield* this.#places.keys();
    for (const id of this.#open.keys()) if (!this.#places.has(id)) yield id;
  }

  /** Each statement of a subject in the order written: predicate, object. */
  statements(id: string): Iterable<[predicate: string, object: Term]> {
    return this.#of(id) ?? [];
  }

  /** The objects of one predicate. */
  objects(id: string, predicate: string): readonly Term[] {
    return this.#of(id)?.of(predicate) ?? [];
  }

  /** The members of an RDF list, up to a bound: lists may run in circles. */
  list(head: Resource, membersMax = 10_000): Term[] {
    const members: Term[] = [];
    const seen = new Set<string>();
    let here: Term | undefined = head;
    while (here !== undefined && isResource(here) && !seen.has(here.id) && members.length < membersMax) {
      seen.add(here.id);
      members.push(...this.objects(here.id, 'rdf:first').slice(0, 1));
      here = this.objects(here.id, 'rdf:rest')[0];
    }
    return members;
  }

  #of(id: string): Statements | undefined {
    const recent = this.#recent.get(id);
    if (recent !== undefined) return recent;
    const places = this.#places.get(id);
    const open = this.#open.get(id);
    if (places === undefined) return open;
    const often = this.#often.get(id);
    if (often !== undefined) return often;
    const unpacked = this.#unpacked(places, open);
    if (this.#recentWeight > RECENT_MAX) {
      this.#recent.clear();
      this.#recentWeight = 0;
    }
    this.#recent.set(id, unpacked);
    this.#recentWeight += unpacked.weight;
    return unpacked;
  }

  #unpacked(places: number | readonly number[], open: Statements | undefined): Statements {
    const statements = new Statements();
    if (typeof places === 'number') statements.unpack(this.#packed.at(places));
    else for (const place of places) statements.unpack(this.#packed.at(place));
    for (const [predicate, object] of open ?? []) statements.add(predicate, object);
    return statements;
  }

  #pack(): void {
    for (const [id, statements] of this.#open) {
      if (this.#openSize <= OPEN_MAX / 2) break;
      this.#open.delete(id);
      this.#openSize -= statements.weight;
      const before = this.#places.get(id);
      if (before === undefined)
        this.#places.set(detach(id), this.#packed.put(statements.packed(), statements.weight));
      else this.#packAgain(id, [before].flat(), statements);
    }
  }

  #packAgain(id: string, before: readonly number[], statements: Statements): void {
    if (before.length < PLACES_MAX)
      this.#places.set(id, [...before, this.#packed.put(statements.packed(), statements.weight)]);
    else {
      this.#often.set(id, this.#unpacked(before, statements));
      this.#places.set(id, []);
    }
  }
}

/** Half a JSON text is none. */
function isWhole({ datatype }: Literal): boolean {
  return datatype === 'http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON';
}
