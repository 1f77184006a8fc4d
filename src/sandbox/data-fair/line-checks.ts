import { createHash } from 'node:crypto';
import { type JsonObject, objectOf } from '../json.ts';
import type { Dataset, Field } from './state.ts';

/** What is wrong with a line, in words; undefined where it fits the schema. */
export function lineFault(schema: Field[], line: JsonObject): string | undefined {
  for (const [key, value] of Object.entries(line)) {
    if (key === '_id' || value === null || value === undefined) continue;
    const field = schema.find((one) => one.key === key && one['x-calculated'] !== true);
    if (field === undefined) return `ne doit pas contenir de propriétés additionnelles (${key})`;
    const fault = valueFault(field, value);
    if (fault !== undefined) return `/${key} ${fault}`;
  }
  const missing = schema.find(
    (field) => field['x-required'] === true && (line[field.key] ?? undefined) === undefined,
  );
  return missing === undefined ? undefined : `requiert la propriété ${missing.key}`;
}

/** The id that the primary key gives to a line; undefined without a key, or where a part of it is missing. */
export function keyId({ primaryKey, rest }: Dataset, line: JsonObject): string | undefined {
  if (primaryKey === undefined || primaryKey.length === 0) return undefined;
  const values = primaryKey.map((key) => line[key] ?? undefined);
  if (values.includes(undefined)) return undefined;
  const text = JSON.stringify(values);
  const mode = objectOf(rest)['primaryKeyMode'];
  if (mode === 'base64') return Buffer.from(text).toString('base64url');
  return createHash('sha256').update(text).digest('hex');
}

/** The same for the same content, whatever the order of its members. */
export function lineHash(line: JsonObject): string {
  const members = Object.entries(line)
    .filter(([key]) => !key.startsWith('_'))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(members)).digest('hex');
}

function valueFault({ type, format, separator, enum: choices }: Field, value: unknown): string | undefined {
  if (typeof separator === 'string' && Array.isArray(value)) return undefined;
  if (type === 'integer' && !Number.isInteger(value)) return 'doit être de type integer';
  if (type === 'number' && typeof value !== 'number') return 'doit être de type number';
  if (type === 'boolean' && typeof value !== 'boolean') return 'doit être de type boolean';
  if (type !== 'string') return undefined;
  if (typeof value !== 'string') return 'doit être de type string';
  if (format === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(value)) return 'doit correspondre au format date';
  if (format === 'date-time' && Number.isNaN(Date.parse(value)))
    return 'doit correspondre au format date-time';
  if (Array.isArray(choices) && !choices.includes(value))
    return "doit être égal à l'une des valeurs permises";
  return undefined;
}
