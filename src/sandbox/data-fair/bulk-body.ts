import { gunzipSync } from 'node:zlib';
import { type JsonObject, isObject } from '../json.ts';
import type { Context } from './context.ts';
import { parseCsv } from './csv.ts';
import { extensionOf } from './files.ts';
import { invalid } from './refusal.ts';
import type { Field } from './state.ts';
import { keyOf, typed } from './tables.ts';

/** The lines of a bulk request, whatever it writes them in, and what was passed over on the way. */
export interface Bulk {
  lines: JsonObject[];
  warnings: string[];
}

export function bulkOf({ request, query }: Context, schema: Field[]): Bulk {
  const { form, body, headers } = request;
  const separator = query['sep'] ?? ',';
  if (form === undefined) {
    const type = (headers['content-type'] ?? 'application/json').split(';')[0]?.trim() ?? '';
    return parsed(type, body, schema, separator);
  }
  const actions = form.files['actions'];
  if (actions === undefined) throw invalid('actions: a file is expected');
  const { name, bytes } = actions;
  const isPacked = extensionOf(name) === 'gz';
  const type = TYPES[extensionOf(isPacked ? name.slice(0, -3) : name)];
  if (type === undefined) throw invalid('unknown file extension');
  return parsed(type, isPacked ? unpacked(bytes) : bytes, schema, separator);
}

const TYPES: Record<string, string> = {
  csv: 'text/csv',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
};

function parsed(type: string, bytes: Buffer, schema: Field[], separator: string): Bulk {
  switch (type) {
    case 'text/csv':
      return fromCsv(bytes.toString(), schema, separator);
    case 'text/csv+gzip':
      return fromCsv(unpacked(bytes).toString(), schema, separator);
    case 'application/x-ndjson':
      return {
        lines: bytes
          .toString()
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map((line) => objectIn(line)),
        warnings: [],
      };
    default:
      return { lines: fromArray(bytes.toString()), warnings: [] };
  }
}

function fromArray(text: string): JsonObject[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw invalid('the body is not valid JSON');
  }
  if (!Array.isArray(list) || !list.every(isObject)) throw invalid('expecting a list of objects');
  return list;
}

function objectIn(line: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw invalid('a line is not valid JSON');
  }
  if (!isObject(value)) throw invalid('a line is not an object');
  return value;
}

/** Columns are found by their key, their title or the name that they had in a file. */
function fromCsv(text: string, schema: Field[], separator: string): Bulk {
  const [head = [], ...records] = parseCsv(text, separator);
  const fields = [...schema, { key: '_id', type: 'string' }, { key: '_action', type: 'string' }];
  const columns = head.map((title) =>
    fields.find(
      (field) =>
        field.key === title ||
        field['x-originalName'] === title ||
        field['title'] === title ||
        field.key === keyOf(title),
    ),
  );
  const unknown = head.filter((_, index) => columns[index] === undefined);
  return {
    lines: records.map((record) =>
      Object.fromEntries(
        columns.flatMap((field, index) => {
          const value = record[index] ?? '';
          return field === undefined || value === '' ? [] : [[field.key, typed(value, field.type)]];
        }),
      ),
    ),
    warnings: unknown.length === 0 ? [] : [`colonnes inconnues : ${unknown.join(', ')}`],
  };
}

function unpacked(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch {
    throw invalid('the body is not valid gzip');
  }
}
