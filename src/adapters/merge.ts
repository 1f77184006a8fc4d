import { sameJson } from '../model/fingerprint.ts';

/** The part of a remote record that we own: field → value in the remote's shape, JSON only. A field set to null is one that we cleared. */
export type Base = Record<string, unknown>;

/** Kept in a base beside the fields: those that a person left to the remote, each with the value of ours that was turned down. */
const LEFT = '~left';

/**
 * Kept in a base beside the fields: values that writes since the last push carried, by field. Nobody knows which of them
 * arrived, and what the remote shows of them is nobody's edit.
 */
const TRIED = '~tried';
/** Of one field; more writes in a row without an answer are not told apart. */
const TRIED_MAX = 8;

/** What happens to an owned field that somebody changed on the remote: ours again, theirs stays, or a person is asked. */
export type EditPolicy = 'overwrite' | 'keep' | 'ask';

export interface FieldDiff {
  field: string;
  before?: unknown;
  after?: unknown;
}

/** Whether two values of a field are one to the remote. */
type Same = (field: string, a: unknown, b: unknown) => boolean;

/** An owned field changed on both sides since the last push. */
export interface Conflict {
  field: string;
  base?: unknown;
  ours?: unknown;
  theirs?: unknown;
  /** The field is the whole record, which somebody deleted on the remote; `base` is its id. */
  gone?: true | undefined;
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
 * adopted record) ours wins. A field that only an unanswered write carried is cleared where that value arrived, and not
 * ours where it did not.
 *
 * A field that a person left to the remote (see `decide`) stays as the remote has it for as long as we want the value that
 * was turned down; with policy `overwrite` nothing is left to the remote.
 *
 * `same` compares two values of a field the way the remote stores them (order of tags, trimmed text …).
 */
export function merge(
  base: Base | undefined,
  wanted: Base,
  remote: Base,
  policy: EditPolicy,
  same: Same = (_field, a, b) => sameJson(a, b),
): Merge {
  const merged: Base = {};
  const next: Base = {};
  const diff: FieldDiff[] = [];
  const conflicts: Conflict[] = [];
  const left = policy === 'overwrite' ? {} : leftIn(base);
  const stillLeft: Base = {};
  const unanswered = triedIn(base);
  const came = Object.keys(unanswered).filter((field) =>
    arrived(unanswered, field, remote[field] ?? null, same),
  );
  for (const field of [...new Set([...Object.keys(wanted), ...ownFieldsOf(base), ...came])].sort()) {
    const ours = wanted[field] ?? null;
    const theirs = remote[field] ?? null;
    const before = base?.[field] ?? null;
    const agreed = same(field, ours, theirs);
    // Comparing costs more than all the rest here: only a difference asks whose it is.
    const isLeft = !agreed && field in left && same(field, ours, left[field] ?? null);
    const keepsTheirs = !agreed && policy !== 'overwrite' && wasEdited(base, field, theirs, same);
    if (isLeft || keepsTheirs) {
      if (isLeft) stillLeft[field] = left[field];
      else if (policy === 'ask') conflicts.push({ field, base: before, ours, theirs });
      merged[field] = theirs;
      next[field] = before;
      continue;
    }
    merged[field] = ours;
    // A field that we cleared is nobody's from now on.
    if (ours !== null) next[field] = ours;
    if (!agreed) diff.push({ field, before: theirs, after: ours });
  }
  if (Object.keys(stillLeft).length > 0) next[LEFT] = stillLeft;
  return { merged, base: next, diff, conflicts };
}

/** Whether somebody changed the field on the remote since our last push, and it was not we in a write that was never answered. */
function wasEdited(base: Base | undefined, field: string, theirs: unknown, same: Same): boolean {
  if (base === undefined || !(field in base) || same(field, base[field] ?? null, theirs)) return false;
  return !arrived(triedIn(base), field, theirs, same);
}

/** Whether the remote shows what a write carried that was never answered. */
function arrived(unanswered: Record<string, unknown[]>, field: string, theirs: unknown, same: Same): boolean {
  return theirs !== null && (unanswered[field] ?? []).some((value) => same(field, value, theirs));
}

/**
 * What to add to a base before these differences are written; undefined when nothing is to be remembered. Where edits
 * are overwritten a field of ours is written anew whatever arrived; but one that is not in the base yet would be taken
 * for somebody else's once we no longer want it, and so would a member of a list that others may add to.
 */
export function tried(
  base: Base | undefined,
  diff: readonly FieldDiff[],
  policy: EditPolicy,
): Base | undefined {
  const telling =
    policy === 'overwrite'
      ? diff.filter(({ field, after }) => Array.isArray(after) || (base?.[field] ?? null) === null)
      : diff;
  if (telling.length === 0) return undefined;
  const known = triedIn(base);
  const added = telling.map(({ field, after = null }): [string, unknown[]] => {
    const before = (known[field] ?? []).filter((value) => !sameJson(value, after));
    return [field, [...before, after].slice(-TRIED_MAX)];
  });
  return { [TRIED]: { ...known, ...Object.fromEntries(added) } };
}

/** A base that knows nothing of these fields, as if no write had ever carried them: for what is never cleared. */
export function without(base: Base, fields: readonly string[]): Base {
  const kept = (of: Record<string, unknown>): Base =>
    Object.fromEntries(Object.entries(of).filter(([field]) => !fields.includes(field)));
  return TRIED in base ? { ...kept(base), [TRIED]: kept(triedIn(base)) } : kept(base);
}

/** All fields that a base tells of, those that only an unanswered write carried included. */
export function fieldsOf(base: Base | undefined): string[] {
  return [...new Set([...ownFieldsOf(base), ...Object.keys(triedIn(base))])];
}

function ownFieldsOf(base: Base | undefined): string[] {
  return Object.keys(base ?? {}).filter((field) => field !== LEFT && field !== TRIED);
}

/** Values of a field that are ours, whether a write of them was answered or not. */
export function everOurs(base: Base | undefined, field: string): unknown[] {
  return [base?.[field], ...(triedIn(base)[field] ?? [])].filter(
    (value) => value !== undefined && value !== null,
  );
}

function triedIn(base: Base | undefined): Record<string, unknown[]> {
  const found = base?.[TRIED];
  if (typeof found !== 'object' || found === null) return {};
  return Object.fromEntries(Object.entries(found).filter(([, values]) => Array.isArray(values)));
}

/**
 * A base in which these conflicts are settled. Either way what the remote shows counts as agreed from now on. `ours`: the
 * next push writes our value over it. `theirs`: the field stays as the remote has it until the dataset's own value is
 * another one than now; that one is then a change of ours like any other.
 */
export function decide(base: Base, conflicts: readonly Conflict[], take: 'ours' | 'theirs'): Base {
  const settled: Base = { ...base };
  const left = leftIn(base);
  for (const { field, ours, theirs } of conflicts) {
    settled[field] = theirs ?? null;
    if (take === 'theirs') left[field] = ours ?? null;
    else delete left[field];
  }
  delete settled[LEFT];
  delete settled[TRIED];
  return Object.keys(left).length === 0 ? settled : { ...settled, [LEFT]: left };
}

function leftIn(base: Base | undefined): Base {
  const left = base?.[LEFT];
  return typeof left === 'object' && left !== null ? { ...left } : {};
}
