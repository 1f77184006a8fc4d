import type { Loss } from '../adapter.ts';
import type { Base } from '../merge.ts';
import { changedByRemoteBy, excerpt, joinBase as joined, stillShownBy } from '../shown.ts';
import type { Shown } from '../shown.ts';
import { sameOwned } from './owned.ts';

export { splitBase } from '../shown.ts';
export type { Shown } from '../shown.ts';

export const stillShown = stillShownBy(sameOwned);
export const changedByRemote = changedByRemoteBy(sameOwned);

export function joinBase(fields: Base, shown: Shown): Base {
  const settled: Base = { ...fields };
  for (const [field, entry] of Object.entries(shown)) settled[field] = entry.shown;
  return joined(settled, shown);
}

export function lossesOf(shown: Shown): Loss[] {
  return Object.entries(shown).map(([field, { sent, shown: now }]) => ({
    field,
    value: excerpt(sent),
    reason: `Data Fair shows ${excerpt(now)} instead`,
  }));
}
