import { type JsonObject, isObject, objectOf } from '../json.ts';
import { delimiterOf, parseCsv } from './csv.ts';
import { extensionOf } from './files.ts';
import { slugify } from './slug.ts';
import type { Field } from './state.ts';

export interface Sheet {
  schema: Field[];
  rows: JsonObject[];
}

/** What a file holds. Spreadsheets and maps in binary forms are stored as they are, and have no rows here. */
export function sheetOf(name: string, bytes: Buffer): Sheet {
  const extension = extensionOf(name);
  if (['csv', 'tsv', 'txt'].includes(extension)) return delimited(bytes.toString());
  if (extension === 'json') return objects(JSON.parse(bytes.toString()));
  if (extension === 'geojson') return features(JSON.parse(bytes.toString()));
  if (extension === 'ndjson')
    return objects(
      bytes
        .toString()
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line): unknown => JSON.parse(line)),
    );
  return { schema: [], rows: [] };
}

function delimited(text: string): Sheet {
  const [head, ...records] = parseCsv(text, delimiterOf(text));
  if (head === undefined) throw new Error('Fichier vide');
  const named = head.map((title) => ({ key: keyOf(title), title }));
  const columns = named.map((_, index) => records.map((record) => record[index] ?? ''));
  const types = columns.map(typeOf);
  const schema = named.map(({ key, title }, index) => ({ ...types[index], key, 'x-originalName': title }));
  return {
    schema: schema.map((field) => ({ type: 'string', ...field })),
    rows: records.map((record) =>
      Object.fromEntries(
        schema.flatMap(({ key, type = 'string' }, index) => {
          const value = record[index] ?? '';
          return value === '' ? [] : [[key, typed(value, type)]];
        }),
      ),
    ),
  };
}

function objects(value: unknown): Sheet {
  const list = Array.isArray(value) ? value : [value];
  const rows = list.filter(isObject);
  if (rows.length < list.length) throw new Error('expecting objects');
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const schema = keys.map((key) => {
    const values = rows.flatMap((row) => (row[key] === undefined ? [] : [row[key]]));
    const type = values.every((one) => typeof one === 'number')
      ? 'number'
      : values.every((one) => typeof one === 'boolean')
        ? 'boolean'
        : 'string';
    return { key: keyOf(key), type, 'x-originalName': key };
  });
  return {
    schema,
    rows: rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [keyOf(key), value])),
    ),
  };
}

function features(value: unknown): Sheet {
  const { features: list } = objectOf(value);
  if (!Array.isArray(list)) throw new Error('expecting a FeatureCollection');
  const { schema, rows } = objects(list.map((feature) => objectOf(objectOf(feature)['properties'])));
  const geometries = list.map((feature) => objectOf(feature)['geometry']);
  return {
    schema: [
      ...schema,
      { key: 'geometry', type: 'string', 'x-refersTo': 'https://purl.org/geojson/vocab#geometry' },
    ],
    rows: rows.map((row, index) => ({ ...row, geometry: JSON.stringify(geometries[index]) })),
  };
}

/** Keys of columns are lower case and without anything that a query would trip over. */
export function keyOf(title: string): string {
  return slugify(title.replaceAll(/[_.']/g, ' ')).replaceAll('-', '_');
}

function typeOf(values: string[]): { type: string; format?: string } {
  const given = values.filter((value) => value !== '');
  const all = (pattern: RegExp): boolean => given.length > 0 && given.every((value) => pattern.test(value));
  if (all(/^-?(0|[1-9]\d{0,14})$/)) return { type: 'integer' };
  if (all(/^-?(0|[1-9]\d*)([.,]\d+)?$/)) return { type: 'number' };
  if (all(/^(true|false|vrai|faux)$/i)) return { type: 'boolean' };
  if (all(/^\d{4}-\d{2}-\d{2}$/)) return { type: 'string', format: 'date' };
  if (all(/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/)) return { type: 'string', format: 'date-time' };
  return { type: 'string' };
}

export function typed(value: string, type: string): unknown {
  if (type === 'integer' || type === 'number') {
    const number = Number(value.replace(',', '.'));
    return Number.isNaN(number) ? value : number;
  }
  if (type === 'boolean' && /^(true|false|vrai|faux|0|1)$/i.test(value))
    return /^(true|vrai|1)$/i.test(value);
  return value;
}
