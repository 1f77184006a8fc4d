import { wordOf } from '../json.ts';
import type { Row } from './row-sources.ts';

type Test = (value: unknown, wanted: string) => boolean;

/** Endings of parameters: `commune_eq=Brest`. */
const TESTS: Record<string, Test> = {
  eq: (value, wanted) => wordOf(value) === wanted,
  neq: (value, wanted) => wordOf(value) !== wanted,
  in: (value, wanted) => listIn(wanted).includes(wordOf(value)),
  nin: (value, wanted) => !listIn(wanted).includes(wordOf(value)),
  starts: (value, wanted) => value !== undefined && wordOf(value).startsWith(wanted),
  gt: (value, wanted) => order(value, wanted) > 0,
  gte: (value, wanted) => order(value, wanted) >= 0,
  lt: (value, wanted) => order(value, wanted) < 0,
  lte: (value, wanted) => order(value, wanted) <= 0,
  exists: (value) => value !== undefined,
  nexists: (value) => value === undefined,
};

/** Whether a row is what the query asks for. */
export function rowFilter(query: Record<string, string>): (row: Row) => boolean {
  const tests = Object.entries(query).flatMap(([name, wanted]) => {
    const [, column = '', ending = ''] = /^(.+)_([a-z]+)$/.exec(name) ?? [];
    const test = TESTS[ending];
    return test === undefined ? [] : [(row: Row): boolean => test(row[column] ?? undefined, wanted)];
  });
  const { q } = query;
  if (q !== undefined && q !== '') tests.push((row) => hasWord(row, q));
  return (row) => tests.every((test) => test(row));
}

/** `a,b`, or `"a, b","c"` where a value holds a comma. */
function listIn(text: string): string[] {
  if (!text.startsWith('"')) return text.split(',');
  try {
    return (JSON.parse(`[${text}]`) as unknown[]).map(wordOf);
  } catch {
    return text.split(',');
  }
}

function order(value: unknown, wanted: string): number {
  if (value === undefined) return Number.NaN;
  if (typeof value === 'number') return value - Number(wanted);
  const text = wordOf(value);
  return text === wanted ? 0 : text < wanted ? -1 : 1;
}

function hasWord(row: Row, q: string): boolean {
  const text = Object.entries(row)
    .filter(([key]) => !key.startsWith('_'))
    .map(([, value]) => wordOf(value))
    .join(' ')
    .toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
