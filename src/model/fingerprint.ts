import { hash } from 'node:crypto';
import type { Dataset } from './dataset.ts';

/**
 * JSON with sorted keys and without absent values, so that equal content gives equal text whatever order it was
 * built in. Lists keep their order: it is content.
 */
export function stableJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  return Array.isArray(value) ? stableList(value) : stableObject(value as Members);
}

function stableList(list: readonly unknown[]): string {
  let text = '';
  for (const member of list) text += text === '' ? stableJson(member) : `,${stableJson(member)}`;
  return `[${text}]`;
}

/** `isLeftOut`: of its own members, not of theirs. Each record of a harvest is written so: no list of parts is made, and no copy without some. */
function stableObject(members: Members, isLeftOut?: (key: string) => boolean): string {
  let text = '';
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member === undefined || isLeftOut?.(key) === true) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${stableJson(member)}`;
  }
  return `{${text}}`;
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
  return sha256(stableJson(value));
}

/** A dataset's fingerprint. Where it was read and what we noticed on the way are not its content. */
export function fingerprint(dataset: Dataset): string {
  return sha256(stableObject(dataset, (key) => key === 'origin' || key === 'warning'));
}

function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}
