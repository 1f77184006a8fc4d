import { fingerprintOf } from '../../model/fingerprint.ts';
import type { Warn } from './warn.ts';

/** Words and addresses: what stays the same when only a date or the order of things changes. */
const PARTS = ['title', 'description', 'landingPage', 'endpointURL'] as const;

/** A record that nobody named is known by what it says, which is told: it is another record when that changes. */
export function contentKey(content: Record<string, unknown>, warn: Warn): string {
  const parts = [...PARTS.map((part) => sorted(content[part])), sorted(content['distribution'])];
  const key = `content:${fingerprintOf(parts).slice(0, 22)}`;
  warn(
    'id',
    key,
    'neither an address nor an identifier: known by its content, and as another record when that changes',
  );
  return key;
}

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? value.map((member: unknown) => fingerprintOf(member)).sort() : value;
}
