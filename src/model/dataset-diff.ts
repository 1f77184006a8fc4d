import type { Dataset } from './dataset.ts';
import { sameJson } from './fingerprint.ts';

export interface FieldChange {
  field: string;
  before?: unknown;
  after?: unknown;
}

/** Where a dataset was read and what was noticed on the way are not its content. */
const NOT_CONTENT = new Set(['origin', 'warning']);

/** Field by field, in order of name; from nothing when there is no `before`. */
export function diffDatasets(before: Dataset | undefined, after: Dataset | undefined): FieldChange[] {
  const was = new Map<string, unknown>(Object.entries(before ?? {}));
  const is = new Map<string, unknown>(Object.entries(after ?? {}));
  const fields = [...new Set([...was.keys(), ...is.keys()])].filter((field) => !NOT_CONTENT.has(field));
  return fields
    .toSorted()
    .filter((field) => !sameJson(was.get(field), is.get(field)))
    .map((field) => ({
      field,
      ...(was.get(field) === undefined ? {} : { before: was.get(field) }),
      ...(is.get(field) === undefined ? {} : { after: is.get(field) }),
    }));
}
