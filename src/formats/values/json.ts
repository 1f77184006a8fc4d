export type Json = Record<string, unknown>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object, or an empty one where there is none: what is asked of it is absent. */
export function jsonAt(value: unknown, ...keys: string[]): Json {
  let found: unknown = value;
  for (const key of keys) found = isJson(found) ? found[key] : undefined;
  return isJson(found) ? found : {};
}

/** Text, also where a number or a list with one member stands; blanks are nothing. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return Array.isArray(value) && value.length === 1 ? textOf(value[0]) : undefined;
}

/** A list of texts, also where a single one stands. */
export function textsOf(value: unknown): string[] {
  return listOf(value).flatMap((member) => textOf(member) ?? []);
}

export function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

export function objectsOf(value: unknown): Json[] {
  return listOf(value).filter(isJson);
}

/** Milliseconds, as some write moments, or a date as it stands. */
export function momentOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 8.64e15) {
    // A year, seconds, or milliseconds.
    if (Number.isInteger(value) && value >= 1000 && value <= 3000) return String(value);
    return new Date(Math.abs(value) < 1e11 ? value * 1000 : value).toISOString();
  }
  return textOf(value);
}
