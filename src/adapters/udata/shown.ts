import type { Loss } from '../adapter.ts';
import { changedByRemoteBy, excerpt, stillShownBy } from '../shown.ts';
import type { Shown } from '../shown.ts';
import { sameOwned } from './owned.ts';
import { usageIn } from './reuses/fields.ts';

export { joinBase, splitBase } from '../shown.ts';
export type { Shown } from '../shown.ts';

export const stillShown = stillShownBy(sameOwned);
export const changedByRemote = changedByRemoteBy(sameOwned);

/** `reasons`: why udata would not have a field, as it just said. */
export function lossesOf(shown: Shown, reasons: Readonly<Record<string, string>> = {}): Loss[] {
  return Object.entries(shown).map(([field, entry]) => ({
    field: usageIn(field) === undefined ? field : 'usage',
    value: excerpt(entry.sent),
    reason: reasons[field] ?? reasonOf(field, entry.shown),
  }));
}

function reasonOf(field: string, shown: unknown): string {
  if (field === 'license') return 'licence unknown to this udata';
  if (usageIn(field) !== undefined && shown === null) return 'udata did not take it as a reuse before';
  return `udata shows ${excerpt(shown)} instead`;
}
