import { RemoteFault } from '../../faults.ts';
import { parseClean } from '../../model/clean.ts';
import { Dataset } from '../../model/dataset.ts';
import type { Format, Read } from '../format.ts';
import { decode } from '../text/decode.ts';
import { asideOf } from '../values/record.ts';

const LINE_LENGTH_MAX = 64_000_000;

export const canonical: Format = {
  kind: 'canonical',
  title: 'canonical datasets, one JSON object a line',
  read: readLines,
};

/** What `convert` prints. A line that is no dataset is set aside with the field that is wrong; nothing is mended. */
async function* readLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<Read> {
  const { head, pieces, note } = await decode(input);
  if (!/^[\s\ufeff]*\{/.test(head))
    throw new RemoteFault('malformed', `not JSON objects: it begins with «${head.trim().slice(0, 40)}»`);
  if (note !== undefined) yield { aside: asideOf('parse', note) };
  let number = 0;
  for await (const line of linesOf(pieces)) {
    number += 1;
    if (line.trim() !== '') yield readLine(line, number);
  }
}

function readLine(line: string, number: number): Read {
  let value: unknown;
  try {
    value = parseClean(line);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { aside: asideOf('parse', `line ${number} is no JSON: ${why}`, { raw: line }) };
  }
  const parsed = Dataset.safeParse(value);
  if (parsed.success) return { record: { remoteId: parsed.data.id, dataset: parsed.data } };
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join('.') ?? '';
  return {
    aside: asideOf('validate', `line ${number}: ${issue?.message ?? 'no dataset'}`, {
      remoteId: idOf(value),
      field,
      value: JSON.stringify(issue?.path.reduce<unknown>(memberOf, value)),
      raw: line,
    }),
  };
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    rest += piece;
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > LINE_LENGTH_MAX)
      throw new RemoteFault('malformed', `a line of more than ${LINE_LENGTH_MAX} characters`);
  }
  yield rest;
}

function idOf(value: unknown): string | undefined {
  const id = memberOf(value, 'id');
  return typeof id === 'string' ? id : undefined;
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}
