import { createHash } from 'node:crypto';
import { listOf, objectOf } from '../json.ts';
import { linesOf } from './rows.ts';
import type { Dataset, Field, State, StoredFile } from './state.ts';
import { sheetOf } from './tables.ts';

export interface Row {
  _i: number;
  _id: string;
  [column: string]: unknown;
}

/** What an index of this dataset holds: its lines, those of its file, or those of its children. */
export function rowsOf(state: State, dataset: Dataset): Row[] {
  if (dataset.isRest === true)
    return state.indexed.get(dataset.id) ?? [...linesOf(state, dataset.id).values()];
  if (dataset.isVirtual === true) return rowsOfChildren(state, dataset);
  const bytes = state.files.get(`${dataset.id}/file`);
  if (dataset.file === undefined || bytes === undefined) return [];
  return rowsOfFile(dataset.file, bytes);
}

/** The columns of the children, in their order, as many of them as were selected. */
export function schemaOfChildren(state: State, virtual: unknown): Field[] {
  const { children, select } = objectOf(virtual);
  const wanted = listOf(select);
  const fields = new Map<string, Field>();
  for (const child of listOf(children)) {
    for (const field of state.datasets.get(String(child))?.schema ?? []) {
      if (wanted.length === 0 || wanted.includes(field.key)) fields.set(field.key, field);
    }
  }
  return [...fields.values()];
}

/** Files that were read once, as long as they stay what they are. */
const read = new WeakMap<StoredFile, Row[]>();

function rowsOfFile(file: StoredFile, bytes: Buffer): Row[] {
  const known = read.get(file);
  if (known !== undefined) return known;
  const rows = sheetOf(file.name, bytes).rows.map((row, index) => ({
    ...row,
    _i: index + 1,
    _id: createHash('md5').update(`${file.md5} ${index}`).digest('base64url'),
  }));
  read.set(file, rows);
  return rows;
}

function rowsOfChildren(state: State, { virtual, schema }: Dataset): Row[] {
  const keys = new Set(['_i', '_id', ...schema.map(({ key }) => key)]);
  return listOf(objectOf(virtual)['children']).flatMap((child) => {
    const dataset = state.datasets.get(String(child));
    const rows = dataset === undefined || dataset.isVirtual === true ? [] : rowsOf(state, dataset);
    return rows.map((row) => {
      const kept = Object.entries(row).filter(([key]) => keys.has(key));
      return { ...Object.fromEntries(kept), _i: row._i, _id: row._id };
    });
  });
}
