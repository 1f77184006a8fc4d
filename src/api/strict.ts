import type { ZodType, z } from 'zod';
import { type Issue, issuesInWords, pathText } from '../config/issues.ts';
import { keysAt } from '../model/shape.ts';
import { suggestion } from '../config/suggest.ts';

/** What a client sent cannot be taken; every reason, in words. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    const [first] = issues;
    const others = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
    super(
      first === undefined
        ? 'the request cannot be taken'
        : `${first.path}${first.path === '' ? '' : ': '}${first.message}${others}`,
    );
    this.issues = issues;
  }
}

/** Parses, and refuses what the schema would silently leave out: a misspelt field is an error, not a loss. */
export function strictly<S extends ZodType>(
  schema: S,
  input: unknown,
  at: readonly PropertyKey[] = [],
): z.output<S> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new InvalidInput(issuesInWords(parsed.error, input, schema, at));
  const lost = leftOut(input, parsed.data);
  if (lost.length === 0) return parsed.data;
  throw new InvalidInput(
    lost.map((path) => ({
      path: pathText([...at, ...path]),
      message: `unknown field; ${suggestion(String(path.at(-1)), keysAt(schema, path.slice(0, -1)) ?? [])}`,
    })),
  );
}

/** Paths that are in the input and not in what was read from it. */
function leftOut(
  input: unknown,
  parsed: unknown,
  path: readonly PropertyKey[] = [],
): (readonly PropertyKey[])[] {
  if (Array.isArray(input)) {
    return Array.isArray(parsed)
      ? input.flatMap((member, index) => leftOut(member, parsed[index], [...path, index]))
      : [];
  }
  if (!isObject(input) || !isObject(parsed)) return [];
  return Object.entries(input).flatMap(([key, member]) =>
    Object.hasOwn(parsed, key) ? leftOut(member, parsed[key], [...path, key]) : [[...path, key]],
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
