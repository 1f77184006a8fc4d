import { hash } from 'node:crypto';
import type { Dataset } from './dataset.ts';

/**
 * JSON with sorted keys and without absent values, so that equal content gives equal text whatever order it was
 * built in. Lists keep their order: it is content.
 */
export function stableJson(value: unknown): string {
  const ordered = inOrder(value);
  return ordered === undefined ? memberByMember(value) : (JSON.stringify(ordered) ?? 'null');
}

/** A copy whose keys stand in order; undefined where an object would put them into another: numbers come first there. */
function inOrder(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const members: unknown[] = [];
    for (const member of value as unknown[]) {
      const ordered = inOrder(member);
      if (ordered === undefined && member !== undefined) return undefined;
      members.push(ordered);
    }
    return members;
  }
  const ordered: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    if (OUT_OF_ORDER.test(key)) return undefined;
    const member = (value as Record<string, unknown>)[key];
    const inner = inOrder(member);
    if (inner === undefined && member !== undefined) return undefined;
    ordered[key] = inner;
  }
  return ordered;
}

const OUT_OF_ORDER = /^(?:\d|__proto__$)/;

function memberByMember(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(memberByMember).join(',')}]`;
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) parts.push(`${JSON.stringify(key)}:${memberByMember(member)}`);
  }
  return `{${parts.join(',')}}`;
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
