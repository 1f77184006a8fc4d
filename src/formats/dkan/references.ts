import { isJson } from '../values/json-fields.ts';
import type { Json } from '../values/json-fields.ts';

const DEPTH_MAX = 20;

/** An item of DKAN 2's metastore without its references: `{ identifier, data }` is its data, which keeps that identifier where it has none. */
export function resolved(item: Json): Json {
  const plain = inner(item, 0);
  return isJson(plain) ? plain : {};
}

function inner(value: unknown, depth: number): unknown {
  if (depth > DEPTH_MAX) return undefined;
  if (Array.isArray(value)) return value.map((member: unknown) => inner(member, depth + 1));
  if (!isJson(value)) return value;
  const { data, identifier } = value;
  if (
    data !== undefined &&
    Object.keys(value).every((key) => key === 'data' || key === 'identifier' || key.startsWith('%'))
  ) {
    const told = inner(data, depth + 1);
    return isJson(told) && told['identifier'] === undefined && identifier !== undefined
      ? { identifier, ...told }
      : told;
  }
  const members = Object.entries(value)
    .filter(([key]) => !key.startsWith('%'))
    .map(([key, member]): [string, unknown] => [
      key,
      identified(inner(member, depth + 1), value[`%Ref:${key}`]),
    ]);
  return Object.fromEntries(members);
}

/** With `show-reference-ids` the ids stand beside what they are for. */
function identified(value: unknown, references: unknown): unknown {
  if (!Array.isArray(value) || !Array.isArray(references)) return value;
  return value.map((member: unknown, index) => {
    const reference: unknown = references[index];
    if (!isJson(member) || !isJson(reference) || member['identifier'] !== undefined) return member;
    return reference['identifier'] === undefined
      ? member
      : { identifier: reference['identifier'], ...member };
  });
}
