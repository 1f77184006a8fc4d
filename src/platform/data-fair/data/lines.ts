import { RemoteFault } from '../../../faults.ts';
import type { DataFairClient } from '../client.ts';
import { WireBulk, WireLines } from '../wire.ts';
import type { Row } from './table.ts';

const PAGE = 10_000;
const PAGES_MAX = 1_000;
/** Below what Data Fair indexes while others wait. */
const LINES_AT_ONCE = 1_000;
const BYTES_AT_ONCE = 150_000;
const ERRORS_TOLD = 10;

/** One change of a row; `row` is its place in the file, from one, where it has one. */
export interface Line {
  body: Row & { _action: 'createOrUpdate' | 'delete'; _id?: string };
  row?: number;
}

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

/**
 * Sends what differs, some rows at a time. Data Fair answers 200 whatever happened: what it says is read. Rows that it refuses
 * keep none of the others from coming.
 */
export async function sendLines(client: DataFairClient, id: string, lines: readonly Line[]): Promise<void> {
  const refused: string[] = [];
  let count = 0;
  for (const batch of batchesOf(lines)) {
    const { nbErrors = 0, cancelled = false, errors } = await sendBatch(client, id, batch);
    if (nbErrors === 0 && !cancelled) continue;
    count += cancelled ? batch.length : nbErrors;
    for (const { line, error } of errors) {
      if (refused.length < ERRORS_TOLD) refused.push(`${placeOf(batch, line)}: ${error ?? 'refused'}`);
    }
  }
  if (count === 0) return;
  throw new RemoteFault(
    'refused',
    `${id}: Data Fair took not all rows (${count} of ${lines.length} rows refused): ${refused.join('; ')}`,
    { fields: refused.map((message) => ({ path: 'rows', message })) },
  );
}

async function sendBatch(client: DataFairClient, id: string, batch: readonly Line[]): Promise<WireBulk> {
  const told = await client.patiently(() =>
    client.json(WireBulk, {
      method: 'POST',
      path: ['datasets', id, '_bulk_lines'],
      headers: { 'content-type': 'application/x-ndjson' },
      body: `${batch.map(({ body }) => JSON.stringify(body)).join('\n')}\n`,
      repeatable: true,
      patient: true,
      // Where none of them is taken, the answer is the same with another status.
      accept: [400],
    }),
  );
  if (told.nbOk === undefined && told.nbErrors === undefined)
    throw new RemoteFault('refused', `${id}: Data Fair says nothing of the rows that it was sent`);
  return told;
}

/** Data Fair counts the lines of a request from zero; -1 is the request as a whole. */
function placeOf(batch: readonly Line[], line: number | undefined): string {
  const row = line === undefined ? undefined : batch[line]?.row;
  return row === undefined ? 'a row' : `row ${row}`;
}

function* batchesOf(lines: readonly Line[]): Generator<Line[]> {
  let batch: Line[] = [];
  let bytes = 0;
  for (const line of lines) {
    const { length } = JSON.stringify(line.body);
    if (batch.length >= LINES_AT_ONCE || (batch.length > 0 && bytes + length > BYTES_AT_ONCE)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(line);
    bytes += length;
  }
  if (batch.length > 0) yield batch;
}
