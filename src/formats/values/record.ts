import { cleanJson, cleanName, cleanText } from '../../model/clean.ts';
import { Dataset, ID_BYTES_MAX } from '../../model/dataset.ts';
import type { Read, ReadRecord, SetAside } from '../format.ts';
import { VALUE_LENGTH_MAX } from './warn.ts';
import type { Warnings } from './warn.ts';

/** A record on its way: what the mapping found, absent values as undefined, not yet checked. */
export interface Draft {
  kind: Dataset['kind'];
  id: string;
  title?: unknown;
  [property: string]: unknown;
}

export interface Around {
  warnings: Warnings;
  modified?: string | undefined;
  raw?: unknown;
}

/** Each round mends all that the schema names; a mended part shows at most one more layer. */
const ROUNDS_MAX = 8;
const RAW_LENGTH_MAX = 20_000;

/**
 * A draft as a record. A value that the model does not take costs itself, not the record, and is told; a record without a title
 * is called by its identifier, which is told too.
 */
export function recordOf(draft: Draft, { warnings, modified, raw }: Around): Read {
  const whole = wholeOf(draft, warnings);
  const id = whole.id;
  if (id === '') return { aside: asideOf('map', 'its id is no text', { field: 'id', raw: raw ?? draft }) };
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const parsed = Dataset.safeParse(whole);
    if (parsed.success) {
      const warning = warnings.list();
      const dataset: Dataset = { ...parsed.data, ...(warning === undefined ? {} : { warning }) };
      const record: ReadRecord = {
        remoteId: id,
        dataset,
        ...(modified === undefined ? {} : { modified }),
        ...(raw === undefined ? {} : { raw }),
      };
      return { record };
    }
    for (const issue of parsed.error.issues.toSorted((a, b) => deeper(a.path, b.path)))
      drop(whole, issue.path, issue.message, warnings);
    if (whole['title'] === undefined) whole['title'] = titleInstead(whole, id, warnings);
  }
  const [issue] = Dataset.safeParse(whole).error?.issues ?? [];
  return {
    aside: asideOf('validate', issue?.message ?? 'not a dataset', {
      remoteId: id,
      raw,
      ...(issue === undefined ? {} : { field: pathText(issue.path) }),
    }),
  };
}

/** A draft as the model has it, not yet checked: its own to change. */
export function wholeOf(draft: Draft, warnings: Warnings): Record<string, unknown> & { id: string } {
  const id = cleanText(draft.id);
  const whole = plain({ ...draft, id });
  if (!isObject(whole)) throw new TypeError('a draft is an object');
  if (whole['title'] === undefined) whole['title'] = titleInstead(whole, id, warnings);
  return { ...whole, id };
}

/** What could not be read, with as much of it as helps to see why. */
export function asideOf(
  stage: SetAside['stage'],
  reason: string,
  about: { remoteId?: string | undefined; field?: string; value?: string | undefined; raw?: unknown } = {},
): SetAside {
  const text = typeof about.raw === 'string' ? about.raw : JSON.stringify(about.raw);
  return {
    ...(about.remoteId === undefined ? {} : { remoteId: about.remoteId.slice(0, ID_BYTES_MAX) }),
    stage,
    ...(about.field === undefined ? {} : { field: about.field }),
    ...(about.value === undefined ? {} : { value: about.value.slice(0, VALUE_LENGTH_MAX).toWellFormed() }),
    reason,
    ...(text === undefined ? {} : { raw: text.slice(0, RAW_LENGTH_MAX).toWellFormed() }),
  };
}

/** The list without gaps; undefined for an empty one, which the model does not write. */
export function some<T>(list: readonly (T | undefined)[]): T[] | undefined {
  const there = list.filter((member) => member !== undefined);
  return there.length === 0 ? undefined : there;
}

/** Each once, by what it says. */
export function unique<T>(list: readonly T[]): T[] {
  if (list.length < 2) return [...list];
  return [
    ...new Map(
      list.map((member) => [typeof member === 'object' ? JSON.stringify(member) : member, member]),
    ).values(),
  ];
}

function titleInstead(whole: Record<string, unknown>, id: string, warnings: Warnings): unknown {
  const identifier: unknown = Array.isArray(whole['identifier']) ? whole['identifier'][0] : undefined;
  const name = typeof identifier === 'string' ? identifier : id;
  const segment = /^[a-z][a-z0-9+.-]*:/i.test(name)
    ? name.split(/[/#:]/).findLast((part) => part !== '')
    : name;
  const title = cleanName(segment ?? '') || cleanName(id) || 'untitled';
  warnings.warn('title', undefined, `there is none: called «${title.slice(0, 100)}» after its identifier`);
  return { und: title };
}

/** A copy that may be mended: own objects and lists, nothing undefined, no empty list. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    for (const member of value) {
      const kept = member === undefined ? undefined : plain(member);
      if (kept !== undefined && !isEmpty(kept)) copy.push(kept);
    }
    return copy;
  }
  // NUL and its like are no content, and SQL refuses them.
  if (typeof value === 'string') return cleanJson(value);
  if (!isObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const kept = key === 'extra' ? value[key] : plain(value[key]);
    if (kept !== undefined && !isEmpty(kept)) copy[key] = kept;
  }
  return copy;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (!isObject(value)) return false;
  for (const key in value) if (value[key] !== undefined) return false;
  return true;
}

/** Takes away what stands at the path; a part that lacks what it needs goes whole. */
function drop(
  whole: Record<string, unknown>,
  path: readonly PropertyKey[],
  reason: string,
  { warn }: Warnings,
): void {
  const steps: PropertyKey[] = [];
  const parents: (Record<string, unknown> | unknown[])[] = [];
  let here: unknown = whole;
  for (const step of path) {
    if (!Array.isArray(here) && !isObject(here)) break;
    parents.push(here);
    steps.push(step);
    here = Array.isArray(here) ? here[Number(step)] : here[String(step)];
    if (here === undefined) break;
  }
  // A missing member: what it is missing in goes.
  if (here === undefined && steps.length > 1) {
    steps.pop();
    parents.pop();
    const parent = parents.at(-1);
    const step = steps.at(-1);
    here = Array.isArray(parent) ? parent[Number(step)] : parent?.[String(step)];
  }
  const parent = parents.at(-1);
  const step = steps.at(-1);
  if (parent === undefined || step === undefined) return;
  warn(pathText(steps), typeof here === 'string' ? here : JSON.stringify(here), `${reason}: left out`);
  if (Array.isArray(parent)) parent.splice(Number(step), 1);
  else delete parent[String(step)];
  const holder = parents.at(-2);
  const empty = Array.isArray(parent) ? parent.length === 0 : Object.keys(parent).length === 0;
  if (!empty || holder === undefined) return;
  if (Array.isArray(holder)) holder.splice(Number(steps.at(-2)), 1);
  else delete holder[String(steps.at(-2))];
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`,
    )
    .join('');
}

/** Last list entries first, so that taking one away moves none of the others. */
function deeper(a: readonly PropertyKey[], b: readonly PropertyKey[]): number {
  for (const [index, step] of a.entries()) {
    const other = b[index];
    if (other === undefined) return -1;
    if (step === other) continue;
    return typeof step === 'number' && typeof other === 'number'
      ? other - step
      : String(step) < String(other)
        ? -1
        : 1;
  }
  return b.length > a.length ? 1 : 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
