import { stableJson } from '../model/fingerprint.ts';

/** The part of a remote record that we own: field → value in the remote's shape, JSON only. A field set to null is one that we cleared. */
export type Base = Record<string, unknown>;

/** What happens to an owned field that somebody changed on the remote: ours again, theirs stays, or a person is asked. */
export type EditPolicy = 'overwrite' | 'keep' | 'ask';

export interface FieldDiff {
  field: string;
  before?: unknown;
  after?: unknown;
}

/** An owned field changed on both sides since the last push. */
export interface Conflict {
  field: string;
  base?: unknown;
  ours?: unknown;
  theirs?: unknown;
}

export interface Merge {
  /** The owned fields as the remote shall show them: what to write. */
  merged: Base;
  /** To be kept as the base of the next merge: what we pushed, not what was left of theirs. */
  base: Base;
  /** From what the remote shows to `merged`: empty means that there is nothing to write. */
  diff: FieldDiff[];
  /** Only with policy `ask`. */
  conflicts: Conflict[];
}

/**
 * Three-way merge, field by field. A field that we want and the remote does not show as wanted is written; a field in
 * `base` that we no longer want is cleared (null); a field that is in neither is not ours and never looked at. Where
 * the remote differs from `base`, somebody edited it there, and `policy` decides. Without a base (first push, or an
 * adopted record) ours wins.
 *
 * `same` compares two values of a field the way the remote stores them (order of tags, trimmed text …).
 */
export function merge(
  base: Base | undefined,
  wanted: Base,
  remote: Base,
  policy: EditPolicy,
  same: (field: string, a: unknown, b: unknown) => boolean = sameJson,
): Merge {
  const merged: Base = {};
  const next: Base = {};
  const diff: FieldDiff[] = [];
  const conflicts: Conflict[] = [];
  const fields = new Set([...Object.keys(wanted), ...Object.keys(base ?? {})]);
  for (const field of [...fields].sort()) {
    const ours = wanted[field] ?? null;
    const theirs = remote[field] ?? null;
    const before = base?.[field] ?? null;
    const editedThere = base !== undefined && field in base && !same(field, before, theirs);
    if (!same(field, ours, theirs) && editedThere && policy !== 'overwrite') {
      if (policy === 'ask') conflicts.push({ field, base: before, ours, theirs });
      merged[field] = theirs;
      next[field] = before;
      continue;
    }
    merged[field] = ours;
    // A field that we cleared is nobody's from now on.
    if (ours !== null) next[field] = ours;
    if (!same(field, ours, theirs)) diff.push({ field, before: theirs, after: ours });
  }
  return { merged, base: next, diff, conflicts };
}

function sameJson(_field: string, a: unknown, b: unknown): boolean {
  return stableJson(a) === stableJson(b);
}
