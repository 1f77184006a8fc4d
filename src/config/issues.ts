import type { ZodType, z } from 'zod';
import { fieldsOf, keysAt } from '../model/shape.ts';
import { nearest, suggestion } from './suggest.ts';

/** One thing that is wrong with an input: where, and what to do about it. The message names the value, except a secret. */
export interface Issue {
  /** `connectors[1].harvest.cron`. */
  path: string;
  message: string;
  value?: unknown;
}

/** A configuration that cannot be used. The message has a line for each issue. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly issues: readonly Issue[];

  constructor(message: string, issues: readonly Issue[] = []) {
    super(message);
    this.issues = issues;
  }
}

/** Longest part of a value that a message repeats. */
const SHOWN_MAX = 120;

/** A path as people write it: `connectors[1].harvest.cron`. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\w-]+$/.test(String(step))) text += text === '' ? String(step) : `.${String(step)}`;
    else text += `[${JSON.stringify(String(step))}]`;
  }
  return text;
}

/** A value for a message: short, on one line, without credentials in addresses. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'keys and values';
  const text = JSON.stringify(value) ?? 'nothing';
  const harmless = text.replace(/(:\/\/)[^/\s"@]*@/g, '$1…@');
  return harmless.length > SHOWN_MAX ? `${harmless.slice(0, SHOWN_MAX)}…` : harmless;
}

/** What zod found, in words, all of it. `at` is where the input stands in a larger one. */
export function issuesInWords(
  error: { issues: readonly z.core.$ZodIssue[] },
  input: unknown,
  schema: ZodType,
  at: readonly PropertyKey[] = [],
): Issue[] {
  const fields = new Map(fieldsOf(schema).map((field) => [field.name, field]));
  return error.issues.flatMap((found) => {
    const issue = deepest(found);
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, issue.path) ?? [];
      // The value of a key that nobody knows may be a secret in the wrong place: it is not repeated.
      return issue.keys.map((key) => ({
        path: pathText([...at, ...issue.path, key]),
        message: `unknown key; ${suggestion(key, known)}`,
      }));
    }
    const value = valueAt(input, issue.path);
    const path = pathText([...at, ...issue.path]);
    // The name is wrong, not what stands under it.
    if (issue.code === 'custom' && issue.params?.['key'] === true) return [{ path, message: issue.message }];
    const wanted = wantedBy(issue, value);
    const field = fields.get(issue.path.join('.'));
    if (value === undefined)
      return [
        {
          path,
          message: `missing: ${wanted}${field?.description === undefined ? '' : ` (${field.description})`}`,
        },
      ];
    if (field?.secret === true) return [{ path, message: `the secret there is not accepted: ${wanted}` }];
    if (typeof value === 'object' && issue.code === 'custom') return [{ path, message: wanted }];
    return [{ path, message: `${shown(value)} is not accepted: ${wanted}`, value }];
  });
}

/** Of the alternatives of a union, the complaint of the one that got furthest. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const candidates = issue.errors
    .flat()
    .map((inner) => deepest({ ...inner, path: [...issue.path, ...inner.path] }));
  const [first, ...others] = candidates.sort((a, b) => b.path.length - a.path.length);
  if (first === undefined) return issue;
  const same = others.filter((other) => other.path.length === first.path.length);
  if (same.length === 0) return first;
  const wanted = [first, ...same].map((candidate) => wantedBy(candidate, undefined));
  return {
    code: 'custom',
    path: first.path,
    message: [...new Set(wanted)].join(', or '),
    input: issue.input,
  };
}

const TYPES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys and values',
  record: 'keys and values',
  date: 'a date',
};

const FORMATS: Record<string, string> = {
  url: 'an address, for example https://data.example.org',
  email: 'an e-mail address',
  datetime: 'a date and time, for example 2026-01-31T10:00:00Z',
  date: 'a date, for example 2026-01-31',
};

/** What zod says by itself, as opposed to what our schemas say. */
const ZODS_OWN = /^(Invalid|Too (small|big)|Unrecognized)/;

function wantedBy(issue: z.core.$ZodIssue, value: unknown): string {
  if (!ZODS_OWN.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `${TYPES[issue.expected] ?? issue.expected} is needed`;
    case 'invalid_value': {
      const known = issue.values.map(String);
      const meant = typeof value === 'string' ? nearest(value, known) : undefined;
      return `${meant === undefined ? '' : `did you mean "${meant}"? `}one of ${known.join(', ')}`;
    }
    case 'too_small':
      return `at least ${String(issue.minimum)}${unitOf(issue.origin, Number(issue.minimum))}`;
    case 'too_big':
      return `at most ${String(issue.maximum)}${unitOf(issue.origin, Number(issue.maximum))}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? `not written as ${issue.format} is`;
    case 'invalid_key':
      return 'not a key that is allowed here';
    default:
      return issue.message;
  }
}

function unitOf(origin: string, count: number): string {
  const plural = count === 1 ? '' : 's';
  if (origin === 'string') return ` character${plural}`;
  return origin === 'array' || origin === 'set' ? ` entr${count === 1 ? 'y' : 'ies'}` : '';
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
