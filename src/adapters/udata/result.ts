import type { Loss, PutResult } from '../adapter.ts';
import type { Base, Merge } from '../merge.ts';
import type { Wanted } from './from-model.ts';
import { matchAll } from './hosted.ts';
import { ownedOf, sameOwned } from './owned.ts';
import type { Matched } from './owned.ts';
import type { Settled } from './reuses/settle.ts';
import { changedByRemote, joinBase, lossesOf } from './shown.ts';
import type { Shown } from './shown.ts';
import type { WireDataset } from './wire.ts';
import { linkOf, present } from './words.ts';

/**
 * What is handed back: `record` is what the remote shows after the write, or all along. A field that it shows otherwise
 * than it was sent is a loss, and is remembered so that the next push does not send it again for nothing.
 */
export function resultOf(
  action: PutResult['action'],
  record: WireDataset,
  wanted: Wanted,
  merge: Merge,
  stillShown: Shown,
  before: Matched | Record<string, never>,
  reuses: Settled = { shown: {}, reasons: {} },
): PutResult {
  const known = before instanceof Map ? [...before].map(([key, { id }]): [string, string] => [key, id]) : [];
  const kept = known.filter(([key]) => (merge.merged[`resource:${key}`] ?? null) !== null);
  const { matched } = matchAll(record.resources ?? [], wanted.fields, Object.fromEntries(kept), true);
  const wrote = action === 'created' || action === 'updated';
  const after = { ...ownedOf(record, matched), ...reuses.shown };
  const altered = wrote
    ? changedByRemote(
        merge.merged,
        after,
        merge.diff.map(({ field }) => field),
      )
    : {};
  const shown = { ...stillShown, ...altered };
  const base: Base = { ...merge.base };
  for (const [field, entry] of Object.entries(shown)) base[field] = entry.shown;
  return {
    remoteId: record.id,
    ...present({ url: linkOf(record.page) ?? linkOf(record.uri) }),
    action,
    base: joinBase(base, shown),
    distributionIds: Object.fromEntries([...matched].map(([key, { id }]) => [key, id])),
    diff: merge.diff,
    conflicts: merge.conflicts,
    losses: knownLosses(record, wanted, shown, reuses.reasons),
  };
}

export function knownLosses(
  record: WireDataset,
  wanted: Wanted,
  shown: Shown,
  reasons: Settled['reasons'] = {},
): Loss[] {
  return [...wanted.losses.filter((loss) => !isOwner(loss, record)), ...lossesOf(shown, reasons)];
}

/** The publisher is not lost where it is the organisation itself. */
function isOwner(loss: Loss, record: WireDataset): boolean {
  return loss.field === 'publisher' && sameOwned('name', loss.value, record.organization?.name);
}
