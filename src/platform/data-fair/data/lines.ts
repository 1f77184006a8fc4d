import { RemoteFault } from '../../../faults.ts';
import type { DataFairClient } from '../client.ts';
import { WireBulk, WireLines } from '../wire.ts';
import type { Row } from './table.ts';

const PAGE = 10_000;
const PAGES_MAX = 1_000;
/** Below what Data Fair indexes while others wait. */
const LINES_AT_ONCE = 1_000;
const BYTES_AT_ONCE = 150_000;
const ERRORS_TOLD = 3;

export type Line = Row & { _action: 'createOrUpdate' | 'delete'; _id?: string };

/** All rows of a dataset, page by page. */
export async function* linesOf(
  client: DataFairClient,
  id: string,
): AsyncGenerator<Record<string, unknown>[]> {
  let query: Record<string, string | number> = { size: PAGE };
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { results, next } = await client.json(WireLines, { path: ['datasets', id, 'lines'], query });
    yield results;
    if (next === undefined || results.length === 0 || !URL.canParse(next)) return;
    query = Object.fromEntries(new URL(next).searchParams);
  }
  throw new RemoteFault(
    'tooLarge',
    `${id}: Data Fair has more than ${PAGE * PAGES_MAX} rows, which is more than are compared`,
  );
}

/** Sends what differs, some rows at a time. Data Fair answers 200 whatever happened: what it says is read. */
export async function sendLines(client: DataFairClient, id: string, lines: readonly Line[]): Promise<void> {
  for (const batch of batchesOf(lines)) {
    const told = await client.patiently(() =>
      client.json(WireBulk, {
        method: 'POST',
        path: ['datasets', id, '_bulk_lines'],
        headers: { 'content-type': 'application/x-ndjson' },
        body: batch,
        repeatable: true,
        patient: true,
      }),
    );
    const { nbErrors = 0, cancelled = false, errors } = told;
    if (nbErrors === 0 && !cancelled) continue;
    const words = errors
      .slice(0, ERRORS_TOLD)
      .map(({ line, error }) => `row ${line ?? '?'}: ${error ?? 'refused'}`);
    throw new RemoteFault(
      'refused',
      `${id}: Data Fair took not all rows (${nbErrors} refused${cancelled ? ', cancelled' : ''}): ${words.join('; ')}`,
      {
        fields: words.map((message) => ({ path: 'rows', message })),
      },
    );
  }
}

function* batchesOf(lines: readonly Line[]): Generator<string> {
  let batch: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    const text = JSON.stringify(line);
    if (batch.length >= LINES_AT_ONCE || (batch.length > 0 && bytes + text.length > BYTES_AT_ONCE)) {
      yield `${batch.join('\n')}\n`;
      batch = [];
      bytes = 0;
    }
    batch.push(text);
    bytes += text.length;
  }
  if (batch.length > 0) yield `${batch.join('\n')}\n`;
}
