import { JsonSplitter } from '../json/splitter.ts';
import type { JsonPart } from '../json/splitter.ts';
import type { Graph } from './graph.ts';
import { Expander } from './jsonld-expand.ts';
import { addNode } from './jsonld-nodes.ts';
import type { Notes } from './notes.ts';
import { resource } from './terms.ts';

/** Lists that hold a catalogue's records: each entry is expanded by itself. */
const LISTS = /^(?:@graph|@included|graph|(?:dcat:|schema:|.*dcat#|.*schema\.org\/)?datasets?)$/;

interface Options {
  base: string | undefined;
}

/** JSON-LD: one object, a list of them, or a catalogue, expanded entry by entry. */
export async function readJsonLd(
  pieces: AsyncIterable<string>,
  graph: Graph,
  notes: Notes,
  options: Options,
): Promise<void> {
  const reading = new Reading(graph, notes, options);
  const splitter = new JsonSplitter((key) => LISTS.test(key));
  for await (const piece of pieces) for (const part of splitter.take(piece)) await reading.part(part);
  if (splitter.open) {
    const reason = 'the JSON text ends in the middle: what came before was read';
    notes.cut(reason);
    notes.add(reason, splitter.rest.slice(0, 500));
  }
  await reading.end();
}

/** A document as it comes in: a context may follow what it is for. */
class Reading {
  readonly #graph: Graph;
  readonly #notes: Notes;
  readonly #expander: Expander;
  #root: Record<string, unknown> = {};
  #waiting: { key: string; value: unknown }[] = [];
  readonly #listed = new Map<string, string[]>();

  constructor(graph: Graph, notes: Notes, options: Options) {
    this.#graph = graph;
    this.#notes = notes;
    this.#expander = new Expander(notes, options.base);
  }

  async part(part: JsonPart): Promise<void> {
    if (part.kind === 'broken') this.#notes.lose(part.reason, part.text);
    else if (part.kind === 'end') await this.end();
    else if (part.kind === 'member') {
      this.#root[part.key] = part.value;
      if (part.key === '@context') await this.#release();
    } else if (part.key === undefined) await this.#add(part.value, undefined);
    else if (this.#root['@context'] === undefined) this.#waiting.push({ key: part.key, value: part.value });
    else await this.#entry(part.key, part.value);
  }

  async end(): Promise<void> {
    await this.#release();
    const root = this.#root;
    const listed = [...this.#listed];
    this.#root = {};
    this.#listed.clear();
    const context = root['@context'];
    const { '@context': _, ...body } = root;
    if (Object.keys(body).length === 0 && listed.length === 0) return;
    const [id] = await this.#add(body, context);
    if (id === undefined) return;
    for (const [key, ids] of listed) {
      const predicate = await this.#expander.property(key, context);
      if (predicate === undefined) continue;
      for (const member of ids) this.#graph.add(id, predicate, resource(member));
    }
  }

  async #release(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { key, value } of waiting) await this.#entry(key, value);
  }

  async #entry(key: string, value: unknown): Promise<void> {
    const ids = await this.#add(value, this.#root['@context']);
    if (key.startsWith('@') || key === 'graph') return;
    const before = this.#listed.get(key);
    if (before === undefined) this.#listed.set(key, ids);
    else before.push(...ids);
  }

  /** The ids of the nodes that an entry is. */
  async #add(value: unknown, context: unknown): Promise<string[]> {
    const nodes = await this.#expander.expand(value, context);
    return nodes.flatMap((node) => addNode(node, this.#graph) ?? []);
  }
}
