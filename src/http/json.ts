import type { ZodType, z } from 'zod';
import { RemoteFault } from '../faults.ts';
import type { Quote } from './words.ts';
import { excerpt } from './words.ts';

/** Deeper values overflow the stack of whoever walks them later; real catalogues stay below 15. */
const DEPTH_MAX = 64;
const VALUE_CHARS = 80;

/**
 * Reads an answer's text as JSON of the expected shape. `subject` begins each message: «host answered GET /path».
 * `quote` says how the text may be quoted; a caller that knows secrets must bring one that hides them.
 */
export function readJson<S extends ZodType>(
  schema: S,
  text: string,
  subject: string,
  quote: Quote = excerpt,
): z.output<S> {
  const value = parse(text, subject, quote);
  if (typeof value === 'object' && value !== null && deeperThan(DEPTH_MAX, value)) {
    throw malformed(`${subject} with JSON nested deeper than ${DEPTH_MAX} levels`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path ?? [];
  const place = path.length === 0 ? 'the whole answer' : pathText(path);
  const there = quote(JSON.stringify(valueAt(value, path)) ?? 'nothing', VALUE_CHARS);
  throw malformed(
    `${subject} with an unexpected shape: ${place}: ${issue?.message ?? 'mismatch'}; there was ${there}`,
  );
}

/** V8's own message quotes the text, possibly half of a secret, so neither it nor the error goes further. */
function parse(text: string, subject: string, quote: Quote): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (/^\s*</.test(text)) throw malformed(`${subject} with a web page instead of JSON: ${quote(text)}`);
    if (text.trim() === '') throw malformed(`${subject} with nothing where JSON was expected`);
    const cut = error instanceof Error && /end of JSON|Unterminated/.test(error.message);
    if (cut) throw malformed(`${subject} with JSON that is cut off after ${text.length} characters`);
    throw malformed(`${subject} with something else than JSON: ${quote(text)}`);
  }
}

/**
 * Recursion is safe here because it ends at `levels`. Looking before calling matters: strings and numbers are most of
 * an answer, and so this costs a fourteenth of the parsing; reading the text once more would cost a third or more.
 */
function deeperThan(levels: number, value: object): boolean {
  if (levels === 0) return true;
  if (isRecord(value)) {
    for (const name in value) {
      const item = value[name];
      if (typeof item === 'object' && item !== null && deeperThan(levels - 1, item)) return true;
    }
  } else if (Array.isArray(value)) {
    for (const item of value) {
      if (typeof item === 'object' && item !== null && deeperThan(levels - 1, item)) return true;
    }
  }
  return false;
}

function isRecord(value: object): value is Record<string, unknown> {
  return !Array.isArray(value);
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${String(key)}`))
    .join('');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = Object.getOwnPropertyDescriptor(at, key)?.value;
  }
  return at;
}

function malformed(message: string): RemoteFault {
  return new RemoteFault('malformed', message);
}
