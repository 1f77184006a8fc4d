import { z } from 'zod';
import { RemoteFault } from '../../faults.ts';
import type { Distribution } from '../../model/distribution.ts';
import type { TablePage, Tables } from '../adapter.ts';
import { attemptTo, call, type CkanSession } from './call.ts';
import { faultOf } from './errors.ts';
import { reading, type Query } from './requests.ts';
import type { CkanSettings } from './settings.ts';

/** Fewer than CKAN's ceiling of 32,000: a page is held in memory. */
const PAGE_ROWS = 8_000;
/** The key of each row, which the DataStore adds. */
const KEY = '_id';
/** What a CKAN before 2.12 says of conditions on a key that are more than equality. */
const NO_RANGES = new Set([400, 409, 500]);

const WireTable = z.looseObject({
  fields: z.array(z.looseObject({ id: z.string() })),
  records: z.array(z.array(z.unknown())),
  total: z.number().int().nonnegative(),
  limit: z.number().int().positive().optional(),
});
type WireTable = z.output<typeof WireTable>;

/** CKAN's DataStore: the table that was loaded from a resource's file, or that never had one. */
export const tables: Tables<CkanSettings> = {
  of({ id, extra }: Distribution) {
    const active = extra?.['datastore_active'];
    return id !== undefined && (active === true || active === 'True' || active === 'true') ? id : undefined;
  },

  async page(session, table, after) {
    const place = placeIn(after);
    const wire = await rowsFrom(session, table, place);
    return pageOf(table, wire, place);
  },
};

/** Behind a key; where a site knows no conditions on it, behind so many rows. */
interface Place {
  key: number;
  skipped: number;
  byOffset: boolean;
}

const START: Place = { key: 0, skipped: 0, byOffset: false };

async function rowsFrom(session: CkanSession, table: string, place: Place): Promise<WireTable> {
  const query: Query = { resource_id: table, sort: KEY, limit: PAGE_ROWS, records_format: 'lists' };
  if (place === START) return call(session, WireTable, reading(session.settings, 'datastore_search', query));
  if (place.byOffset) return byOffset(session, query, place);
  const filters = JSON.stringify({ [KEY]: { gt: place.key } });
  const request = reading(session.settings, 'datastore_search', { ...query, filters });
  const attempt = await attemptTo(session, WireTable, request);
  if (attempt.ok) {
    const first = keyOf(attempt.result.records[0], keyColumn(table, attempt.result));
    // One that does not know the condition may also pass over it.
    if (first === undefined || first > place.key) {
      return { ...attempt.result, total: attempt.result.total + place.skipped };
    }
  } else if (!NO_RANGES.has(attempt.refusal.status)) throw faultOf(attempt.refusal, attempt.where);
  place.byOffset = true;
  return byOffset(session, query, place);
}

function byOffset(session: CkanSession, query: Query, { skipped }: Place): Promise<WireTable> {
  return call(
    session,
    WireTable,
    reading(session.settings, 'datastore_search', { ...query, offset: skipped }),
  );
}

function pageOf(table: string, wire: WireTable, place: Place): TablePage {
  const at = keyColumn(table, wire);
  const keys = wire.records.map((row) => keyOf(row, at) ?? Number.NaN);
  // The key only ever rises: what does not is a row that was had before, or a site that sorts otherwise.
  const rises = keys.every((key, index) => key > (keys[index - 1] ?? place.key));
  if (!rises)
    throw new RemoteFault(
      'malformed',
      `the table ${table} does not come in the order of ${KEY}: its rows moved`,
    );
  const skipped = place.skipped + wire.records.length;
  const last = keys.at(-1);
  const page = {
    columns: wire.fields.map((field) => field.id).filter((_, index) => index !== at),
    rows: wire.records.map((row) => row.filter((_, index) => index !== at)),
    total: wire.total,
  };
  if (last === undefined || skipped >= wire.total) return page;
  return { ...page, next: JSON.stringify([last, skipped, place.byOffset]) };
}

function keyColumn(table: string, { fields }: WireTable): number {
  const at = fields.findIndex((field) => field.id === KEY);
  if (at < 0) throw new RemoteFault('malformed', `the table ${table} has no column ${KEY}`);
  return at;
}

function keyOf(row: unknown[] | undefined, at: number): number | undefined {
  const key = row?.[at];
  return typeof key === 'number' && Number.isSafeInteger(key) ? key : undefined;
}

const Cursor = z.tuple([z.number().int(), z.number().int().nonnegative(), z.boolean()]);

function placeIn(after: string | undefined): Place {
  if (after === undefined) return START;
  const [key, skipped, byOffset] = Cursor.parse(JSON.parse(after));
  return { key, skipped, byOffset };
}
