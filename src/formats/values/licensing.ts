import type { Coded } from '../../model/coded.ts';

/** «Not specified», and INSPIRE's «no conditions apply», which says nothing of a licence. */
const NONE = new Set(['NONE', 'LicenseRef-INSPIRE-noConditions']);

/** Whether a match is a licence that the table knows. */
export function namesLicense({ method, code = '' }: Coded): boolean {
  return method !== 'none' && !NONE.has(code);
}

/** Whether it may be told as the licence: a known one, or the words for one that no table has. */
export function mayBeLicense({ code = '' }: Coded): boolean {
  return !NONE.has(code);
}
