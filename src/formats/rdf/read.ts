import { RemoteFault } from '../../faults.ts';
import type { DecodedText } from '../text/decode.ts';
import { decode } from '../text/decode.ts';
import { Graph } from './graph.ts';
import { readJsonLd } from './jsonld.ts';
import { Notes } from './notes.ts';
import { readRdfXml } from './rdfxml.ts';
import { scriptsIn } from './scripts.ts';
import { syntaxOf } from './syntax.ts';
import type { Syntax } from './syntax.ts';
import { readLines, readTurtle } from './turtle.ts';

export interface GraphRead {
  graph: Graph;
  notes: Notes;
  /** For people. */
  syntax: string;
}

/** Bytes in any syntax of RDF as one graph. What is no RDF at all throws a fault. */
export async function readGraph(
  input: AsyncIterable<Uint8Array>,
  base: string | undefined,
): Promise<GraphRead> {
  return readGraphText(await decode(input), base);
}

export async function readGraphText(
  { head, pieces, note }: DecodedText,
  base: string | undefined,
): Promise<GraphRead> {
  const graph = new Graph();
  const notes = new Notes();
  if (note !== undefined) notes.add(note);
  const syntax = syntaxOf(head);
  switch (syntax) {
    case 'json':
      await readJsonLd(pieces, graph, notes, { base });
      break;
    case 'rdfxml':
      await readRdfXml(pieces, graph, notes, base);
      break;
    case 'lines':
      await readLines(pieces, graph, notes);
      break;
    case 'turtle':
      await readTurtle(pieces, graph, notes, base);
      break;
    case 'html':
      await readJsonLd(scriptsIn(pieces, notes), graph, notes, { base });
      break;
    default:
      throw new RemoteFault('malformed', syntax.no);
  }
  if (graph.size > 0) return { graph, notes, syntax: NAMES[syntax] };
  const [first] = notes.take();
  throw new RemoteFault(
    'malformed',
    first === undefined
      ? `no statement in it, read as ${NAMES[syntax]}`
      : `no statement in it, read as ${NAMES[syntax]}: ${first.reason}`,
  );
}

const NAMES: Readonly<Record<Exclude<Syntax, object>, string>> = {
  json: 'JSON-LD',
  rdfxml: 'RDF/XML',
  lines: 'N-Triples',
  turtle: 'Turtle',
  html: 'HTML with JSON-LD in it',
};
