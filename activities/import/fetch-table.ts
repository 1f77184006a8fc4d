import type { Tables, TablePage } from '../../src/adapters/adapter.ts';
import { RemoteFault } from '../../src/faults.ts';
import type { Source } from '../../src/model/import.ts';
import type { Opened } from '../session.ts';
import type { Landing } from './landing.ts';

/** A table that goes on for ever is one that turns in a circle. */
const PAGES_MAX = 100_000;

/** What a table is called where files have their address. */
export const tableAddress = (table: string): string => `table:${table}`;

/**
 * Writes a remote's table down as CSV, page by page in the order of its key, each page durable with its place. It is whole
 * when as many rows came as the remote announced, at the beginning and at the end.
 */
export async function fetchTable(
  opened: Opened,
  tables: Tables<unknown>,
  table: string,
  source: Source,
  landing: Landing,
  admit: () => Promise<void>,
): Promise<void> {
  const { session } = opened;
  const url = tableAddress(table);
  // Only what stands for the same state of the table is gone on with.
  const state = source.modified ?? '-';
  let place = landing.identity;
  if (place?.after === undefined || place.etag !== state) {
    place = { url, etag: state, rows: 0 };
    await landing.restart(place);
  }
  let announced: number | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    session.signal.throwIfAborted();
    await admit();
    const page = await tables.page(session, table, place.after);
    announced ??= page.total;
    const rows: number = (place.rows ?? 0) + page.rows.length;
    const header = place.after === undefined ? line(page.columns) : '';
    place = { url, etag: state, rows, ...(page.next === undefined ? {} : { after: page.next }) };
    // Before the bytes, so that whenever they are durable their place is the one behind them.
    landing.identify(place);
    await landing.append(Buffer.from(header + page.rows.map(line).join('')));
    await landing.sync();
    if (page.next === undefined) return demandAll(table, rows, announced, page);
  }
  throw new RemoteFault('malformed', `the table ${table} did not end within ${PAGES_MAX} pages`);
}

function demandAll(table: string, rows: number, announced: number, page: TablePage): void {
  if (rows === page.total && announced === page.total) return;
  throw new RemoteFault(
    'broken',
    `the table ${table} changed while it was read: ${rows} rows came, ${announced} were announced at first and ${page.total} at the end`,
  );
}

function line(values: readonly unknown[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
