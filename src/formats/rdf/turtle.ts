import { Parser } from 'n3';
import type { Quad } from 'n3';
import type { Graph } from './graph.ts';
import { USUAL_PREFIXES } from './names.ts';
import type { Notes } from './notes.ts';
import { literal, resource } from './terms.ts';
import type { Term } from './terms.ts';
import { mendTurtle } from './turtle-mend.ts';
import { scanTurtle } from './turtle-scan.ts';
import type { Stop } from './turtle-scan.ts';

/** Statements are parsed by the batch; in one that fails each is tried by itself. */
const BATCH_LENGTH = 262_144;
/** A longer statement is the end of a text that was never closed. */
const STATEMENT_LENGTH_MAX = 32_000_000;
/** The blank nodes of all batches are of one document. */
const UNDECLARED_MAX = 50;
const BLANK = '_:b_';

interface Reading {
  graph: Graph;
  notes: Notes;
  base: string | undefined;
  prefixes: Map<string, string>;
  lines: boolean;
}

/** Turtle, TriG and N3. A statement that is malformed costs the one property that is, and what follows is read. */
export async function readTurtle(
  pieces: AsyncIterable<string>,
  graph: Graph,
  notes: Notes,
  base: string | undefined,
): Promise<void> {
  const reading: Reading = {
    graph,
    notes,
    base,
    prefixes: new Map(Object.entries(USUAL_PREFIXES)),
    lines: false,
  };
  let rest = '';
  let scanned = 0;
  for await (const piece of pieces) {
    rest += piece;
    // Twice as much each time, so that a long statement is not walked over again and again.
    if (rest.length < scanned * 2) continue;
    rest = readStatements(rest, false, reading);
    scanned = rest.length;
    if (rest.length > STATEMENT_LENGTH_MAX) {
      notes.lose(`a statement of more than ${STATEMENT_LENGTH_MAX} characters: left out`, rest.slice(0, 500));
      rest = '';
      scanned = 0;
    }
  }
  const left = readStatements(rest, true, reading);
  if (left.replace(/#.*$/gm, '').trim() === '') return;
  notes.cut('the text ends in the middle of a statement');
  readSingly([left], reading);
}

/** N-Triples and N-Quads: what is malformed costs its line. */
export async function readLines(pieces: AsyncIterable<string>, graph: Graph, notes: Notes): Promise<void> {
  const reading: Reading = { graph, notes, base: undefined, prefixes: new Map(), lines: true };
  let rest = '';
  for await (const piece of pieces) {
    rest += piece;
    if (rest.length < BATCH_LENGTH) continue;
    const end = rest.lastIndexOf('\n') + 1;
    readBatch(rest.slice(0, end).split('\n'), reading);
    rest = rest.slice(end);
    if (rest.length > STATEMENT_LENGTH_MAX) {
      notes.lose(`a line of more than ${STATEMENT_LENGTH_MAX} characters: left out`, rest.slice(0, 500));
      rest = '';
    }
  }
  readBatch(rest.split('\n'), reading);
}

/** Reads the whole statements of a text and gives back what is left of it. */
function readStatements(text: string, final: boolean, reading: Reading): string {
  let from = 0;
  let length = 0;
  let batch: string[] = [];
  const flush = (): void => {
    if (batch.length > 0) readBatch(batch, reading);
    batch = [];
    length = 0;
  };
  scanTurtle(text, final, (stop: Stop, at: number) => {
    if (stop === 'semicolon') return;
    const statement = text.slice(from, at);
    from = at + 1;
    // What stands before a brace is the name of a graph; all graphs are one here.
    if (stop === 'open' || statement.trim() === '') return;
    // SPARQL's directives have no point: what is ended here was one of them, and the next line a new statement.
    batch.push(withoutDirectives(statement) === '' ? statement : `${statement} .`);
    length += statement.length;
    if (length > BATCH_LENGTH) flush();
  });
  flush();
  return text.slice(from);
}

function readBatch(statements: readonly string[], reading: Reading): void {
  const quads = parse(statements.join('\n'), reading);
  if (quads instanceof Error) readSingly(statements, reading);
  else addAll(quads, reading.graph);
}

function readSingly(statements: readonly string[], reading: Reading): void {
  for (const statement of statements) {
    const quads = parse(statement, reading);
    if (!(quads instanceof Error)) {
      addAll(quads, reading.graph);
      continue;
    }
    const mended = mendTurtle(statement, reading.prefixes);
    const again = mended === statement ? quads : parse(mended, reading);
    if (!(again instanceof Error)) {
      reading.notes.add(`mended: ${quads.message}`, excerpt(statement, quads));
      addAll(again, reading.graph);
    } else readProperties(mended, again, reading);
  }
}

/** Property by property, each with the statement's subject. */
function readProperties(statement: string, error: Error, reading: Reading): void {
  const { notes, graph } = reading;
  const [, subject, rest] =
    /^(?:\s|#[^\n]*\n)*(<[^>\n]*>|_:\S+|[\w.-]*:[^\s;,]*|\[\s*\])\s+([^]*)$/.exec(statement) ?? [];
  if (subject === undefined || rest === undefined || reading.lines) {
    notes.lose(error.message, statement);
    return;
  }
  // An anonymous subject is one node for all of its properties.
  const name = subject.startsWith('[') ? `_:mended${graph.size}` : subject;
  for (const part of parts(rest)) {
    if (part.replace(/#.*$/gm, '').trim() === '') continue;
    const quads = parse(`${name} ${part} .`, reading);
    if (quads instanceof Error) notes.lose(quads.message, `${name} ${part.trim()}`);
    else addAll(quads, graph);
  }
}

function parts(text: string): string[] {
  const found: string[] = [];
  let from = 0;
  const body = text.replace(/\.\s*$/, '');
  scanTurtle(body, true, (stop, at) => {
    if (stop !== 'semicolon') return;
    found.push(body.slice(from, at));
    from = at + 1;
  });
  return [...found, body.slice(from)];
}

/** A prefix that nobody declared costs its meaning, not what is told with it. */
function parse(text: string, reading: Reading): Quad[] | Error {
  for (let undeclared = 0; undeclared < UNDECLARED_MAX; undeclared += 1) {
    const parsed = parseOnce(text, reading);
    const prefix =
      parsed instanceof Error ? /^Undefined prefix "([^"]*):"/.exec(parsed.message)?.[1] : undefined;
    if (prefix === undefined || reading.prefixes.has(prefix)) return parsed;
    reading.prefixes.set(prefix, `urn:undeclared:${prefix}:`);
    reading.notes.add(`the prefix "${prefix}:" is not declared: kept as urn:undeclared:${prefix}:`);
  }
  return new Error('too many prefixes that nobody declared');
}

function parseOnce(text: string, reading: Reading): Quad[] | Error {
  const declared = [...reading.prefixes].map(([prefix, iri]) => `@prefix ${prefix}: <${iri}> .`).join('\n');
  const found = new Map<string, string>();
  try {
    const parser = new Parser({
      blankNodePrefix: BLANK,
      ...(reading.lines ? { format: 'N-Quads' } : {}),
      ...(reading.base === undefined ? {} : { baseIRI: reading.base }),
    });
    const quads = parser.parse(reading.lines ? text : `${declared}\n${text}`, null, (prefix, iri) => {
      found.set(prefix, iri.value);
    });
    for (const [prefix, iri] of found) reading.prefixes.set(prefix, iri);
    const base = /^\s*@?base\s+<([^>\s]+)>/im.exec(text)?.[1];
    if (base !== undefined) reading.base = base;
    return quads;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function withoutDirectives(statement: string): string {
  return statement
    .replace(/(?:prefix\s+[\w.-]*:|base)\s*<[^>]*>/gi, '')
    .replace(/#[^\n]*$/gm, '')
    .trim();
}

function addAll(quads: readonly Quad[], graph: Graph): void {
  for (const { subject, predicate, object } of quads) {
    const term = termOf(object);
    const id = subject.termType === 'BlankNode' ? `_:${subject.value}` : subject.value;
    if (term !== undefined && predicate.termType === 'NamedNode') graph.add(id, predicate.value, term);
  }
}

function termOf(object: Quad['object']): Term | undefined {
  switch (object.termType) {
    case 'Literal':
      return literal(object.value, object.language, object.datatype.value);
    case 'NamedNode':
      return resource(object.value);
    case 'BlankNode':
      return resource(`_:${object.value}`);
    default:
      return undefined;
  }
}

function excerpt(statement: string, error: Error): string {
  const line = Number(/on line (\d+)/.exec(error.message)?.[1]);
  return Number.isNaN(line) ? statement : (statement.split('\n')[line - 1] ?? statement);
}
