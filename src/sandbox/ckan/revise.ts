import { type JsonObject, isObject } from '../json.ts';
import { invalid } from './refusal.ts';

const ID_PREFIX_MIN = 5;

/** Paths of what `expected` says and `actual` does not; an empty list or object says nothing. */
export function unmatched(actual: unknown, expected: unknown, path: string[] = []): string[] {
  if (isObject(expected) && isObject(actual)) {
    return Object.entries(expected).flatMap(([key, value]) => unmatched(actual[key], value, [...path, key]));
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return expected.flatMap((value, index) => unmatched(actual[index], value, [...path, String(index)]));
  }
  return actual === expected ? [] : [path.join('__')];
}

/** What a flattened key such as `resources__1f9ab__name` stands for; undefined when nothing is there. */
export function at(data: unknown, key: string): { found: boolean; value: unknown } {
  let current = data;
  for (const part of key === '' ? [] : key.split('__')) {
    if (isObject(current) && part in current) current = current[part];
    else {
      const index = Array.isArray(current) ? indexIn(current, part) : -1;
      if (index < 0) return { found: false, value: undefined };
      current = (current as unknown[])[index];
    }
  }
  return { found: true, value: current };
}

/**
 * Merges `update` into `data`, in place. Lists are merged member by member: a shorter list changes the first members
 * and leaves the rest, which is the trap of this action.
 */
export function mergeInto(data: JsonObject, update: unknown, path: string): void {
  if (!isObject(update)) throw invalid({ [path]: ['Un objet est attendu'] });
  for (const [key, value] of Object.entries(update)) {
    const before = data[key];
    if (isObject(before)) mergeInto(before, value, path);
    else if (Array.isArray(before)) mergeList(before, value, path);
    else data[key] = value;
  }
}

function mergeList(list: unknown[], update: unknown, path: string): void {
  if (!Array.isArray(update)) throw invalid({ [path]: ['Une liste est attendue'] });
  for (const [index, value] of update.entries()) {
    const before = list[index];
    if (isObject(before)) mergeInto(before, value, path);
    else if (Array.isArray(before)) mergeList(before, value, path);
    else list[index] = value;
  }
}

/** `update__<key>`: the last part is a key, an index, an id, or `extend`, which appends to a list. */
export function mergeKey(data: JsonObject, key: string, value: unknown): void {
  const parts = key.split('__');
  const last = parts.pop() ?? '';
  const parent = at(data, parts.join('__'));
  if (!parent.found) throw invalid({ [key]: [`Unmatched key ${parts.join('__')}`] });
  if (isObject(parent.value)) return mergeInto(parent.value, { [last]: value }, key);
  if (!Array.isArray(parent.value)) throw invalid({ [key]: ['Une liste ou un objet est attendu'] });
  if (last === 'extend') {
    if (!Array.isArray(value)) throw invalid({ [key]: ['Une liste est attendue'] });
    parent.value.push(...(value as unknown[]));
    return undefined;
  }
  const index = indexIn(parent.value, last);
  if (index < 0) throw invalid({ [key]: [`Unmatched key ${key}`] });
  const member: unknown = parent.value[index];
  if (isObject(member)) mergeInto(member, value, key);
  else parent.value[index] = value;
  return undefined;
}

/** Takes away what the patterns name, in place: `-tags`, `-resources__1f9ab`, `+title,-*`; a keeper before wins. */
export function filterInto(data: unknown, patterns: readonly string[]): void {
  const rules = patterns.map((pattern) => pattern.trim()).filter((pattern) => pattern !== '');
  filter(
    data,
    rules.map((rule) => ({ keep: rule.startsWith('+'), path: rule.replace(/^[+-]+/, '').split('__') })),
  );
}

interface Rule {
  keep: boolean;
  path: string[];
}

function filter(data: unknown, rules: Rule[]): void {
  if (isObject(data)) filterObject(data, rules);
  else if (Array.isArray(data)) filterList(data, rules);
}

function filterObject(data: JsonObject, rules: Rule[]): void {
  const safe: JsonObject = {};
  const deeper = new Map<string, Rule[]>();
  for (const { keep, path } of rules) {
    const [head = '', ...rest] = path;
    for (const key of head === '*' ? Object.keys(data) : [head]) {
      if (!(key in data)) continue;
      if (rest.length > 0 && head !== '*')
        deeper.set(key, [...(deeper.get(key) ?? []), { keep, path: rest }]);
      else if (keep) safe[key] = data[key];
      else delete data[key];
    }
  }
  Object.assign(data, safe);
  for (const [key, inner] of deeper) filter(data[key], inner);
}

function filterList(data: unknown[], rules: Rule[]): void {
  const safe = new Set<number>();
  const gone = new Set<number>();
  const deeper = new Map<number, Rule[]>();
  for (const { keep, path } of rules) {
    const [head = '', ...rest] = path;
    const hits = head === '*' ? [...data.keys()] : [indexIn(data, head)].filter((index) => index >= 0);
    for (const index of hits) {
      if (rest.length > 0 && head !== '*')
        deeper.set(index, [...(deeper.get(index) ?? []), { keep, path: rest }]);
      else if (keep ? !gone.has(index) : !safe.has(index)) (keep ? safe : gone).add(index);
    }
  }
  for (const [index, inner] of deeper) if (!gone.has(index)) filter(data[index], inner);
  const left = data.filter((_member, index) => !gone.has(index));
  data.splice(0, data.length, ...left);
}

/** By position, negative from the end, or by the beginning of an id. */
function indexIn(list: readonly unknown[], part: string): number {
  if (part.length >= ID_PREFIX_MIN)
    return list.findIndex((member) => isObject(member) && String(member['id']).startsWith(part));
  const index = Number(part);
  if (part === '' || !Number.isInteger(index)) return -1;
  const counted = index < 0 ? list.length + index : index;
  return counted < list.length ? counted : -1;
}
