/** An answer as it came, for `--json`: its object, or an empty one. */
export function rawObject(raw: unknown): Record<string, unknown> {
  return isObject(raw) ? raw : {};
}

/** A list within an answer as it came. */
export function rawList(raw: unknown, key: string): unknown[] {
  const list = isObject(raw) ? raw[key] : undefined;
  return Array.isArray(list) ? list : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
