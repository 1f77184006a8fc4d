import { nameOf } from './names.ts';
import { isResource, literal } from './terms.ts';
import type { Literal, Resource, Term } from './terms.ts';

/** Longer literals are cut: nobody writes a description of a megabyte. */
const LITERAL_LENGTH_MAX = 1_000_000;

/**
 * What a document says, by subject. Predicates are names (`dct:title`); named graphs are one. Compact, because a catalogue
 * is held in it whole: a flat list per subject, and one object per address.
 */
export class Graph {
  readonly #statements = new Map<string, (string | Term)[]>();
  readonly #resources = new Map<string, Resource>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(subject: string, predicate: string, object: Term): void {
    const kept =
      object.kind === 'literal' && object.value.length > LITERAL_LENGTH_MAX && !isWhole(object)
        ? literal(object.value.slice(0, LITERAL_LENGTH_MAX).toWellFormed(), object.language, object.datatype)
        : object;
    const statements = this.#statements.get(subject);
    const name = nameOf(predicate);
    if (statements === undefined) this.#statements.set(subject, [name, kept]);
    else statements.push(name, kept);
    this.#size += 1;
  }

  /** The one object for an address or a blank node (`_:…`). */
  resource(id: string): Resource {
    const known = this.#resources.get(id);
    if (known !== undefined) return known;
    const made: Resource = { kind: id.startsWith('_:') ? 'blank' : 'iri', id };
    this.#resources.set(id, made);
    return made;
  }

  has(id: string): boolean {
    return this.#statements.has(id);
  }

  subjects(): IterableIterator<string> {
    return this.#statements.keys();
  }

  /** Each statement of a subject in the order written: predicate, object. */
  *statements(id: string): Generator<[predicate: string, object: Term]> {
    const statements = this.#statements.get(id) ?? [];
    for (let index = 0; index < statements.length; index += 2) {
      const [predicate, object] = [statements[index], statements[index + 1]];
      if (typeof predicate === 'string' && object !== undefined && typeof object !== 'string')
        yield [predicate, object];
    }
  }

  /** The objects of one predicate. */
  objects(id: string, predicate: string): Term[] {
    const found: Term[] = [];
    for (const [name, object] of this.statements(id)) if (name === predicate) found.push(object);
    return found;
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
}

/** Half a JSON text is none. */
function isWhole({ datatype }: Literal): boolean {
  return datatype === 'http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON';
}
