import type { Loss } from '../adapter.ts';
import { changedByRemoteBy, excerpt, stillShownBy } from '../shown.ts';
import type { Shown } from '../shown.ts';
import { sameOwned } from './owned.ts';

export { joinBase, splitBase } from '../shown.ts';
export type { Shown } from '../shown.ts';

export const stillShown = stillShownBy(sameOwned);
export const changedByRemote = changedByRemoteBy(sameOwned);

export function lossesOf(shown: Shown): Loss[] {
  return Object.entries(shown).map(([field, entry]) => ({
    field,
    value: excerpt(entry.sent),
    reason:
      field === 'license' ? 'licence unknown to this udata' : `udata shows ${excerpt(entry.shown)} instead`,
  }));
}
