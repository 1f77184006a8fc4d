import { searchFailed } from './refusal.ts';

/** What a query asks of one document, given the values of a field. */
export type Matcher = (document: Fields) => boolean;

export interface Fields {
  /** Values of an exact field, or undefined for a field of words. */
  exact(field: string): readonly string[] | undefined;
  /** Lower-case words of a field. */
  words(field: string): ReadonlySet<string>;
}

const DEFAULT_FIELD = 'text';

/** A value that a field must have. */
export interface Term {
  field: string;
  value: string;
}

export interface Query {
  matches: Matcher;
  /** Values without which nothing matches, so that an index can be asked first. */
  terms: Term[];
}

interface Clause {
  occur: 'must' | 'should' | 'not';
  matches: Matcher;
  term?: Term;
}

/**
 * The classic Lucene grammar with AND as default operator, its trap included: an OR without parentheses makes its
 * operands optional, and beside anything required they then restrict nothing.
 */
export function parseQuery(text: string): Query {
  const clauses = readClauses(new Reader(text), DEFAULT_FIELD, false);
  const terms = clauses.flatMap(({ occur, term }) => (occur === 'must' && term !== undefined ? [term] : []));
  return { matches: clauses.length === 0 ? () => true : combine(clauses), terms };
}

class Reader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  skipBlanks(): void {
    while (/\s/.test(this.peek())) this.at += 1;
  }

  peek(): string {
    return this.text.charAt(this.at);
  }

  /** Consumes the pattern if it comes next. */
  take(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern.source, 'uy');
    sticky.lastIndex = this.at;
    const [found] = sticky.exec(this.text) ?? [];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  fail(): never {
    throw searchFailed(`SOLR returned an error running query: ${this.text} at ${this.at}`);
  }
}

function readClauses(reader: Reader, field: string, inGroup: boolean): Clause[] {
  const clauses: Clause[] = [];
  for (;;) {
    reader.skipBlanks();
    if (reader.peek() === '') {
      if (inGroup) reader.fail();
      break;
    }
    if (reader.peek() === ')') {
      if (!inGroup) reader.fail();
      reader.at += 1;
      if (clauses.length === 0) reader.fail();
      break;
    }
    const joint = reader.take(/(AND|OR|&&|\|\|)(?=[\s(+-])/);
    const or = joint === 'OR' || joint === '||';
    reader.skipBlanks();
    const mark = reader.take(/NOT(?=\s)|[+!-]/);
    const previous = clauses.at(-1);
    if (joint !== undefined && previous === undefined) reader.fail();
    if (joint !== undefined && previous !== undefined && previous.occur !== 'not')
      previous.occur = or ? 'should' : 'must';
    reader.skipBlanks();
    const prohibited = mark !== undefined && mark !== '+';
    const occur = prohibited ? 'not' : or ? 'should' : 'must';
    clauses.push({ occur, ...readOperand(reader, field) });
  }
  return clauses;
}

function combine(clauses: readonly Clause[]): Matcher {
  const of = (occur: Clause['occur']): Matcher[] =>
    clauses.filter((one) => one.occur === occur).map(({ matches }) => matches);
  const [must, should, not] = [of('must'), of('should'), of('not')];
  return (document) =>
    must.every((matches) => matches(document)) &&
    (must.length > 0 || should.length === 0 || should.some((matches) => matches(document))) &&
    !not.some((matches) => matches(document));
}

function readOperand(reader: Reader, field: string): { matches: Matcher; term?: Term } {
  if (reader.take(/\*:\*/) !== undefined) return { matches: () => true };
  const named = reader.take(/[A-Za-z_](?:[^\s:()[\]{}"\\]|\\.)*:/);
  const of = named === undefined ? field : named.slice(0, -1).replaceAll('\\', '');
  if (reader.take(/\(/) !== undefined) return { matches: combine(readClauses(reader, of, true)) };
  if (/[[{]/.test(reader.peek())) return { matches: readRange(reader, of) };
  const quoted = reader.take(/"(?:[^"\\]|\\.)*"/);
  if (quoted !== undefined) return exactly(of, unescape(quoted.slice(1, -1)));
  const term = reader.take(/(?:[^\s:()[\]{}"^~\\]|\\.)+/) ?? reader.fail();
  // A second colon is a mistake, except within what a quotation protects.
  if (reader.peek() === ':') reader.fail();
  reader.take(/[~^][\d.]*/);
  return /(?<!\\)[*?]/.test(term) ? { matches: wildcard(of, term) } : exactly(of, unescape(term));
}

function exactly(field: string, value: string): { matches: Matcher; term: Term } {
  return { matches: phrase(field, value), term: { field, value } };
}

const RANGE = /([[{])\s*("(?:[^"\\]|\\.)*"|[^\s\]}]+)\s+TO\s+("(?:[^"\\]|\\.)*"|[^\s\]}]+)\s*([\]}])/;

function readRange(reader: Reader, field: string): Matcher {
  const parts = RANGE.exec(reader.take(RANGE) ?? reader.fail()) ?? reader.fail();
  const [, open = '', from = '', to = '', close = ''] = parts;
  const dated = field === 'metadata_modified' || field === 'metadata_created';
  const bound = (text: string): string | undefined => {
    const plain = unescape(text.replace(/^"|"$/g, ''));
    return plain === '*' ? undefined : dated ? momentText(plain, reader) : plain;
  };
  const [low, high] = [bound(from), bound(to)];
  const holds = (value: string): boolean =>
    (low === undefined || (open === '[' ? value >= low : value > low)) &&
    (high === undefined || (close === ']' ? value <= high : value < high));
  return (document) => (document.exact(field) ?? [...document.words(field)]).some(holds);
}

const MS_TEXT_LENGTH = '2026-01-31T10:00:00.123'.length;

/** Dates are compared to the millisecond, as the index keeps them. */
function momentText(text: string, reader: Reader): string {
  if (text === 'NOW') return new Date().toISOString().slice(0, MS_TEXT_LENGTH);
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?Z$/.exec(text);
  if (match === null || Number.isNaN(Date.parse(text))) return reader.fail();
  return `${match[1]}${(match[2] ?? '.').padEnd(4, '0').slice(0, 4)}`;
}

function phrase(field: string, text: string): Matcher {
  const lowered = wordsOf(text);
  return (document) => {
    const exact = document.exact(field);
    if (exact !== undefined) return exact.includes(text);
    const words = document.words(field);
    return lowered.every((word) => words.has(word));
  };
}

function wildcard(field: string, term: string): Matcher {
  const source = term.replace(
    /\\(.)|([*?])|[.+^${}()|[\]/]/g,
    (all: string, escaped?: string, wild?: string) => {
      if (wild !== undefined) return wild === '*' ? '.*' : '.';
      return `\\${escaped ?? all}`;
    },
  );
  const pattern = new RegExp(`^${source}$`, 's');
  return (document) =>
    (document.exact(field) ?? [...document.words(field)]).some((value) => pattern.test(value));
}

export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
