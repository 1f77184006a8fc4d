import { z } from 'zod';
import { RemoteFault } from '../../faults.ts';
import type { Distribution } from '../../model/distribution.ts';
import type { TablePage, Tables } from '../adapter.ts';
import { ask } from './ask.ts';
import type { DataFairSettings } from './settings.ts';

/** Fewer than Data Fair's ceiling of 10,000: a page is held in memory, and strangers get half a megabyte a second. */
const PAGE_ROWS = 2_000;
const MIB = 1_024 * 1_024;
const ANSWER = { bodyBytesMax: 128 * MIB, wireBytesMax: 64 * MIB, totalMs: 300_000 };

const WireSchema = z.array(z.looseObject({ key: z.string().min(1), 'x-calculated': z.boolean().optional() }));
const WireLines = z.looseObject({
  total: z.number().int().nonnegative(),
  next: z.string().optional(),
  results: z.array(z.record(z.string(), z.unknown())),
});

/** The lines of a dataset, however it came to have them: all of them, page by page. */
export const tables: Tables<DataFairSettings> = {
  of({ downloadURL = [], accessURL = [], format }: Distribution) {
    for (const url of [...downloadURL, ...accessURL]) {
      const [, id, part] = ADDRESS.exec(url) ?? [];
      // Lines hold what a table holds; of a shape or a workbook only a part.
      if (id !== undefined && (part?.startsWith('lines') === true || format?.code === 'csv'))
        return decodeURIComponent(id);
    }
    return undefined;
  },

  async page(session, table, after) {
    const path = ['datasets', table];
    const schema = await ask(session, WireSchema, { path: [...path, 'safe-schema'] });
    const columns = schema.flatMap((field) => (field['x-calculated'] === true ? [] : [field.key]));
    // Without columns every answer would be empty lines: nobody could tell them from data.
    if (columns.length === 0) throw new RemoteFault('malformed', `the dataset ${table} tells no columns`);
    const query = { format: 'json', size: PAGE_ROWS, select: columns.join(','), after };
    const wire = await ask(session, WireLines, { path: [...path, 'lines'], query, limits: ANSWER });
    return pageOf(table, columns, wire, after);
  },
};

const ADDRESS = /\/api\/v1\/datasets\/([^/?#]+)\/(lines\?format=csv\b|raw$|convert$)/;

function pageOf(
  table: string,
  columns: string[],
  { results, total, next }: z.output<typeof WireLines>,
  after: string | undefined,
): TablePage {
  const rows = results.map((row) => columns.map((column) => row[column] ?? null));
  const place = next === undefined ? undefined : placeIn(table, next);
  if (place !== undefined && place === after)
    throw new RemoteFault('malformed', `the lines of ${table} do not go on behind ${place.slice(0, 200)}`);
  return { columns, rows, total, ...(place === undefined ? {} : { next: place }) };
}

/** The address of the next page holds the sort values of the last line; the rest of it is ours. */
function placeIn(table: string, next: string): string {
  const place = URL.canParse(next) ? new URL(next).searchParams.get('after') : null;
  if (place !== null && place !== '') return place;
  throw new RemoteFault('malformed', `the lines of ${table} go on at an address that does not say where`);
}
