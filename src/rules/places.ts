import type { Field } from '../model/fields.ts';

type Parent = Record<string, unknown>;

/** Where a value stands in one record: the object that holds it, its key there, and its concrete path. */
export interface Place {
  parent: Parent;
  key: string;
  /** `distribution[2].format`. */
  path: string;
  /** The innermost list entry on the way, otherwise the record. */
  owner: Parent;
}

/** Every place that a field has in a record. `create`: objects that are missing on the way are made. */
export function placesOf(record: Parent, field: Field, options: { create?: boolean } = {}): Place[] {
  let open: { node: Parent; owner: Parent; path: string }[] = [{ node: record, owner: record, path: '' }];
  const last = field.steps.length - 1;
  for (const [index, { key, each }] of field.steps.entries()) {
    if (index === last && !each)
      return open.map(({ node, owner, path }) => ({ parent: node, key, owner, path: joined(path, key) }));
    open = open.flatMap(({ node, owner, path }) => {
      const here = joined(path, key);
      let child = Object.hasOwn(node, key) ? node[key] : undefined;
      if (each) {
        const list: unknown[] = Array.isArray(child) ? child : [];
        return list.flatMap((entry, at) =>
          isParent(entry) ? [{ node: entry, owner: entry, path: `${here}[${at}]` }] : [],
        );
      }
      if (child === undefined && options.create === true) {
        child = {};
        node[key] = child;
      }
      return isParent(child) ? [{ node: child, owner, path: here }] : [];
    });
  }
  return [];
}

/** All values of a field in a record, lists on the way and at the end opened. */
export function valuesOf(record: Parent, field: Field): unknown[] {
  let values: unknown[] = [record];
  for (const { key } of field.steps) {
    values = values.flatMap((value) =>
      isParent(value) && Object.hasOwn(value, key) ? flat(value[key]) : [],
    );
  }
  return values;
}

function flat(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

export function isParent(value: unknown): value is Parent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
