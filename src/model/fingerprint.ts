import { hash } from 'node:crypto';
import type { Dataset } from './dataset.ts';

/**
 * JSON with sorted keys and without absent values, so that equal content gives equal text whatever order it was
 * built in. Lists keep their order: it is content.
 */
export function stableJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(stableJson).join(',')}]`;
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) parts.push(`${JSON.stringify(key)}:${stableJson(member)}`);
  }
  return `{${parts.join(',')}}`;
}

/** Whether the stable JSON of both is the same text, without writing it. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return stableJson(a) === stableJson(b);
  if (Array.isArray(a))
    return (
      Array.isArray(b) && a.length === b.length && a.every((member, index) => sameJson(member, b[index]))
    );
  return !Array.isArray(b) && sameMembers(a as Members, b as Members);
}

type Members = Record<string, unknown>;

function sameMembers(a: Members, b: Members): boolean {
  for (const key in a) {
    const one = a[key];
    const other = Object.hasOwn(b, key) ? b[key] : undefined;
    if ((one === undefined) !== (other === undefined) || !sameJson(one, other)) return false;
  }
  for (const key in b) if (b[key] !== undefined && !Object.hasOwn(a, key)) return false;
  return true;
}

/** SHA-256 of the stable JSON, base64url, 43 characters. */
export function fingerprintOf(value: unknown): string {
  return hash('sha256', stableJson(value), 'base64url');
}

/** A dataset's fingerprint. Where it was read and what we noticed on the way are not its content. */
export function fingerprint(dataset: Dataset): string {
  const { origin: _origin, warning: _warning, ...content } = dataset;
  return fingerprintOf(content);
}
