import { jsonAt, textOf } from '../values/json.ts';

/** The property by which a Navette knows a record of its own. */
export const MARK_PROPERTY = 'navette:mark';
/** The member of a link that names the file of ours that it leads to. */
export const FILE_KEY = 'navette:key';

/** The mark that a Navette left on the record. */
export function markOnRecord(record: unknown): string | undefined {
  return textOf(jsonAt(record, 'properties')[MARK_PROPERTY]);
}
