import { createHash } from 'node:crypto';
import type { WireField } from '../../../formats/data-fair/wire.ts';
import { csvRecords } from './csv.ts';

/** One row as Data Fair keeps it: a value for each key; what is empty is not there. */
export type Row = Readonly<Record<string, string | number>>;

export interface Table {
  fields: { key: string; type: 'string' | 'integer' | 'number'; title: string; format?: 'date' }[];
  rows: Row[];
}

const INTEGER = /^-?(?:0|[1-9]\d{0,14})$/;
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A text table with its columns described by what they hold. A code with a leading zero stays a text. */
export function tableIn(text: string): Table {
  const [header = [], ...records] = csvRecords(text);
  const keys = keysOf(header);
  const fields = keys.map((key, index) => {
    const values = records.map((record) => record[index] ?? '').filter((value) => value !== '');
    const title = (header[index] ?? '').trim() || key;
    if (values.length === 0) return { key, title, type: 'string' as const };
    if (values.every((value) => INTEGER.test(value))) return { key, title, type: 'integer' as const };
    if (values.every((value) => NUMBER.test(value))) return { key, title, type: 'number' as const };
    if (values.every((value) => DATE.test(value)))
      return { key, title, type: 'string' as const, format: 'date' as const };
    return { key, title, type: 'string' as const };
  });
  const rows = records.map((record) => {
    const row: Record<string, string | number> = {};
    for (const [index, { key, type }] of fields.entries()) {
      const value = record[index] ?? '';
      if (value !== '') row[key] = type === 'string' ? value : Number(value);
    }
    return row;
  });
  return { fields, rows };
}

/** The first column whose values tell every row from the others. */
export function primaryKeyOf({ fields, rows }: Table): string[] {
  const found = fields.find(({ key }) => {
    const values = new Set(rows.map((row) => row[key]));
    return rows.length > 0 && values.size === rows.length && !values.has(undefined);
  });
  return found === undefined ? [] : [found.key];
}

/** What a row is known by: its key, or all that it says where there is none; the second of two equal ones is another. */
export function identified(rows: readonly Row[], primaryKey: readonly string[]): Map<string, Row> {
  const known = new Map<string, Row>();
  const equal = new Map<string, number>();
  for (const row of rows) {
    const values =
      primaryKey.length === 0
        ? Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1))
        : primaryKey.map((key) => row[key] ?? '');
    const name = digest(values);
    const before = equal.get(name) ?? 0;
    equal.set(name, before + 1);
    known.set(before === 0 ? name : digest([values, before]), row);
  }
  return known;
}

/** Whether the rows fit the fields that are there already. */
export function fits(schema: readonly WireField[], table: Table): boolean {
  const there = schema.filter((field) => field['x-calculated'] !== true);
  return (
    there.length === table.fields.length &&
    table.fields.every(({ key, type }) =>
      there.some(
        (field) =>
          field.key === key &&
          (field.type === type || field.type === 'string' || (field.type === 'number' && type === 'integer')),
      ),
    )
  );
}

function keysOf(header: readonly string[]): string[] {
  const keys: string[] = [];
  for (const name of header) {
    const base =
      name
        .normalize('NFKD')
        .toLowerCase()
        .replaceAll(/\p{M}/gu, '')
        .replaceAll(/[^a-z0-9]+/g, '_')
        .replaceAll(/^_+|_+$/g, '') || 'colonne';
    let key = base;
    for (let again = 2; keys.includes(key); again += 1) key = `${base}_${again}`;
    keys.push(key);
  }
  return keys;
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}
