import { z } from 'zod';
import { compileExpression } from './expression.ts';
import { ABSENT, EXPRESSION_MS, RESULT_CHARACTERS_MAX } from './jsonata-limits.ts';

const Question = z.object({
  expression: z.string(),
  items: z.array(z.object({ input: z.unknown(), value: z.unknown().optional() })),
  dataset: z.unknown(),
});

/** As many as the connectors of one process have; beyond it, some are read again. */
const COMPILED_MAX = 500;
const compiled = new Map<string, ReturnType<typeof compileExpression>>();

process.on('message', (message: unknown) => {
  void answer(Question.parse(message)).then((told) => process.send?.(told));
});
// Whoever asked is gone.
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function answer({
  expression,
  items,
  dataset,
}: z.infer<typeof Question>): Promise<{ results: unknown[] } | { trouble: string }> {
  const until = Date.now() + EXPRESSION_MS;
  const results: unknown[] = [];
  try {
    for (const { input, value } of items) {
      if (Date.now() > until)
        return { trouble: `the expression ran for more than ${EXPRESSION_MS / 1_000} s` };
      const result: unknown = await known(expression).evaluate(input, { value, dataset });
      results.push(plain(result));
    }
    return { results };
  } catch (error) {
    return { trouble: inWords(error) };
  }
}

/** Functions and the library's marked lists do not leave the process. What is too large is not even written. */
function plain(result: unknown): unknown {
  if (result === undefined) return ABSENT;
  if (sizeOf(result, 0) > RESULT_CHARACTERS_MAX)
    throw new Error(`its result has more than ${RESULT_CHARACTERS_MAX} characters`);
  const text = JSON.stringify(result);
  if (text === undefined) throw new Error('its result is a function');
  return JSON.parse(text);
}

/** About the characters of a value, counted no further than matters. */
function sizeOf(value: unknown, before: number): number {
  if (typeof value === 'string') return before + value.length;
  let size = before + 8;
  if (typeof value !== 'object' || value === null) return size;
  for (const [key, part] of Object.entries(value)) {
    size = sizeOf(part, size + key.length);
    if (size > RESULT_CHARACTERS_MAX) return size;
  }
  return size;
}

function known(expression: string): ReturnType<typeof compileExpression> {
  const found = compiled.get(expression);
  if (found !== undefined) return found;
  if (compiled.size >= COMPILED_MAX) compiled.clear();
  const made = compileExpression(expression);
  compiled.set(expression, made);
  return made;
}

function inWords(error: unknown): string {
  const told = z.object({ message: z.string(), code: z.string().optional() }).safeParse(error);
  if (!told.success) return `the expression failed: ${String(error)}`;
  const { code, message } = told.data;
  if (code === 'D1011') return 'the expression calls itself too deeply';
  if (code === 'D1012') return `the expression ran for more than ${EXPRESSION_MS / 1_000} s`;
  if (code === 'D2014' || code === 'D2015') return 'the expression makes a list that is too long';
  return `the expression failed: ${message}`;
}
