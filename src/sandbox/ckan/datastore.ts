import { isObject, type JsonObject } from '../json.ts';
import type { Outcome } from './packages.ts';
import { invalid, notFound } from './refusal.ts';
import type { State } from './state.ts';

const ROWS_MAX = 32_000;

/** Rows of a table, in the order of its key. Conditions on the key that are more than equality came with 2.12. */
export function datastoreSearch(state: State, body: JsonObject): Outcome {
  const asked = body['resource_id'];
  const id = typeof asked === 'string' ? asked : '';
  const table = state.tables.get(id);
  if (table === undefined) throw notFound(`Resource "${id}" was not found.`);
  const limit = Math.min(Number(body['limit'] ?? 100), ROWS_MAX, state.switches.rowsMax);
  const behind = keyBehind(state, body['filters']);
  const matching = table.rows.filter(([key]) => behind === undefined || key > behind);
  const offset = Number(body['offset'] ?? 0);
  const result = {
    resource_id: id,
    fields: [{ id: '_id', type: 'int' }, ...table.columns.map((column) => ({ id: column, type: 'text' }))],
    records: matching.slice(offset, offset + limit),
    records_format: 'lists',
    limit,
    total: matching.length,
  };
  return { result: JSON.stringify(result) };
}

function keyBehind(state: State, filters: unknown): number | undefined {
  if (filters === undefined) return undefined;
  const parsed: unknown = typeof filters === 'string' ? JSON.parse(filters) : filters;
  const key = isObject(parsed) ? parsed['_id'] : undefined;
  if (!isObject(key) || typeof key['gt'] !== 'number' || state.switches.version !== '2.12')
    throw invalid({ filters: ['invalid'] });
  return key['gt'];
}
