import { cleanJson } from '../../model/clean.ts';

const ENTRIES_MAX = 300;

/** What has no place in the model, by the source's own names; undefined when nothing is left. */
export function extraOf(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> | undefined {
  const extra: Record<string, unknown> = {};
  let count = 0;
  for (const [key, value] of entries) {
    if (isBlank(value) || key === '__proto__' || key === 'constructor' || key === 'prototype') continue;
    if (count >= ENTRIES_MAX) break;
    count += 1;
    const clean = cleanJson(value);
    if (clean !== undefined) extra[key.toWellFormed()] = clean;
  }
  return count === 0 ? undefined : extra;
}

export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.every(isBlank);
  return typeof value === 'object' && Object.keys(value).length === 0;
}
